/**
 * What the section `taps` trains beside the workloads, and what it makes of its windows: the share of the
 * training that charts on wires cost while nobody looks at any, and while fifty are looked at.
 */
import { compareIds } from '../src/base/ids.ts';
import type { Compilation } from '../src/compile/compilation.ts';
import type { Document } from '../src/document/records.ts';
import { draw } from '../src/samples/build.ts';
import { spread } from './print.ts';
import { chain, dense, regression } from './workloads.ts';

/** So many charts, and so many looks a second: what the page asks for, on a screen full of wires. */
export const WIRES = 50;
export const HERTZ = 10;
/** The shares that it may cost: while nothing is watched, and while all that is. */
export const AIMS = { unwatched: 0.01, watched: 0.1 } as const;
/** Looks come behind a step; fewer than this of ten a second are not ten a second. */
export const ENOUGH = 0.95 * HERTZ;

export interface Graph {
  readonly name: string;
  readonly title: string;
  readonly document: Document;
}

const run = (batchSize: number) => ({
  batchSize,
  optimiser: { kind: 'adam', params: { lr: 0.001 } },
});

/** Every neuron of a layer is wired to all of the layer before it. */
function neurons(widths: readonly number[]): Document {
  return draw('neurons', { seed: 1, ...run(10) }, (pen) => {
    const data = pen.node('data', { ...regression(2), split: true });
    let from: readonly string[] = [`${data}.x1`, `${data}.x2`];
    for (const [i, width] of widths.entries())
      from = Array.from({ length: width }, () => {
        const activation = i === widths.length - 1 ? 'linear' : 'tanh';
        const id = pen.node('neuron', { activation });
        for (const output of from) pen.wire(output, `${id}.in`);
        return `${id}.out`;
      });
    const loss = pen.node('mse');
    for (const output of from) pen.wire(output, `${loss}.prediction`);
    pen.wire(`${data}.y`, `${loss}.target`);
  });
}

/** Graphs with as many wires as are watched: one whose step is short, and one whose step is not. */
export const WIRED: readonly Graph[] = [
  {
    name: 'neurons',
    title: 'neurons one by one, 2-5-5-3-1 tanh, batch 10, Adam',
    document: neurons([5, 5, 3, 1]),
  },
  {
    name: 'layers',
    title: '25 layers of 64 with tanh, batch 32, Adam',
    document: chain(
      'layers',
      regression(16),
      [...Array.from({ length: 25 }, () => [dense(64), ['tanh'] as const]).flat(), dense(1)],
      'mse',
      run(32),
    ),
  },
];

/** The wires that are looked at: fifty, or all where there are fewer. */
export const wiresOf = (document: Document): readonly string[] =>
  Object.keys(document.edges).sort(compareIds).slice(0, WIRES);

/** The same plan without the routine that every look runs: an engine that knows of no taps. */
export function withoutWatch(compilation: Compilation): Compilation {
  if (!compilation.plan) return compilation;
  const { watch: _, ...routines } = compilation.plan.routines;
  return { ...compilation, plan: { ...compilation.plan, routines } };
}

/** What training is like in a window: without taps at all, with none watched, with fifty. */
export const STATES = ['bare', 'unwatched', 'watched'] as const;
export type State = (typeof STATES)[number];

export interface Stretch {
  readonly steps: number;
  readonly seconds: number;
  /** Seconds that the engine's thread was on a processor. */
  readonly processor: number | undefined;
  /** Looks that arrived at the page. */
  readonly looks: number;
}
/** Of each state as many as of the others; those of a round were taken one after the other. */
export type Stretches = Readonly<Record<State, readonly Stretch[]>>;

type Spread = readonly [min: number, median: number, max: number];

export interface TapCost {
  readonly wires: number;
  /** Steps per second, of processor time where that can be told. */
  readonly rates: Readonly<Record<State, Spread>>;
  /** Shares that are lost, round by round: beside no taps at all, and beside none watched. */
  readonly lost: Readonly<Record<'unwatched' | 'watched', Spread>>;
  /** A second by the clock. */
  readonly looks: Spread;
  /** Whether the rates are of processor time. */
  readonly fair: boolean;
}

export function tapCost(wires: number, stretches: Stretches): TapCost {
  const all = STATES.flatMap((state) => stretches[state]);
  const fair = all.every((s) => s.processor !== undefined && s.processor > 0);
  const pace = (s: Stretch) => s.steps / ((fair && s.processor) || s.seconds);
  const rates = (state: State) => spread(stretches[state].map(pace));
  // Within a round the machine is much the same: shares are taken there, and not of medians.
  const lost = (state: State, beside: State) =>
    spread(
      stretches[state].flatMap((s, round) => {
        const other = stretches[beside][round];
        return other ? 1 - pace(s) / pace(other) : [];
      }),
    );
  return {
    wires,
    rates: { bare: rates('bare'), unwatched: rates('unwatched'), watched: rates('watched') },
    lost: { unwatched: lost('unwatched', 'bare'), watched: lost('watched', 'unwatched') },
    looks: spread(stretches.watched.map((s) => s.looks / s.seconds)),
    fair,
  };
}

/** What of the aims is missed, in words; nothing where all are met. */
export function missed({ lost, looks }: TapCost): readonly string[] {
  return [
    lost.unwatched[1] < AIMS.unwatched ? '' : 'unwatched costs too much',
    lost.watched[1] < AIMS.watched ? '' : 'watched costs too much',
    looks[1] >= ENOUGH ? '' : `fewer than ${HERTZ} looks a second`,
  ].filter((text) => text !== '');
}
