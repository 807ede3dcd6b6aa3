/**
 * One run from its start to its end, over an engine: how the command line trains a document, and a sweep
 * each of its runs. So both have the same numbers.
 */

import { isMilestone } from '../../workers/engine/milestones.ts';
import type {
  CurvePoint,
  EngineApi,
  EngineEvent,
  LoadReply,
  LoadRequest,
  Until,
} from '../../workers/engine/protocol.ts';
import { hasErrors, type Issue, issue } from '../base/issue.ts';
import type { Checkpoint } from '../document/checkpoint.ts';
import type { Document } from '../document/records.ts';
import type { Tensors } from '../tensor/tensor.ts';
import type { CostPoint, RunResult } from './summary.ts';

/** An engine whose events several may hear, one after the other: a session is one. */
export interface Trainable {
  readonly engine: EngineApi;
  /** Returns the unsubscriber. */
  onEvent(callback: (event: EngineEvent) => void): () => void;
  nextGeneration(): number;
}
export type Frame = Extract<EngineEvent, { type: 'frame' }>;

/** The same of an engine in this very thread. */
export function trainableOf(engine: EngineApi): Trainable {
  const listeners = new Set<(event: EngineEvent) => void>();
  let generation = 0;
  void engine.listen((event) => {
    for (const listener of listeners) listener(event);
  });
  return {
    engine,
    onEvent(callback) {
      listeners.add(callback);
      return () => void listeners.delete(callback);
    },
    nextGeneration: () => ++generation,
  };
}

const NO_LOSS = issue('run.no-loss', {
  en: 'Nothing to train towards: add a loss and wire it up.',
  zh: '没有训练目标：请放上损失并接好线。',
});

/** What stands in the way of training what was loaded. */
export const wrongIn = ({ compilation }: LoadReply): readonly Issue[] =>
  hasErrors(compilation.issues) ? compilation.issues : compilation.losses.length ? [] : [NO_LOSS];

/** How a training ended. */
export interface Trained {
  /** The metrics of exactly the weights at the end; nothing where there was trouble. */
  readonly final?: CurvePoint;
  /** The step at which it stood then. */
  readonly step: number;
  /** The cost at each milestone, and at the end. */
  readonly curve: readonly CostPoint[];
  /** What went wrong, or was worth telling. */
  readonly trouble: readonly Issue[];
  /** It ended by itself before its last step. */
  readonly stopped?: Issue;
  /** An earlier validation check found better weights. */
  readonly better?: Issue;
}

/** Trains what is loaded until then. @param onFrame hears how far it is */
export async function trainToEnd(
  { engine, onEvent }: Trainable,
  until: Until,
  onFrame: (frame: Frame) => void = () => {},
): Promise<Trained> {
  const trouble: Issue[] = [];
  const curve = new Map<number, CostPoint>();
  let step = 0;
  let begun = false;
  let stopped: Issue | undefined;
  let better: Issue | undefined;
  let ended = () => {};
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const hear = (event: EngineEvent) => {
    if (event.type === 'trouble') {
      trouble.push(...event.issues);
      if (hasErrors(event.issues)) ended();
    } else if (event.type === 'stopped') stopped = event.issue;
    else if (event.type === 'better') better = event.issue;
    if (event.type !== 'frame') return;
    step = event.step;
    for (const { step, cost } of event.points)
      if (isMilestone(step)) curve.set(step, { step, cost });
    if (event.status === 'training') begun = true;
    else if (begun) ended();
    onFrame(event);
  };
  const forget = onEvent(hear);
  try {
    await engine.train(until);
    if (begun) await end;
  } finally {
    forget();
  }
  const told = { step, trouble, ...(stopped && { stopped }), ...(better && { better }) };
  const points = () => [...curve.values()].sort((a, b) => a.step - b.step);
  if (hasErrors(trouble)) return { ...told, curve: points() };
  const final = await settled({ engine, onEvent }, step);
  if (!curve.has(final.step) && final.step > 0 && !stopped)
    curve.set(final.step, { step: final.step, cost: final.cost });
  return { ...told, final, curve: points() };
}

/** Taking weights, or none at all, makes the engine evaluate those that it has, and tell of it. */
export async function settled(
  { engine, onEvent }: Pick<Trainable, 'engine' | 'onEvent'>,
  step: number,
  weights: Tensors = {},
): Promise<CurvePoint> {
  let forget = () => {};
  const point = new Promise<CurvePoint>((resolve) => {
    forget = onEvent((event) => {
      // A frame with the metrics has a point of its own; one that came before may have none yet.
      const found = event.type === 'frame' ? event.points.at(-1) : undefined;
      if (found?.step === step) resolve(found);
    });
  });
  await engine.writeWeights(weights);
  const found = await point;
  forget();
  return found;
}

/** What a run of a sweep came to, or why it came to nothing. */
export type Swept =
  | { readonly ok: true; readonly result: RunResult; readonly state?: Checkpoint | undefined }
  /** `lost`: the thread that trained it is no more; another one may do. */
  | { readonly ok: false; readonly issues: readonly Issue[]; readonly lost?: true };

export interface RunRequest {
  readonly document: Document;
  /** When it ends; its steps are counted from step 0. */
  readonly until: Until;
  /** What it had come to before, with its state then: it goes on from there. */
  readonly from?: { readonly result: RunResult; readonly state: Checkpoint } | undefined;
}

const DIVERGED = ['run.not-finite', 'run.cost-not-finite'];

/** Loads a document with weights of its own, and trains it to the end. */
export async function runToEnd(
  trainable: Trainable,
  { document, until, from }: RunRequest,
  onStep: (step: number) => void = () => {},
): Promise<Swept> {
  const { engine } = trainable;
  const generation = trainable.nextGeneration();
  const request: LoadRequest = { document, generation, fresh: true, ...from?.state };
  const loaded = await engine.load(request);
  const wrong = wrongIn(loaded);
  if (wrong.length) return { ok: false, issues: wrong };
  const done = from?.result.final.step ?? 0;
  const end = until.steps === undefined ? until : { ...until, steps: until.steps - done };
  const trained = await trainToEnd(trainable, end, (frame) => onStep(frame.step));
  const { trouble, final, step, stopped } = trained;
  // The end of the round before need be no milestone, and may be told again.
  const before = (from?.result.curve ?? []).filter((p) => p.step <= done && isMilestone(p.step));
  const behind = before.at(-1)?.step ?? 0;
  const curve = [...before, ...trained.curve.filter((p) => p.step > behind)];
  if (final) {
    const outcome = stopped ? 'early' : 'whole';
    const state = await engine.readCheckpoint();
    return { ok: true, result: { outcome, curve, final }, state };
  }
  if (!trouble.some((i) => DIVERGED.includes(i.code)))
    return { ok: false, issues: trouble.filter((i) => i.severity === 'error') };
  const nothing = { cost: Number.NaN, objective: Number.NaN, accuracy: Number.NaN };
  const unknown = { validationCost: Number.NaN, validationAccuracy: Number.NaN };
  const last: CurvePoint = { step, epoch: Number.NaN, ...nothing, ...unknown };
  return { ok: true, result: { outcome: 'diverged', curve, final: last } };
}
