/**
 * From a program that was lowered as it trains to the plan: each routine is written, rewritten and
 * scheduled over the same storage, then memory is laid and the key taken. Piece by piece, like all of it.
 */
import { must } from '../base/assert.ts';
import { complete } from '../base/fields.ts';
import type { Piecemeal } from '../base/piecemeal.ts';
import { stopOf } from '../catalog/index.ts';
import type { Document } from '../document/records.ts';
import type { Program } from '../ir/ops.ts';
import type { Plan, StorageView } from '../plan/plan.ts';
import { NO_RESULTS, type Results } from '../plan/results.ts';
import { size } from '../tensor/shape.ts';
import { assembling, during, keyOf } from './assembling.ts';
import { type Progress, ROUTINE_NUMBERS, ROUTINE_POINTS } from './compilation.ts';
import { orderForCursor } from './cursor-order.ts';
import { layOutParameters } from './parameter-layout.ts';
import {
  type Forward,
  finish,
  forwardProgram,
  idleProgram,
  lossesOf,
  optimising,
  predictionsOf,
  trainProgram,
  type Written,
  watchProgram,
} from './programs.ts';
import { rewriting } from './rewrite.ts';
import { scheduleStorage, VALIDATION_SLOT, validationInterval } from './schedule-and-clip.ts';
import type { SoundNode } from './sound-node.ts';
import type { Target } from './target.ts';
import { learning, ungradedOwners } from './ungraded-edges.ts';
import { initialising, slotsOf } from './update.ts';

/** A program with what is kept of it, once it is written. */
function* writing<P>(
  results: Results<unknown>,
  program: Piecemeal<Program, P>,
): Piecemeal<Written, P> {
  return { program: yield* program, results };
}

/** What is there already. */
// biome-ignore lint/correctness/useYield: nothing is left to do
function* given<T>(value: T): Piecemeal<T, never> {
  return value;
}

/** Whose slots those of the schedule are: no node may be called so. */
const SCHEDULE = '@schedule';

function stopRule(thing: Document['run']['stop']) {
  const stop = thing && stopOf(thing.kind);
  return stop?.rule?.(complete(stop.fields, thing?.params ?? {}));
}

/** The plan of a network, routine by routine over one storage. */
export function* planning(
  document: Document,
  nodes: readonly SoundNode[],
  batch: number,
  trained: Forward,
  target: Target,
): Piecemeal<Plan, Progress> {
  const { run } = document;
  const lean = yield* during('train', optimising(trained.program));
  const layout = layOutParameters(
    lean,
    trained.lowered,
    trained.cost && (lean.results.objective ?? lean.results.cost),
    ungradedOwners(nodes, learning(nodes, trained.lowered.weights)),
  );
  const learns = trained.cost !== undefined && layout.sizes.weights > 0;
  const slots = trained.cost ? slotsOf(run.optimiser) : [];
  const sizes: Record<string, number> = { ...layout.sizes };
  for (const s of slots) sizes[`slot:${s}`] = layout.sizes.weights;
  const kept = learns ? scheduleStorage(run.schedule) : [];
  for (const { buffer, size } of kept) sizes[buffer] = size;
  const { routines, persistent, add, place } = assembling(sizes, target);

  const init = yield* during('init', initialising(trained.lowered, layout, slots));
  yield* add('init', writing(NO_RESULTS, rewriting(init, 'none')), 'none', 0);
  if (trained.cost) {
    yield* add(
      'train',
      learns ? trainProgram(lean, trained, layout, run) : given(idleProgram(lean, trained, layout)),
      'none',
      batch,
    );
    // Attention over a long sequence gives more numbers for one sample than a picture does for many.
    const each = [...trained.lowered.outputs.values()].flatMap((ports) =>
      Object.values(ports).map((v) => size(v.shape) / batch),
    );
    // A pass backward is twice one forward.
    const points = routines.train?.steps.reduce((n, s) => n + size(s.kernel.axes), 0) ?? 0;
    const most = Math.min(
      ROUTINE_NUMBERS / Math.max(1, ...each),
      ROUTINE_POINTS / Math.max(1, points / (3 * batch)),
    );
    const atMost = (rows: number): number => Math.max(1, Math.min(rows, Math.floor(most)));
    const [evaluating, predicting] = [atMost(target.evaluateBatch), atMost(target.predictBatch)];
    const evaluated = yield* during(
      'evaluate',
      forwardProgram(nodes, evaluating, 'eval', lossesOf),
    );
    yield* add('evaluate', finish(evaluated, layout), 'none', evaluating);
    const predicted = yield* during(
      'predict',
      forwardProgram(nodes, predicting, 'eval', predictionsOf),
    );
    if (Object.keys(predicted.results.predictions).length)
      yield* add('predict', finish(predicted, layout), 'none', predicting);
  }
  const watch = yield* during('watch', watchProgram(nodes, batch, layout, run));
  yield* add('watch', given(watch), 'node', batch);
  const drawn = must(routines.watch, 'watch');
  const last = (done: number) => ({ routine: 'watch', pass: 'memory', done, of: 2 }) as const;
  yield last(0);
  const stops = orderForCursor(drawn.steps, nodes, watch.graded, watch.updated);
  routines.watch = { ...drawn, steps: stops.steps };

  const storage: StorageView[] = trained.lowered.weights.flatMap((w) => {
    const { buffer, offset } = must(layout.addresses.get(w.name), 'an address');
    const view = (name: string, slot: string): StorageView => ({
      name: w.name,
      node: w.node,
      slot,
      ref: { buffer: persistent(name), offset, shape: w.shape },
      trainable: w.trainable !== false,
    });
    return [
      view(buffer, ''),
      ...(buffer === 'weights' ? slots.map((s) => view(`slot:${s}`, s)) : []),
    ];
  });
  for (const { name, node, shape } of trained.lowered.states) {
    const { buffer, offset } = must(layout.addresses.get(name), 'an address');
    const ref = { buffer: persistent(buffer), offset, shape };
    storage.push({ name, node, slot: '', ref, trainable: false, state: true });
  }
  for (const { slot, buffer, size } of kept) {
    const ref = { buffer: persistent(buffer), offset: 0, shape: size > 1 ? [size] : [] };
    storage.push({ name: SCHEDULE, node: undefined, slot, ref, trainable: false });
  }
  const validateEvery = validationInterval(run.schedule);
  const seen = storage.find((v) => v.name === SCHEDULE && v.slot === VALIDATION_SLOT);
  const rule = learns ? stopRule(run.stop) : undefined;
  yield last(1);
  const { buffers, arena, dials } = place();
  const plan = {
    version: 1 as const,
    buffers,
    arena,
    storage,
    dials,
    routines,
    moves: stops.moves,
    ...(validateEvery !== undefined &&
      seen && { validation: { every: validateEvery, seen: seen.ref } }),
    ...(rule && { stop: rule }),
  };
  return { ...plan, key: yield* keyOf(plan) };
}
