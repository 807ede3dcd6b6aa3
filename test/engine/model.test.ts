/**
 * The engine's bookkeeping against its definition (definition.ts), whatever is asked of it in whatever
 * order, while it trains and while it rests: weights, slots, states, counters, best weights, what is laid
 * aside, figures of the bar, points of the curves, tensors in the inspector. The clock jumps, so that
 * slices, monitoring passes, evaluations and steps in parts end anywhere; the backend fails and loses threads.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { threadPoolOf } from '../../cli/threads.ts';
import { must } from '../../src/base/assert.ts';
import { canonical } from '../../src/base/hash.ts';
import type { Result } from '../../src/base/issue.ts';
import { planCheckWith } from '../../src/compile/check-plans.ts';
import { compile } from '../../src/compile/compile.ts';
import { explain } from '../../src/compile/explain.ts';
import { pathsWith } from '../../src/compile/paths.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { makeDataset } from '../../src/data/make.ts';
import { PACES, type Pace } from '../../src/document/paces.ts';
import type { Document, RunSettings } from '../../src/document/records.ts';
import { type HostBackend, LostThread } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm, wasmWith } from '../../workers/backends/wasm/wasm.ts';
import type { Leaving } from '../../workers/engine/protocol.ts';
import { replayKeyOf } from '../../workers/engine/runtime.ts';
import {
  adam,
  bceWithLogits,
  data,
  dense,
  draw,
  mse,
  neuron,
  sgd,
  tanh,
  type Word,
} from '../vocabulary.ts';
import * as by from './definition.ts';
import { type Clock, type Driven, driven } from './driven.ts';

const tables = { get: async () => undefined };
const word = (kind: string, params = {}): Word => ({ kind, params });
const stop = (params = {}) => ({ kind: 'early', params: { every: 1, patience: 3, ...params } });

interface Drawn {
  readonly units?: number;
  readonly points?: Word['params'];
  readonly losses?: readonly Word[];
  readonly params?: Word['params'];
  readonly run?: Partial<RunSettings>;
}
/** Shuffled batches, running statistics, dropout, Adam, stopping early: all that has a state. */
const network = ({ units = 3, points = {}, losses = [], params = {}, run = {} }: Drawn = {}) =>
  draw(
    [
      data('moons', { samples: 30, noise: 0.3, validation: 0.4, ...points }),
      dense(units, params),
      word('batchNorm'),
      tanh(),
      word('dropout', { rate: 0.3 }),
      dense(1),
      bceWithLogits(),
      ...losses,
    ],
    [
      'data1.x -> dense1.in',
      'dense1.out -> batchNorm1.in',
      'batchNorm1.out -> tanh1.in',
      'tanh1.out -> dropout1.in',
      'dropout1.out -> dense2.in',
      'dense2.out -> bceWithLogits1.prediction',
      'data1.y -> bceWithLogits1.target',
      ...losses.flatMap(({ kind }) => {
        const id = kind === 'mse' ? 'mse1' : 'bceWithLogits2';
        return [`dense2.out -> ${id}.prediction`, `data1.y -> ${id}.target`];
      }),
    ],
    { batchSize: 4, optimiser: adam(0.05), stop: stop(), ...run },
  );
const plain = network();
/** Edits of it: what each of them keeps and throws away is another thing. */
const DOCUMENTS: readonly Document[] = [
  plain,
  // A title: nothing is computed otherwise.
  { ...plain, nodes: { ...plain.nodes, tanh1: { ...plain.nodes.tanh1!, title: 'Bend' } } },
  // A learning rate alone, which is live.
  network({ run: { optimiser: adam(0.02) } }),
  network({ units: 4 }),
  // Other slots, and none.
  network({ run: { optimiser: sgd(0.1, 0.9) } }),
  network({ run: { optimiser: sgd(0.1), stop: stop({ restore: false, delta: 0.05 }) } }),
  // Epochs of another length, other data, other draws.
  network({ run: { batchSize: 5 } }),
  network({ points: { samples: 40 } }),
  network({ run: { seed: 9 } }),
  // Several losses, of which one has no accuracy; penalties.
  network({ losses: [mse()] }),
  network({ losses: [bceWithLogits()], params: { l2: 0.1 } }),
  network({
    run: {
      schedule: {
        kind: 'plateau',
        params: { every: 3, patience: 0, threshold: 0.3, factor: 0.5, watch: 'validation' },
      },
    },
  }),
  // Nothing of the others is in it.
  draw(
    [
      data('moons', { samples: 30, noise: 0.3, validation: 0.4 }),
      neuron('tanh'),
      neuron('linear'),
      mse(),
    ],
    [
      'data1.x -> neuron1.in',
      'neuron1.out -> neuron2.in',
      'neuron2.out -> mse1.prediction',
      'data1.y -> mse1.target',
    ],
    { batchSize: 6, optimiser: adam(0.05) },
  ),
];
const ALL = 64 * 1024 * 1024;
/** What a few states of these networks take. */
const FEW = 4_000;
const meaning = ({ nodes, edges, run }: Document): string =>
  canonical({
    nodes: Object.values(nodes).map(({ id, kind, params }) => ({ id, kind, params })),
    edges,
    run,
  });

/** Compiled once: the same document is the same plan (law). */
const compiled = new Map<string, ReturnType<typeof compile>>();
const compileOnce = (document: Document) => {
  const key = meaning(document);
  const found = compiled.get(key) ?? compile(document);
  compiled.set(key, found);
  return found;
};
const made = new Map<string, Promise<Dataset>>();

const madeOf = (result: Result<Dataset>): Dataset => {
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.value;
};

/** A document on an instance of its own, which the engine knows nothing of. */
async function networkOf(document: Document, backend: HostBackend): Promise<by.Network> {
  const { plan, key, sources } = compileOnce(document);
  const datasets = new Map<string, Dataset>();
  for (const { node, params } of sources) {
    const name = canonical(params);
    const dataset = made.get(name) ?? makeDataset(params, tables).then(madeOf);
    made.set(name, dataset);
    datasets.set(node, await dataset);
  }
  const found = must(plan, 'a plan');
  return { document, key, plan: found, instance: await backend.instantiate(found), datasets };
}

const dialsOf = ({ plan }: by.Network): by.Dials =>
  Object.fromEntries(Object.entries(plan.dials).map(([name, { value }]) => [name, value]));

/** A run: its states by their steps, up to where it stands. */
type Moments = ReadonlyMap<number, by.State>;

/** A run that was laid aside: where it ended, and its moments, which are those of that network alone. */
interface Laid {
  readonly state: by.State;
  readonly moments: Moments;
  readonly net: by.Network;
}
/** What a step computes depends on these, and on the state before it. */
const isSameRun = (a: by.Network, b: by.Network): boolean =>
  a.key === b.key &&
  a.document.run.seed === b.document.run.seed &&
  a.datasets.get('data1') === b.datasets.get('data1');

interface Position {
  readonly begin: by.State;
  /** Of each move that was made. */
  readonly dials: readonly by.Dials[];
}

/** What a person may count on, and the engine that has to keep it. */
class Pair {
  private now: by.State;
  /** Of the run, up to its end. */
  private moments = new Map<number, by.State>();
  /** Where the run ended, while one of its moments is visited. */
  private end: by.State | undefined;
  /** The recording had to do with few states, and may begin behind the run. */
  private isThinned = false;
  private dials: by.Dials;
  private position: Position | undefined;
  private log: { readonly position: Position | undefined; readonly state: by.State }[] = [];
  private readonly shelf = new Map<string, Laid>();
  /** Steps to come; 0 at rest. */
  private remaining = 0;
  private broken = false;
  /** The run began at weights that somebody gave. */
  private given = false;
  private status: 'ready' | 'training' | 'paused' | 'failed' = 'ready';
  /** Of what stands still; none where they are not told of it. */
  private metrics: by.Metrics | undefined;
  /** States that a backend which fails may fall back to. */
  private past = new Map<number, by.State>();
  /** Of those that were checked: the same before their check. */
  private readonly owing = new WeakMap<by.State, by.State>();
  /** What a point of a step may say that the cost is. */
  private costs = new Map<number, number[]>();
  private seen = 0;
  /** Points of steps, as told since. */
  private told = new Set<number>();

  constructor(
    private readonly engine: Driven,
    private readonly nets: readonly by.Network[],
    private readonly precision: HostBackend['precision'],
    private net: by.Network = nets[0]!,
  ) {
    this.now = by.start(net);
    this.dials = dialsOf(net);
    this.renew(this.now);
  }

  private get state(): by.State {
    return this.now;
  }
  /** One of the run's moments, unless it is tried out where another one is visited. */
  private set state(state: by.State) {
    this.now = state;
    if (this.end) return;
    for (const later of this.moments.keys()) if (later > state.step) this.moments.delete(later);
    this.moments.set(state.step, state);
  }
  /** Where the run ended, whatever is visited. */
  private get ending(): by.State {
    return this.end ?? this.state;
  }

  private get moves() {
    return this.net.plan.moves;
  }
  private get walking(): boolean {
    return this.position !== undefined && this.position.dials.length < this.moves.length;
  }
  private get still(): 'ready' | 'paused' {
    return this.state.step > 0 ? 'paused' : 'ready';
  }
  private get training(): boolean {
    return this.remaining > 0;
  }

  /** Another curve begins at that state. @param moments of the run that is taken up again with it */
  private renew(state: by.State, moments: Moments = new Map()): void {
    this.end = undefined;
    this.moments = new Map(moments);
    this.state = state;
    this.past = new Map([[state.step, state]]);
    this.costs = new Map();
    this.settle();
  }
  /** Metrics are told of these weights, with a point. */
  private settle(): void {
    const { net, state } = this;
    this.metrics = by.metrics(net, state, this.dials);
    const cost = Number.isNaN(state.cost) ? this.metrics.cost : state.cost;
    this.costs.set(state.step, [...(this.costs.get(state.step) ?? []), cost]);
  }
  private took(state: by.State): void {
    this.state = state;
    this.past.set(state.step, state);
    this.costs.set(state.step, [state.cost]);
  }
  private forget(): void {
    this.position = undefined;
    this.log = [];
  }
  /** A backend that broke down is put right by whoever asks for something. */
  private heal(): void {
    if (!this.broken) return;
    this.broken = false;
    this.status = this.still;
  }

  private check(state: by.State): by.State {
    const checked = by.checked(this.net, state);
    if (state.owes) this.owing.set(checked, state);
    return checked;
  }
  /** What training does between two looks at the clock: a step, or the check behind it. */
  private turn(): void {
    const { net, state, dials } = this;
    if (state.owes) this.state = this.check(state);
    else {
      this.took(by.trained(net, state, dials));
      this.remaining--;
    }
    this.past.set(this.state.step, this.state);
    if (by.isOver(net, this.state)) {
      this.remaining = 0;
      this.state = by.atBest(this.state);
      this.past = new Map([[this.state.step, this.state]]);
      this.stand();
    } else if (!this.remaining && !this.state.owes) this.stand();
    else if (!this.remaining) this.turn();
  }
  private stand(): void {
    this.status = this.still;
    this.settle();
  }
  private stopTraining(): void {
    if (!this.training) return;
    this.remaining = 0;
    this.status = this.still;
  }
  /** As far as the engine has come meanwhile. */
  private reach(step: number, owes: boolean): void {
    while (this.training && this.state.step < step) this.turn();
    if (this.state.step === step && this.state.owes && !owes) {
      const { training } = this;
      this.state = this.check(this.state);
      this.past.set(step, this.state);
      if (training && by.isOver(this.net, this.state)) {
        this.remaining = 0;
        this.state = by.atBest(this.state);
        this.past = new Map([[this.state.step, this.state]]);
        this.stand();
      }
    }
  }
  private async sync(): Promise<void> {
    if (this.training) {
      const { training } = must(await this.engine.state(), 'a state while training');
      this.reach(must(training, 'where training stands').step, training?.owes === true);
    }
    this.hear();
  }
  /** The points that were told meanwhile are those of the steps that were taken. */
  private hear(frames = this.engine.frames()): void {
    for (const frame of frames.slice(this.seen))
      for (const [i, { step, cost }] of frame.points.entries()) {
        const earlier = frame.points[i - 1]?.step ?? Number.NEGATIVE_INFINITY;
        expect(step, 'a point behind that of an earlier step').toBeGreaterThan(earlier);
        expect(step, 'a point of a step that was taken').toBeLessThanOrEqual(frame.step);
        this.told.add(step);
        const may = this.costs.get(step) ?? [];
        expect(
          may.some((x) => Object.is(x, cost) || Math.abs(x - cost) < 1e-9) || may,
          `the point of step ${step}: ${cost}`,
        ).toBe(true);
      }
    this.seen = frames.length;
  }
  /** Nothing is under way any more, and all is as it has to be. */
  async rest(): Promise<void> {
    await this.engine.quiet();
    while (this.training) this.turn();
    await this.compare();
  }

  private forward(): void {
    const { moves } = this;
    const fresh = !this.position || this.position.dials.length === moves.length;
    if (fresh) this.state = by.checked(this.net, this.state);
    this.log.push({ position: this.position, state: this.state });
    const former = fresh ? undefined : this.position;
    const position = {
      begin: former?.begin ?? this.state,
      dials: [...(former?.dials ?? []), this.dials],
    };
    this.position = position;
    if (position.dials.length < moves.length) return;
    this.took(by.walked(this.net, position.begin, position.dials));
    this.settle();
  }
  private finish(): void {
    while (this.walking) this.forward();
  }

  async edit(which: number, goesBack: boolean): Promise<void> {
    await this.sync();
    const next = this.nets[which]!;
    const { net, engine } = this;
    await engine.load(next.document, { goesBack });
    if (this.training) {
      // It went on while the plan was made.
      const frames = engine.frames();
      const first = frames.findIndex((f) => f.generation === engine.frame().generation);
      this.reach(frames[first]!.step, true);
      this.hear(frames.slice(0, first));
    }
    const lives = this.status !== 'failed';
    const same =
      meaning(next.document) === meaning(net.document) ||
      (next.key === net.key && next.document.run.seed === net.document.run.seed);
    this.net = next;
    if (lives && same && next.datasets.get('data1') === net.datasets.get('data1')) {
      this.dials = dialsOf(next);
      return;
    }
    if (!this.broken) {
      // It is the former network that is walked to the end.
      this.net = net;
      this.finish();
      this.net = next;
    }
    this.broken = false;
    this.forget();
    this.dials = dialsOf(next);
    const former = this.state;
    const fresh = by.start(next);
    const [theirs, own] = [this.nameOf(net), this.nameOf(next)];
    const fits = by.weightsOf(former) === by.weightsOf(fresh);
    const found = theirs === own || (fits && !goesBack) ? undefined : this.shelf.get(own);
    const isWorth = this.given || this.ending.step > 0;
    const goesOn = fits && (theirs === own || !isWorth);
    if (found || this.end || !goesOn) {
      if (found) this.shelf.delete(own);
      this.lay(theirs, net);
    }
    const sameData = next.datasets.get('data1') === net.datasets.get('data1');
    if (found) this.takeUp(found);
    else this.renew(by.edited(former, fresh, sameData));
    this.status = this.training ? 'training' : this.still;
  }
  /** What a run can be replayed on: under that an edit lays it aside. */
  private nameOf({ plan, document }: by.Network): string {
    const { sources } = compileOnce(document);
    return replayKeyOf(plan, sources, document.run.seed, this.precision);
  }
  /** The run is laid aside as it ended. */
  private lay(name: string, net = this.net): void {
    this.shelf.delete(name);
    this.shelf.set(name, { state: this.ending, moments: new Map(this.moments), net });
  }
  private takeUp({ state, moments, net }: Laid): void {
    const fresh = by.start(this.net);
    this.renew(by.restored(fresh, state), isSameRun(net, this.net) ? moments : undefined);
  }

  /** Another project, a file, the same one once more. */
  async open(which: number, what: 'all' | 'weights' | 'fresh'): Promise<void> {
    await this.sync();
    const from = this.ending;
    const read = await this.engine.state();
    if (!read) return;
    const next = this.nets[which]!;
    this.stopTraining();
    await this.engine.load(next.document, {
      ...(what === 'fresh' ? { fresh: true } : { weights: read.weights }),
      ...(what === 'all' && { training: read.training }),
    });
    this.shelf.clear();
    this.given = what !== 'fresh';
    this.forget();
    this.broken = false;
    this.net = next;
    this.dials = dialsOf(next);
    const fresh = by.start(next);
    this.renew(
      what === 'fresh'
        ? fresh
        : what === 'weights'
          ? by.written(fresh, read.weights)
          : by.restored(fresh, from),
    );
    this.status = this.still;
  }

  /**
   * @param breaths so many slices are let go on; all of them without
   * @param asked so much is asked meanwhile, and nothing waited for; which changes nothing
   */
  async train(steps: number, breaths?: number, asked = 0): Promise<void> {
    await this.sync();
    if (breaths !== undefined) this.engine.hold();
    await this.engine.train(steps);
    const answers = this.askAtOnce(asked);
    this.heal();
    this.finish();
    this.forget();
    this.goOnFromHere();
    this.remaining = steps;
    this.status = 'training';
    const from = this.state.step;
    if (breaths !== undefined) return this.engine.breathe(breaths);
    this.told = new Set();
    await answers;
    await this.rest();
    for (let step = from + 1; step <= Math.min(50, this.state.step); step++)
      expect(this.told, `a point of step ${step}`).toContain(step);
  }
  /** Whatever only looks, all at once. */
  private askAtOnce(count: number): Promise<unknown> {
    const { engine, net } = this;
    const edges = Object.keys(net.document.edges);
    const asks = [
      (i: number) => engine.edge(edges[i % edges.length]!),
      () => engine.state(),
      () => engine.node('dense1'),
      () => engine.dial('nothing', 1),
    ];
    return Promise.all(Array.from({ length: count }, (_, i) => asks[i % asks.length]!(i)));
  }
  /** So many presses on Step, none of which waits for the one before. */
  async hurry(times: number): Promise<void> {
    await this.sync();
    const got = await Promise.all(Array.from({ length: times }, () => this.engine.forward()));
    this.heal();
    this.stopTraining();
    for (const cursor of got) {
      this.forward();
      expect(cursor?.done).toBe(this.position?.dials.length);
    }
    this.settle();
    if (this.walking) this.metrics = undefined;
    this.status = 'paused';
  }
  /** Training is cut off wherever it is: by a reset, behind which nothing of it is left, or by a pause. */
  async cut(steps: number, turns: number, how: 'reset' | 'pause'): Promise<void> {
    await this.rest();
    const { engine, net } = this;
    await engine.train(steps);
    this.heal();
    this.finish();
    this.forget();
    this.goOnFromHere();
    await engine.turns(turns);
    if (how === 'reset') await engine.reset();
    else await engine.pause();
    const { training } = must(await engine.state(), 'a state');
    await engine.quiet();
    this.remaining = steps;
    this.status = 'training';
    if (how === 'pause') {
      this.reach(must(training, 'where training stands').step, training?.owes === true);
      if (!this.training) return;
      this.stopTraining();
      return this.settle();
    }
    // What was told meanwhile is of steps that were taken.
    while (this.training) this.turn();
    const { costs } = this;
    this.renew(by.start(net));
    for (const [step, told] of costs)
      this.costs.set(step, [...(this.costs.get(step) ?? []), ...told]);
    this.status = 'ready';
  }
  async pause(): Promise<void> {
    await this.sync();
    const { training } = this;
    await this.engine.pause();
    if (!training) return;
    this.stopTraining();
    this.settle();
  }
  async reset(keepAs?: string): Promise<void> {
    await this.sync();
    await this.engine.reset(keepAs);
    this.heal();
    this.stopTraining();
    this.forget();
    const anew = by.start(this.net);
    if (keepAs && !by.isSame(this.ending, anew)) this.lay(keepAs);
    this.renew(anew);
    this.status = 'ready';
  }
  async takeBest(keepAs?: string): Promise<void> {
    await this.sync();
    await this.engine.takeBest(keepAs);
    this.heal();
    const before = this.ending;
    if (!before.best.storage) return;
    this.stopTraining();
    this.forget();
    const best = by.atBest(before);
    if (keepAs && !by.isSame(before, best)) this.lay(keepAs);
    this.renew(best, this.moments);
  }
  async exchange(name: string): Promise<void> {
    await this.sync();
    const found = this.shelf.get(name);
    expect(await this.engine.exchange(name)).toBe(found !== undefined);
    this.heal();
    if (!found) return;
    this.stopTraining();
    this.forget();
    this.lay(name);
    this.takeUp(found);
    this.status = this.still;
  }

  /** The moment of that step, or the end of the run for steps beyond it. */
  async visit(step: number): Promise<void> {
    await this.sync();
    await this.engine.visit(step);
    this.heal();
    this.arrive(step);
  }
  /** From moment to moment, not waiting for any of them: the last wish counts, wherever the others are. */
  async scrub([first = 0, ...others]: readonly number[], turns: number): Promise<void> {
    await this.visit(first);
    if (!this.end) return;
    const { engine, ending } = this;
    const steps = others.map((step) => Math.min(step, ending.step));
    const visits: Promise<void>[] = [];
    for (const step of steps) {
      visits.push(engine.visit(step));
      await engine.turns(turns);
    }
    await Promise.all(visits);
    const last = steps.at(-1);
    if (last !== undefined) this.arrive(last);
  }
  private arrive(wanted: number): void {
    if (!this.end) {
      // There it is already.
      if (wanted >= this.state.step) return;
      this.stopTraining();
      this.finish();
    }
    this.forget();
    const last = this.ending;
    this.end = wanted > last.step ? undefined : last;
    this.state = this.momentAt(wanted, last);
    this.past = new Map([[this.state.step, this.state]]);
    this.status = this.still;
    this.settle();
  }
  private momentAt(step: number, last: by.State): by.State {
    if (step >= last.step) return last;
    const found = must(this.moments.get(Math.max(step, this.first)), `a moment at step ${step}`);
    return by.checked(this.net, found);
  }
  /** The first step of the run that one may go back to. */
  private get first(): number {
    const { timeline } = this.engine.frame();
    return this.isThinned && timeline ? timeline.first : Math.min(...this.moments.keys());
  }
  async record(bytes: number): Promise<void> {
    await this.engine.record(bytes);
    this.isThinned ||= bytes === FEW;
  }
  /** The backend throws on the way to a moment, or loses a thread: what is left is a state of the run. */
  async stumbleBack(step: number, calls: number, thread: boolean): Promise<void> {
    await this.rest();
    const { engine, past } = this;
    const lost = () => (thread ? new LostThread() : new Error('the device is lost'));
    engine.failAfter(calls, lost);
    await engine.visit(step);
    await engine.quiet();
    const failed = engine.failed();
    this.heal();
    this.arrive(step);
    if (!failed) return;
    // Before the visit began: while the step that somebody walked through was made whole.
    const { training } = must(await engine.state(), 'a good state');
    if (this.end && training?.step !== this.end.step) this.end = undefined;
    await this.fallBack(new Map([...past, ...this.moments, ...this.past]));
    if (!thread) return;
    this.heal();
    this.settle();
  }
  /** The steps of the run that one may wish for, and one beyond. */
  stepAt(share: number): number {
    return Math.round(share * (this.ending.step + 1));
  }
  /** What is visited becomes the end of another run. */
  private goOnFromHere(): void {
    if (!this.end) return;
    this.end = undefined;
    this.state = this.now;
  }
  async fork(keepAs?: string): Promise<void> {
    await this.sync();
    await this.engine.fork(keepAs);
    this.heal();
    if (!this.end) return;
    this.finish();
    this.forget();
    if (keepAs && !by.isSame(this.end, this.state)) this.lay(keepAs);
    this.goOnFromHere();
    this.status = this.still;
    this.settle();
  }
  async dial(value: number): Promise<void> {
    await this.sync();
    await this.engine.dial('lr', value);
    if ('lr' in this.dials) this.dials = { ...this.dials, lr: value };
  }
  async write(every: number): Promise<void> {
    await this.sync();
    const { weights } = by.checkpointOf(this.state);
    const some = Object.fromEntries(
      Object.entries(weights).flatMap(([name, { shape, data }], i) =>
        i % 3 < every ? [[name, { shape, data: Float64Array.from(data, (x) => x / 2) }]] : [],
      ),
    );
    await this.engine.write(some);
    this.heal();
    this.finish();
    this.forget();
    const state = by.written(this.state, some);
    this.state = state;
    if (Object.keys(some).length) this.past = new Map([[state.step, state]]);
    if (this.status === 'failed') this.status = this.still;
    this.settle();
  }

  async stepping(how: 'forward' | 'back' | number, stride = 1): Promise<void> {
    await this.sync();
    const { moves, engine } = this;
    const node = typeof how === 'number' ? moves[how % moves.length]!.node : '';
    const got = await (how === 'forward'
      ? engine.forward(stride)
      : how === 'back'
        ? engine.back(stride)
        : engine.runTo(node));
    this.heal();
    const wasTraining = this.training;
    this.stopTraining();
    const { step } = this.state;
    if (how === 'forward') for (let i = 0; i < stride; i++) this.forward();
    else if (how === 'back') {
      for (const entry of this.log.splice(-stride).reverse())
        ({ position: this.position, state: this.state } = entry);
      this.forgetLater();
    } else
      do this.forward();
      while (moves[this.position!.dials.length - 1]!.node !== node);
    if (this.state.step !== step && this.walking) this.metrics = undefined;
    else if (this.state.step !== step) this.settle();
    else if (wasTraining) this.metrics = undefined;
    this.status = this.position || this.state.step > 0 ? 'paused' : 'ready';
    const done = this.position?.dials.length ?? 0;
    const { cost, objective } = this.shown();
    expect(got).toMatchObject({
      step: this.position ? this.position.begin.step + 1 : this.state.step + 1,
      done,
      total: moves.length,
      canGoBack: this.log.length > 0,
      cost,
      objective,
    });
    expect(got?.move).toEqual(moves[done - 1]);
  }
  private forgetLater(): void {
    for (const later of this.past.keys()) if (later > this.state.step) this.past.delete(later);
  }
  async leave(how: Leaving = 'finish'): Promise<void> {
    await this.sync();
    await this.engine.leave(how);
    this.heal();
    if (!this.position) return;
    if (how === 'finish') this.finish();
    else this.state = this.position.begin;
    this.forgetLater();
    this.forget();
    this.status = this.still;
    this.settle();
  }

  /** A rate at which numbers leave the range: the last finite step is kept. */
  async diverge(rate: number): Promise<void> {
    await this.rest();
    await this.leave();
    await this.rest();
    if (!('lr' in this.dials)) return;
    const dials = { ...this.dials, lr: rate };
    let state = this.state;
    let good = state;
    let all = true;
    let steps = 0;
    for (; steps < 12 && Number.isFinite(state.cost) === !!steps; steps++) {
      state = by.trained(this.net, state.owes ? by.checked(this.net, state) : state, dials);
      this.costs.set(state.step, [state.cost]);
      all &&= Number.isFinite(state.cost) && by.isSound(state);
      if (all) good = by.checked(this.net, state);
      if (!Number.isFinite(state.cost)) break;
      if (by.isOver(this.net, by.checked(this.net, state))) return;
    }
    if (Number.isFinite(state.cost)) return;
    await this.engine.dial('lr', rate);
    this.heal();
    await this.engine.train(steps + 1);
    await this.engine.quiet();
    this.goOnFromHere();
    this.state = good;
    this.status = 'failed';
    this.metrics = undefined;
    const last = this.engine.frames().findLast((f) => f.status === 'failed');
    for (const { step } of last?.points ?? []) expect(step).toBeLessThanOrEqual(good.step);
    this.past = new Map([[good.step, good]]);
    await this.engine.dial('lr', this.dials.lr!);
    await this.compare();
    // Weights this large would leave the range again, in whatever comes next.
    await this.reset();
  }

  /** The backend throws in the midst of training, or loses a thread, from which it recovers. */
  async fail(steps: number, calls: number, thread: boolean): Promise<void> {
    await this.rest();
    if (thread) this.engine.failAfter(calls, () => new LostThread(), 'train');
    else this.engine.failAfter(calls, () => new Error('the device is lost'));
    await this.engine.train(steps);
    await this.engine.quiet();
    const failed = this.engine.failed();
    this.heal();
    // Before the run went on from there: while the step that somebody walked through was made whole.
    const { timeline } = this.engine.frame();
    if (failed && timeline?.visits !== undefined)
      return this.fallBack(new Map([...this.moments, ...this.past]));
    this.finish();
    this.forget();
    this.goOnFromHere();
    this.remaining = steps;
    this.status = 'training';
    const costs = new Map(this.costs);
    const past = new Map(this.past);
    while (this.training) this.turn();
    if (thread || !failed) return;
    for (const [step, state] of this.past) if (!past.has(step)) past.set(step, state);
    await this.fallBack(past);
    this.costs = new Map([...costs, ...this.costs]);
  }
  /** The backend throws while somebody steps. */
  async stumble(calls: number): Promise<void> {
    await this.rest();
    this.engine.failAfter(calls, () => new Error('the device is lost'));
    for (let i = 0; i <= calls && !this.engine.struck(); i++) {
      const got = await this.engine.forward();
      this.heal();
      if (got) this.forward();
      if (got) this.status = 'paused';
      await this.engine.quiet();
    }
    if (this.engine.failed()) await this.fallBack(this.past);
  }
  /** What broke down is at a state that was good. */
  private async fallBack(past: ReadonlyMap<number, by.State>): Promise<void> {
    const told = must((await this.engine.moment())?.training, 'a good state');
    const good = must(past.get(told.step), `a state at step ${told.step}`);
    const owing = told.owes ? must(this.owing.get(good) ?? good, 'before its check') : good;
    this.state = owing.owes && !told.owes ? by.checked(this.net, owing) : owing;
    this.past = new Map([[good.step, this.state]]);
    this.status = 'failed';
    this.broken = true;
    this.metrics = undefined;
    this.forget();
  }

  /** Cost and objective where somebody walks. */
  private shown(): Pick<by.State, 'cost' | 'objective'> {
    return this.walking ? this.walked() : this.state;
  }
  private walked(): by.Walked {
    const { position, net, state, dials } = this;
    return position
      ? by.walk(net, position.begin, position.dials)
      : by.walk(
          net,
          state,
          this.moves.map(() => dials),
        );
  }

  private compareTensors = (
    got: { readonly data: Float32Array } | undefined,
    expected: ArrayLike<number> | undefined,
    what: string,
    must: boolean,
  ): void => {
    if (!got) {
      if (must) expect(expected, `${what} is shown`).toBeUndefined();
      return;
    }
    expect([...got.data], what).toEqual([...Float32Array.from(expected ?? [])]);
    // Numbers of a run that diverges may be none; those of a move that is still to come are.
    if (this.walking) expect([...got.data].some(Number.isNaN), `${what} is computed`).toBe(false);
  };

  /** What is told of what stands still. */
  private compareFrame(cost: number, objective: number): void {
    const { engine, state, metrics } = this;
    const frame = engine.frame();
    expect(frame).toMatchObject({
      status: this.status,
      step: state.step,
      epoch: by.epochOf(state, state.step),
    });
    expect(frame.walking === true).toBe(this.walking);
    expect(frame.timeline).toMatchObject({
      first: this.first,
      last: this.ending.step,
    });
    expect(frame.timeline?.visits).toBe(this.end && state.step);
    if (metrics) {
      const { cost: measured, penalty, accuracy, validationCost, validationAccuracy } = metrics;
      const near = (x: number) => (Number.isNaN(x) ? Number.NaN : expect.closeTo(x, 9));
      const known = !Number.isNaN(cost);
      // At rest the losses are those of the cost's batch, and of no other.
      if (known && !this.walking && Object.keys(state.losses).length)
        expect(frame.now?.losses).toEqual(state.losses);
      expect(frame.now).toMatchObject({
        cost: near(known ? cost : measured),
        ...(known && { objective: near(objective) }),
        ...(!known && !this.position && { objective: near(measured + penalty) }),
        accuracy: near(accuracy),
        validationCost: near(validationCost),
        validationAccuracy: near(validationAccuracy),
      });
    }
  }
  /** All is as it has to be, where nothing is under way. */
  async glimpse(): Promise<void> {
    await this.sync();
    if (!this.training) await this.rest();
  }
  private async compare(): Promise<void> {
    const { engine, net, state } = this;
    const { cost, objective } = this.shown();
    if (engine.frames().length > this.seen) this.compareFrame(cost, objective);
    this.hear();
    expect(await engine.state()).toEqual(by.checkpointOf(this.ending));
    expect(await engine.moment()).toEqual(by.checkpointOf(state));
    const names = [...this.shelf.keys()];
    if (names.length) expect([...engine.kept()].sort()).toEqual(names.sort());

    this.heal();
    const w = this.walked();
    const whole = !this.walking;
    for (const id of Object.keys(net.document.edges)) {
      const got = await engine.edge(id);
      this.compareTensors(got?.value, w.value(id), `the value of ${id}`, whole);
      this.compareTensors(got?.gradient, w.gradient(id), `the gradient of ${id}`, whole);
    }
    const storage = this.position ? w.storage : state.storage;
    for (const id of Object.keys(net.document.nodes)) {
      const got = await engine.node(id);
      for (const { name, value, gradient, slots } of got?.weights ?? []) {
        this.compareTensors(value, storage.get(`${name} `)?.data, name, true);
        this.compareTensors(gradient, w.weightGradient(name), `the gradient of ${name}`, whole);
        for (const [slot, view] of Object.entries(slots))
          this.compareTensors(
            view,
            storage.get(`${name} ${slot}`)?.data,
            `${slot} of ${name}`,
            true,
          );
      }
      if (got?.loss) {
        this.compareTensors(got.loss.losses, w.loss(id), `the losses of ${id}`, whole);
        // The cost of this batch; that of the step before is none of the node's.
        expect(got.loss.cost).toBe(w.judged ? w.cost : undefined);
      }
    }
  }
}

type Op =
  | {
      readonly do: 'train';
      readonly steps: number;
      readonly breaths?: number;
      readonly asked?: number;
    }
  | { readonly do: 'hurry'; readonly times: number }
  | {
      readonly do: 'cut';
      readonly steps: number;
      readonly turns: number;
      readonly by: 'reset' | 'pause';
    }
  | { readonly do: 'edit'; readonly which: number; readonly back?: boolean }
  | { readonly do: 'open'; readonly which: number; readonly what: 'all' | 'weights' | 'fresh' }
  | { readonly do: 'reset'; readonly as?: string }
  | { readonly do: 'best'; readonly as?: string }
  | { readonly do: 'exchange'; readonly as: string }
  /** Shares of the run. */
  | { readonly do: 'visit'; readonly at: number }
  | { readonly do: 'scrub'; readonly at: readonly number[]; readonly turns: number }
  | { readonly do: 'fork'; readonly as?: string }
  | { readonly do: 'record'; readonly bytes: number }
  | {
      readonly do: 'stumbleBack';
      readonly at: number;
      readonly calls: number;
      readonly thread: boolean;
    }
  | { readonly do: 'dial'; readonly rate: number }
  | { readonly do: 'pace'; readonly pace: Pace }
  | { readonly do: 'write'; readonly every: number }
  | {
      readonly do: 'step';
      readonly how: 'forward' | 'back' | number;
      readonly times: number;
      readonly stride?: number;
    }
  | { readonly do: 'pause' }
  | { readonly do: 'leave'; readonly how?: Leaving }
  | { readonly do: 'rest' }
  | { readonly do: 'watch'; readonly edges: readonly string[] }
  | { readonly do: 'diverge' }
  | { readonly do: 'stumble'; readonly calls: number }
  | {
      readonly do: 'fail';
      readonly steps: number;
      readonly calls: number;
      readonly thread: boolean;
    };

async function play(
  script: readonly Op[],
  nets: readonly by.Network[],
  backend: HostBackend,
  seed: number,
  clock: Clock,
  late = false,
) {
  const engine = await driven(
    {
      compile: compileOnce,
      explain,
      planCheck: planCheckWith(),
      paths: pathsWith(),
      makeDataset,
      tables,
    },
    backend,
    seed,
    clock,
    late,
  );
  await engine.load(nets[0]!.document);
  const pair = new Pair(engine, nets, backend.precision);
  await pair.rest();
  for (const op of script) {
    if (op.do === 'train') await pair.train(op.steps, op.breaths, op.asked);
    else if (op.do === 'hurry') await pair.hurry(op.times);
    else if (op.do === 'cut') await pair.cut(op.steps, op.turns, op.by);
    else if (op.do === 'edit') await pair.edit(op.which, op.back === true);
    else if (op.do === 'open') await pair.open(op.which, op.what);
    else if (op.do === 'reset') await pair.reset(op.as);
    else if (op.do === 'best') await pair.takeBest(op.as);
    else if (op.do === 'exchange') await pair.exchange(op.as);
    else if (op.do === 'visit') await pair.visit(pair.stepAt(op.at));
    else if (op.do === 'scrub')
      await pair.scrub(
        op.at.map((share) => pair.stepAt(share)),
        op.turns,
      );
    else if (op.do === 'fork') await pair.fork(op.as);
    else if (op.do === 'record') await pair.record(op.bytes);
    else if (op.do === 'stumbleBack')
      await pair.stumbleBack(pair.stepAt(op.at), op.calls, op.thread);
    else if (op.do === 'dial') await pair.dial(op.rate);
    else if (op.do === 'pace') await engine.pace(op.pace);
    else if (op.do === 'write') await pair.write(op.every);
    else if (op.do === 'pause') await pair.pause();
    else if (op.do === 'leave') await pair.leave(op.how);
    else if (op.do === 'rest') await pair.rest();
    else if (op.do === 'watch') await engine.watch(op.edges, 20);
    else if (op.do === 'diverge')
      await pair.diverge(backend.precision === 'float32' ? 3e38 : 1e300);
    else if (op.do === 'stumble') await pair.stumble(op.calls);
    else if (op.do === 'fail') await pair.fail(op.steps, op.calls, op.thread);
    else for (let i = 0; i < op.times; i++) await pair.stepping(op.how, op.stride);
    await pair.glimpse();
  }
  await pair.rest();
  await engine.close();
}

const which = fc.nat(DOCUMENTS.length - 1);
const as = fc.constantFrom('a', 'b');
const rate = fc.constantFrom(0.01, 0.05, 0.2);
const share = fc.constantFrom(0, 0.1, 0.3, 0.5, 0.8, 0.95, 1);
const steps = fc.integer({ min: 1, max: 9 });
const is = <T extends string>(what: T) => fc.constant(what);
const ops = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: is('train'), steps, asked: fc.constantFrom(0, 0, 3, 8) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: is('cut'),
        steps: fc.constant(40),
        turns: fc.nat(20),
        by: fc.constantFrom('reset' as const, 'pause' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: is('hurry'), times: fc.integer({ min: 1, max: 20 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: is('train'),
        steps: fc.constant(30),
        breaths: fc.integer({ min: 1, max: 12 }),
      }),
    },
    { weight: 4, arbitrary: fc.record({ do: is('edit'), which, back: fc.boolean() }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: is('open'),
        which,
        what: fc.constantFrom('all' as const, 'weights' as const, 'fresh' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constantFrom('reset' as const, 'best' as const),
        as: fc.option(as, { nil: undefined }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: is('exchange'), as }) },
    { weight: 4, arbitrary: fc.record({ do: is('visit'), at: share }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: is('scrub'),
        at: fc.array(share, { minLength: 2, maxLength: 4 }),
        turns: fc.nat(6),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: is('fork'), as: fc.option(as, { nil: undefined }) }),
    },
    { weight: 1, arbitrary: fc.record({ do: is('record'), bytes: fc.constantFrom(FEW, ALL) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: is('stumbleBack'),
        at: share,
        calls: fc.nat(8),
        thread: fc.boolean(),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: is('dial'), rate }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: is('pace'), pace: fc.constantFrom(...PACES) }),
    },
    { weight: 2, arbitrary: fc.record({ do: is('write'), every: fc.nat(3) }) },
    {
      weight: 5,
      arbitrary: fc.record({
        do: is('step'),
        how: fc.oneof(is('forward'), is('back'), fc.nat(20)),
        times: fc.integer({ min: 1, max: 14 }),
        stride: fc.constantFrom(1, 1, 2, 5),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('pause' as const, 'rest' as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: is('leave'),
        how: fc.constantFrom('finish' as const, 'takeBack' as const),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: is('watch'), edges: fc.subarray(['e1', 'e2', 'e4', 'e6']) }),
    },
    { weight: 1, arbitrary: fc.record({ do: is('diverge') }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: is('fail'), steps, calls: fc.nat(8), thread: fc.boolean() }),
    },
  ) as fc.Arbitrary<Op>,
  { minLength: 1, maxLength: 10 },
);

const THIN: Op = { do: 'record', bytes: FEW };

/** What went wrong before, or is seldom drawn. */
const CASES: Readonly<Record<string, readonly [Clock, ...Op[]]>> = {
  'a step taken back in its midst, at its end, and after a dial was turned': [
    'stands',
    { do: 'train', steps: 3 },
    { do: 'step', how: 'forward', times: 1, stride: 7 },
    { do: 'leave', how: 'takeBack' },
    { do: 'step', how: 'forward', times: 2, stride: 5 },
    { do: 'dial', rate: 0.2 },
    { do: 'step', how: 'forward', times: 30 },
    { do: 'leave', how: 'takeBack' },
    { do: 'train', steps: 2 },
  ],
  'another rate in the midst of a step: what the backend falls back to is no half of a step': [
    'jumps',
    { do: 'step', how: 'forward', times: 12 },
    { do: 'edit', which: 2 },
    { do: 'stumble', calls: 0 },
  ],
  'the rate of the document again: a replay does not meet the one that was dialled': [
    'stands',
    // The first slice keeps a state that is good; no other does before somebody has to.
    { do: 'train', steps: 1 },
    { do: 'dial', rate: 0.2 },
    { do: 'train', steps: 8 },
    { do: 'edit', which: 0 },
    { do: 'fail', steps: 9, calls: 0, thread: true },
  ],
  'a failure behind a run that was over by its last check: the best weights are what is good': [
    'stands',
    { do: 'train', steps: 30, breaths: 1 },
    { do: 'fail', steps: 1, calls: 0, thread: false },
    { do: 'train', steps: 1 },
  ],
  'another rate of the document, the same way': [
    'stands',
    { do: 'train', steps: 5 },
    { do: 'edit', which: 2 },
    { do: 'fail', steps: 9, calls: 3, thread: true },
  ],
  'a dialled rate is kept by a repair, and so is where epochs are counted from': [
    'stands',
    { do: 'train', steps: 5 },
    { do: 'edit', which: 6 },
    { do: 'dial', rate: 0.2 },
    { do: 'fail', steps: 9, calls: 5, thread: true },
    { do: 'train', steps: 3 },
  ],
  'weights that are written are not those that were checked': [
    'stands',
    { do: 'train', steps: 9 },
    { do: 'write', every: 3 },
    { do: 'train', steps: 3 },
  ],
  'the best weights, with the count of updates that belongs to them': [
    'stands',
    { do: 'train', steps: 9 },
    { do: 'best' },
    { do: 'train', steps: 3 },
  ],
  'a check at the validation cost ends the step that is taken back': [
    'jumps',
    { do: 'train', steps: 3 },
    { do: 'step', how: 'forward', times: 16 },
    { do: 'step', how: 'back', times: 16 },
  ],
  'the first of several losses is known before the cost is': [
    'jumps',
    { do: 'edit', which: 9 },
    { do: 'step', how: 'forward', times: 7, stride: 1 },
    { do: 'train', steps: 1, asked: 0 },
  ],
  'where the cost of an earlier step is known, the first of several losses does not tell it': [
    'jumps',
    { do: 'edit', which: 9 },
    { do: 'train', steps: 3 },
    { do: 'step', how: 'forward', times: 7, stride: 1 },
  ],
  'a moment that is replayed from before the first step is one of a run that is paused': [
    'races',
    { do: 'train', steps: 9 },
    { do: 'visit', at: 0.5 },
  ],
  'a run laid aside under another seed has no moments under this one': [
    'stands',
    { do: 'train', steps: 9 },
    { do: 'reset', as: 'a' },
    { do: 'edit', which: 8 },
    { do: 'exchange', as: 'a' },
    { do: 'visit', at: 0.5 },
  ],
  'nor by an edit that comes back to its network': [
    'stands',
    { do: 'train', steps: 9 },
    { do: 'edit', which: 3 },
    { do: 'edit', which: 8 },
    { do: 'visit', at: 0.5 },
  ],
  'a run that is taken up again goes on with the live numbers of now, which its replay knows of': [
    'stands',
    { do: 'train', steps: 9 },
    { do: 'reset', as: 'a' },
    { do: 'dial', rate: 0.2 },
    { do: 'exchange', as: 'a' },
    { do: 'train', steps: 5 },
    { do: 'visit', at: 0.95 },
  ],
  'what is laid aside for the best weights has a recording of its own': [
    'stands',
    { do: 'train', steps: 9 },
    { do: 'best', as: 'a' },
    { do: 'train', steps: 5 },
    { do: 'exchange', as: 'a' },
    { do: 'visit', at: 0.8 },
  ],
  'a step tried out at a moment is none of the run': [
    'stands',
    { do: 'train', steps: 9 },
    { do: 'visit', at: 0.5 },
    { do: 'write', every: 3 },
    { do: 'step', how: 'forward', times: 20 },
    { do: 'fork', as: 'a' },
    { do: 'train', steps: 3 },
    { do: 'exchange', as: 'a' },
    { do: 'visit', at: 0.8 },
  ],
  'weights are written while those before are being evaluated': [
    'races',
    ...Array.from({ length: 8 }, (_, n): Op[] => [
      { do: 'train', steps: 60, breaths: n + 25 },
      { do: 'write', every: 1 },
      { do: 'rest' },
      { do: 'reset' },
    ]).flat(),
  ],
  'weights that were written stay, however few states there is room for': [
    'stands',
    THIN,
    { do: 'train', steps: 5 },
    { do: 'write', every: 3 },
    { do: 'train', steps: 30 },
    { do: 'visit', at: 0.2 },
  ],
  'a step that is walked through fails as somebody goes to a moment': [
    'jumps',
    { do: 'step', how: 0, times: 2, stride: 1 },
    { do: 'stumbleBack', at: 0, calls: 0, thread: false },
  ],
  'a step that is walked through at a moment fails as somebody trains on': [
    'jumps',
    { do: 'train', steps: 9 },
    { do: 'visit', at: 0.1 },
    { do: 'step', how: 'forward', times: 1 },
    { do: 'fail', steps: 1, calls: 0, thread: false },
    { do: 'dial', rate: 0.01 },
  ],
  'patience ends while somebody walks; the next step comes in parts and is made whole': [
    'races',
    { do: 'step', how: 'forward', times: 33, stride: 20 },
    { do: 'train', steps: 30, breaths: 1 },
  ],
  'a step in parts is under way when the rate changes, whichever part is next': [
    'races',
    { do: 'edit', which: 12 },
    ...Array.from({ length: 8 }, (_, n): Op[] => [
      { do: 'train', steps: 2, breaths: n + 1 },
      { do: 'dial', rate: n % 2 ? 0.01 : 0.2 },
      { do: 'rest' },
    ]).flat(),
  ],
};
const RUNS = Number(process.env.RUNS ?? 30);
const threadPool = must(threadPoolOf(2), 'a thread pool');
const BACKENDS = [
  { on: 'the definition', backend: reference, alone: reference },
  { on: 'a device whose answers come late', backend: reference, alone: reference, late: true },
  { on: 'one thread', backend: wasm, alone: wasm },
  { on: 'two threads', backend: wasmWith({ threadPool, shareFrom: 0 }), alone: wasm },
];

describe.each(BACKENDS)('on $on', ({ backend, alone, late }) => {
  const nets = Promise.all(DOCUMENTS.map((document) => networkOf(document, alone)));
  test.each(Object.entries(CASES))('%s', async (_, [clock, ...script]) =>
    play(script, await nets, backend, 1, clock, late),
  );
  test('whatever is asked, the engine is where a replay from nothing ends', async () => {
    const all = await nets;
    const clocks = fc.constantFrom<Clock>('jumps', 'jumps', 'stands', 'races');
    await fc.assert(
      // With a state of each step nothing is ever replayed.
      fc.asyncProperty(ops, fc.nat(), clocks, fc.boolean(), (script, seed, clock, isThin) =>
        play(isThin ? [THIN, ...script] : script, all, backend, seed, clock, late),
      ),
      { numRuns: RUNS },
    );
  });
});
