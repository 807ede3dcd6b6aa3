/**
 * What a run has left behind it: its curve, and what was read of its wires. While one of its moments is visited the
 * charts on wires end with that moment, and the run's own are kept for whoever comes back to its end; those of runs
 * that were laid aside are kept for whoever takes them up again.
 */
import type { EngineEvent } from '../../workers/engine/protocol.ts';
import { at, last, numbersIn, pop, push, type Ring, ring } from '../base/ring.ts';
import { type CurvePoint, thinned } from '../document/curve.ts';
import type { EdgeRings, LaidAside } from './session.ts';

type Frame = Extract<EngineEvent, { type: 'frame' }>;
type Exchanged = Extract<EngineEvent, { type: 'exchanged' }>;

const RING = 120;
/** In the place of a norm, which is never negative. */
const NO_GRADIENT = -1;
const CURVE = 4_000;
const NONE: readonly CurvePoint[] = [];
/** Of so many runs laid aside the readings of wires are kept, of all others the curve alone. */
const READ = 16;

type Readings = Map<string, EdgeRings>;
interface Trace {
  readonly curve: readonly CurvePoint[];
  readonly readings: Readings;
}

export interface Traces {
  /** The rings of an edge; created empty when first asked for. */
  edge(edge: string): EdgeRings;
  curve(): readonly CurvePoint[];
  /** What was read of the wires of the run, up to its end. */
  wires(): LaidAside['wires'];
  /** Of the run that was laid aside under that name. */
  laid(name: string): LaidAside | undefined;
  frame(frame: Frame): void;
  exchanged(event: Exchanged): void;
  begin(points?: readonly CurvePoint[], wires?: LaidAside['wires']): void;
}

export function createTraces(): Traces {
  let curve = NONE;
  let readings: Readings = new Map();
  /** Up to the moment that is visited. */
  let visited: Readings | undefined;
  /** Runs that were laid aside, by the engine's names for them, the newest last. */
  const laid = new Map<string, Trace>();
  /** A document without a cost has no curve; that of the network before it comes back with an undo. */
  let hasCost = true;

  function ringsIn(all: Readings, edge: string): EdgeRings {
    const own = all.get(edge) ?? { step: ring(RING), value: ring(RING), gradient: ring(RING) };
    all.set(edge, own);
    return own;
  }
  function begin(points: readonly CurvePoint[] = NONE, read: Readings = new Map()): void {
    curve = points;
    readings = read;
    visited = undefined;
  }
  function layAside(name: string): void {
    laid.delete(name);
    // What goes on has copies of its own.
    laid.set(name, { curve, readings });
    if (!visited) readings = copied(readings);
    const read = [...laid].filter((one) => one[1].readings.size);
    for (const [old, trace] of read.slice(0, -READ))
      laid.set(old, { ...trace, readings: new Map() });
  }

  return {
    edge: (edge) => ringsIn(visited ?? readings, edge),
    curve: () => (hasCost ? curve : NONE),
    wires: () => numbersOf(readings),
    laid: (name) => {
      const found = laid.get(name);
      return found && { curve: found.curve, wires: numbersOf(found.readings) };
    },
    frame({ step, points, edges, taps, tapSteps, timeline, now, walking }) {
      const visits = timeline?.visits !== undefined;
      if (!visits) visited = undefined;
      else visited ??= copied(readings);
      const shown = visited ?? readings;
      const kept = Math.min(step, (tapSteps[0] ?? Number.POSITIVE_INFINITY) - 1);
      for (const own of shown.values()) endAt(own, kept);
      // Whoever goes on again has what the run had read by then.
      if (visited) for (const [edge, own] of readings) goOn(ringsIn(visited, edge), own, kept);
      for (const [k, read] of tapSteps.entries())
        for (const [i, edge] of edges.entries()) {
          const place = 2 * (k * edges.length + i);
          add(ringsIn(shown, edge), read, taps[place] ?? 0, taps[place + 1] ?? NO_GRADIENT);
        }
      hasCost = now !== undefined;
      // The curve is that of the run, also while one of its moments is visited.
      if (visits) return;
      // What is known of this very step; while somebody walks through the next its cost is not the step's.
      const ends = now?.step === step && !Number.isNaN(now.cost) && !walking;
      const known = [...curve.slice(-1), ...points].findLast((p) => p.step === step);
      curve = extended(curve, step, [
        ...points.filter((p) => !ends || p.step < step),
        ...(ends ? [completed(now, known)] : []),
      ]);
    },
    exchanged({ left, back, kept, anew }) {
      const found = back === undefined ? undefined : laid.get(back);
      if (left !== undefined) layAside(left);
      // Another run goes on from the moment that was visited.
      readings = visited ?? readings;
      visited = undefined;
      if (anew || back !== undefined) begin(found?.curve, found?.readings);
      for (const name of laid.keys()) if (!kept.includes(name)) laid.delete(name);
    },
    begin: (points, wires = {}) => begin(points, readingsOf(wires)),
  };
}

function add({ step, value, gradient }: EdgeRings, read: number, norm: number, slope: number) {
  push(step, read);
  push(value, norm);
  if (slope !== NO_GRADIENT) push(gradient, slope);
}

/** Adds what was read of later steps than its own, up to that one. */
function goOn(rings: EdgeRings, { step, value, gradient }: EdgeRings, kept: number): void {
  const from = last(rings.step) ?? Number.NEGATIVE_INFINITY;
  // A wire has gradients for all of its values, or for none.
  const has = gradient.length === value.length;
  for (let i = 0; i < step.length; i++) {
    const read = at(step, i);
    if (read > from && read <= kept)
      add(rings, read, at(value, i), has ? at(gradient, i) : NO_GRADIENT);
  }
}

function copied(all: Readings): Readings {
  const copy = (from: Ring): Ring => ({ ...from, data: from.data.slice() });
  return new Map(
    [...all].map(([edge, { step, value, gradient }]) => [
      edge,
      { step: copy(step), value: copy(value), gradient: copy(gradient) },
    ]),
  );
}

const numbersOf = (all: Readings): LaidAside['wires'] =>
  Object.fromEntries(
    [...all].flatMap(([edge, { step, value, gradient }]) => {
      const numbers = {
        step: numbersIn(step),
        value: numbersIn(value),
        gradient: numbersIn(gradient),
      };
      return step.length ? [[edge, numbers]] : [];
    }),
  );

function readingsOf(wires: LaidAside['wires']): Readings {
  const all: Readings = new Map();
  for (const [edge, { step, value, gradient }] of Object.entries(wires)) {
    const own = { step: ring(RING), value: ring(RING), gradient: ring(RING) };
    for (const at of step) push(own.step, at);
    for (const norm of value) push(own.value, norm);
    for (const norm of gradient) push(own.gradient, norm);
    all.set(edge, own);
  }
  return all;
}

/** What was read of later steps goes: they were taken back, or are read anew. */
function endAt({ step, value, gradient }: EdgeRings, kept: number): void {
  while ((last(step) ?? kept) > kept) {
    // A wire has gradients for all of its values, or for none.
    if (gradient.length === value.length) pop(gradient);
    pop(step);
    pop(value);
  }
}

const UNMEASURED = {
  accuracy: Number.NaN,
  validationCost: Number.NaN,
  validationAccuracy: Number.NaN,
} as const;

/**
 * The step of a frame as a point, with what was measured at that very step; the frame itself has the latest that
 * is known, which may be of a step long before.
 */
export function completed(now: CurvePoint, known: CurvePoint | undefined): CurvePoint {
  const isSame = known !== undefined && Object.is(known.cost, now.cost);
  const { accuracy, validationCost, validationAccuracy } = isSame ? known : UNMEASURED;
  return { ...now, accuracy, validationCost, validationAccuracy };
}

/** The curve with new points, thinned where it grows too long. What lies beyond them (after a reset, a step back) goes. */
export function extended(
  curve: readonly CurvePoint[],
  step: number,
  points: readonly CurvePoint[],
): readonly CurvePoint[] {
  const from = Math.min(points[0]?.step ?? Number.POSITIVE_INFINITY, step + 1);
  let keep = curve.length;
  while (keep > 0 && (curve[keep - 1]?.step ?? 0) >= from) keep--;
  if (keep === curve.length && !points.length) return curve;
  return thinned([...curve.slice(0, keep), ...points], CURVE);
}
