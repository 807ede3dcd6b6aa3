/**
 * Document → program → plan, one pure pass per file; this one is the list of passes. It never throws
 * at a person: what stands in the way comes back as issues, and whatever could be told is told. What may
 * take long is done piece by piece (base/piecemeal), so that it can be watched and given up.
 */
import { must } from '../base/assert.ts';
import { complete } from '../base/fields.ts';
import { hash64 } from '../base/hash.ts';
import { hasErrors, type Issue, issue } from '../base/issue.ts';
import { atOnce, Cancelled, type Piecemeal, type Share } from '../base/piecemeal.ts';
import type { Recent } from '../base/recent.ts';
import { stopOf, titleOf } from '../catalog/index.ts';
import type { Document } from '../document/records.ts';
import type { Program } from '../ir/ops.ts';
import type { Plan, Routine, RoutineName, StorageView, TensorRef } from '../plan/plan.ts';
import { strangeConstants } from '../plan/text.ts';
import { size } from '../tensor/shape.ts';
import { check, type SoundNode } from './check.ts';
import {
  type Compilation,
  EVALUATE_BATCH,
  PREDICT_BATCH,
  type Progress,
  ROUTINE_NUMBERS,
  ROUTINE_POINTS,
} from './compilation.ts';
import { looksOf, SEEN, scheduleStorage } from './guide.ts';
import { layOut } from './layout.ts';
import { compileKey, dialsOf } from './live.ts';
import type { Homes } from './locate.ts';
import { type Lowered, shareIssues } from './lower.ts';
import { type Draft, layMemory } from './memory.ts';
import { moveOn } from './moves.ts';
import { readsOf } from './predictions.ts';
import {
  assignments,
  type Forward,
  finish,
  forwardProgram,
  idleProgram,
  judged,
  optimising,
  trainProgram,
  watchProgram,
} from './programs.ts';
import { rewriting } from './rewrite.ts';
import type { Fence } from './rule.ts';
import { scheduling } from './schedule.ts';
import { targetsOf } from './targets.ts';
import { initIssues, initProgram, slotsOf } from './update.ts';

/**
 * The key of a compilation: documents with the same key have the same plan. Live numbers (the
 * learning rate) and the seed are written into a running plan, so they are not part of it.
 */
export const compilationKey = (document: Document): string => hash64(textOf(document));

const textOf = (document: Document): string =>
  compileKey({ ...document, run: { ...document.run, seed: 0 } });

/** What is the same for all documents with the same key. */
export interface Planned {
  readonly lowered: Lowered;
  /** Absent where something refuses; its dials are not turned yet. */
  readonly plan?: Plan;
}

/**
 * @param rows as many are given, so that what the sources have of their own does not limit the batch.
 * @param plans what was planned before is not planned again.
 */
export const compile = (...of: Parameters<typeof compiling>): Compilation =>
  atOnce(compiling(...of));

/** The same piece by piece. Who throws `Cancelled` in is given what there is to tell without a plan. */
export function* compiling(
  document: Document,
  rows?: number,
  plans?: Recent<Planned>,
): Piecemeal<Compilation, Progress> {
  const text = textOf(document);
  const key = hash64(text);
  const checked = check(document);
  const { nodes, shapes } = checked;
  let issues: readonly Issue[] = checked.issues;
  const batch = rows ?? batchOf(document, nodes);
  const blank = {
    key,
    issues,
    shapes,
    batch,
    parameters: [],
    sources: [],
    losses: [],
    looks: [],
    penalised: false,
  };
  if (hasErrors(issues) || !nodes.length) return blank;

  const losses = nodes.filter((n) => n.kind.judge);
  const targets = targetsOf(nodes, shapes);
  const reads = readsOf(nodes);
  const sources = nodes.filter((n) => n.kind.feeds).map(({ id, params }) => ({ node: id, params }));
  try {
    const title = (id: string) => titleOf(must(document.nodes[id], `node ${id}`), 'en');
    const refusals = ({ lowered }: Pick<Planned, 'lowered'>) => [
      ...initIssues(lowered.weights),
      ...shareIssues(lowered, nodes, title),
    ];
    const make = function* (): Piecemeal<Planned, Progress> {
      // Forward, as it trains: the form that decides where weights lie.
      const trained = yield* during(
        'train',
        forwardProgram(nodes, batch, 'train', (l, cost, objective) =>
          cost ? { cost, objective, ...assignments(l) } : Object.fromEntries(l.outputs),
        ),
      );
      const { lowered } = trained;
      if (refusals(trained).length) return { lowered };
      return { lowered, plan: yield* makePlan(document, nodes, batch, trained) };
    };
    const content = `${batch} ${text}`;
    const made = plans?.find(content) ?? (yield* make());
    plans?.keep(content, made);
    const refused = refusals(made);
    if (!made.plan) return { ...blank, issues: [...issues, ...refused] };
    return {
      ...blank,
      issues,
      parameters: made.lowered.weights.map(({ name, node, shape, trainable }) => ({
        name,
        node,
        shape,
        trainable: trainable !== false,
        users: nodes.filter((n) => n.owner === node).map((n) => n.id),
      })),
      sources,
      looks: made.lowered.looks.flatMap(({ node, name, as }) =>
        as === 'before' ? [] : [{ node, name, ...(as && { as }) }],
      ),
      penalised: made.lowered.penalties.length > 0,
      losses: losses.map((n) => {
        const judgement = must(made.lowered.judgements.get(n.id), 'a judgement');
        return {
          node: n.id,
          hasAccuracy: judgement.correct !== undefined,
          prediction: judgement.prediction?.shape.slice(1),
          ...(targets.has(n.id) && { target: targets.get(n.id) }),
          ...(reads.has(n.id) && { reads: reads.get(n.id) }),
        };
      }),
      plan: { ...made.plan, dials: turned(made.plan.dials, dialsOf(document)) },
    };
  } catch (error) {
    if (error instanceof Cancelled) return blank;
    // A bug of ours: told as such, with the document untouched and the former plan still running.
    issues = [
      ...issues,
      issue(
        'compile.internal',
        'The network could not be compiled. This is a fault of the program: {reason}',
        {
          args: { reason: error instanceof Error ? error.message : String(error) },
        },
      ),
    ];
    return { ...blank, issues };
  }
}

/** What a pass says of itself, with the routine that it is for. */
function* during<T, P extends Progress['pass']>(
  routine: RoutineName,
  work: Piecemeal<T, Share<P>>,
): Piecemeal<T, Progress> {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    yield { routine, ...next.value };
  }
}

/** The batch of a training step: no larger than what the smallest source of data has. */
function batchOf(document: Document, nodes: readonly SoundNode[]): number {
  const rows = nodes.flatMap((n) => {
    const rows = n.kind.feeds?.(n.params as never).rows;
    return rows === undefined ? [] : [rows];
  });
  const asked = document.run.batchSize;
  return Math.max(1, Math.min(Number.isInteger(asked) && asked > 0 ? asked : 1, ...rows));
}

/** The dials of a plan at the values that a document gives them. */
const turned = (dials: Plan['dials'], values: Readonly<Record<string, number>>): Plan['dials'] =>
  Object.fromEntries(
    Object.entries(dials).map(([name, dial]) => [
      name,
      { ...dial, value: values[name] ?? dial.value },
    ]),
  );

/** What is there already. */
// biome-ignore lint/correctness/useYield: nothing is left to do
function* given<T>(value: T): Piecemeal<T, never> {
  return value;
}

/** Whose slots those of the schedule are: no node may be called so. */
const SCHEDULE = '@schedule';

function stopRule(thing: Document['run']['stop']) {
  const stop = thing && stopOf(thing.kind);
  return stop?.rule?.(complete(stop.fields, thing?.params ?? {}) as never);
}

function* makePlan(
  document: Document,
  nodes: readonly SoundNode[],
  batch: number,
  trained: Forward,
): Piecemeal<Plan, Progress> {
  const { run } = document;
  const drafts: Draft[] = [];
  const shared = new Map<string, number>();
  const draft = (d: Draft): number => drafts.push(d) - 1;
  const once = (key: string, d: () => Draft): number => {
    const id = shared.get(key) ?? draft(d());
    shared.set(key, id);
    return id;
  };

  const lean = yield* during('train', optimising(trained.program));
  const layout = layOut(
    lean,
    trained.lowered,
    trained.cost && (lean.results.objective ?? lean.results.cost),
  );
  const learns = trained.cost !== undefined && layout.sizes.weights > 0;
  const slots = trained.cost ? slotsOf(run.optimiser) : [];
  const sizes: Record<string, number> = { ...layout.sizes };
  for (const s of slots) sizes[`slot:${s}`] = layout.sizes.weights;
  const kept = learns ? scheduleStorage(run.schedule) : [];
  for (const { buffer, size } of kept) sizes[buffer] = size;
  const persistent = (name: string) =>
    once(`persistent ${name}`, () => ({
      name,
      role: 'persistent',
      size: must(sizes[name], `storage ${name}`),
    }));
  const routines: Partial<Record<RoutineName, Routine>> = {};

  const add = function* (
    name: RoutineName,
    written: Piecemeal<Program, Share<Progress['pass']>>,
    fence: Fence,
    extent: number,
  ): Piecemeal<void, Progress> {
    const program = yield* during(name, written);
    const inputs: Record<string, TensorRef> = {};
    const homes: Homes = {
      read: persistent,
      input(source, shape) {
        const buffer = once(`${name} ${source}`, () => ({
          name: source,
          role: 'input',
          size: size(shape),
          routine: name,
        }));
        inputs[source] = { buffer, offset: 0, shape };
        return buffer;
      },
      dial: (dial) => once(`dial ${dial}`, () => ({ name: dial, role: 'dial', size: 1 })),
      literal: (data) =>
        once(`literal ${data.join()}`, () => ({
          name: `constant${drafts.length}`,
          role: 'constant',
          size: data.length,
          data,
        })),
      scratch: (label, elements) =>
        draft({ name: label, role: 'scratch', size: elements, routine: name }),
    };
    const { steps, results } = yield* during(name, scheduling(program, fence, homes));
    routines[name] = { steps, batch: extent, inputs, results };
  };

  const init = initProgram(trained.lowered, layout, slots);
  yield* add('init', rewriting(init, 'none'), 'none', 0);
  if (trained.cost) {
    yield* add(
      'train',
      learns ? trainProgram(lean, layout, run) : given(idleProgram(lean, layout)),
      'none',
      batch,
    );
    // Attention over a long sequence gives more numbers for one sample than a picture does for many.
    const each = [...trained.lowered.outputs.values()].map((v) => size(v.shape) / batch);
    // A pass backward is twice one forward.
    const points = routines.train?.steps.reduce((n, s) => n + size(s.kernel.axes), 0) ?? 0;
    const most = Math.min(
      ROUTINE_NUMBERS / Math.max(1, ...each),
      ROUTINE_POINTS / Math.max(1, points / (3 * batch)),
    );
    const atMost = (rows: number): number => Math.max(1, Math.min(rows, Math.floor(most)));
    const [evaluating, predicting] = [atMost(EVALUATE_BATCH), atMost(PREDICT_BATCH)];
    const evaluated = yield* during(
      'evaluate',
      forwardProgram(nodes, evaluating, 'eval', (l) => {
        const { ...all } = judged(l);
        for (const name of Object.keys(all)) if (name.startsWith('prediction:')) delete all[name];
        return all;
      }),
    );
    yield* add('evaluate', finish(evaluated.program, layout), 'none', evaluating);
    const predicted = yield* during(
      'predict',
      forwardProgram(nodes, predicting, 'eval', (l) =>
        Object.fromEntries(
          [...l.judgements].map(([node, j]) => [`prediction:${node}`, j.prediction]),
        ),
      ),
    );
    if (Object.keys(predicted.program.results).length)
      yield* add('predict', finish(predicted.program, layout), 'none', predicting);
  }
  const watch = yield* during('watch', watchProgram(nodes, batch, layout, run));
  yield* add('watch', given(watch.program), 'node', batch);
  const drawn = must(routines.watch, 'watch');
  const last = (done: number) => ({ routine: 'watch', pass: 'memory', done, of: 2 }) as const;
  yield last(0);
  const stops = moveOn(drawn.steps, nodes, watch.graded, watch.updated);
  routines.watch = { ...drawn, steps: stops.steps };

  const storage: StorageView[] = trained.lowered.weights.flatMap((w) => {
    const { buffer, offset } = must(layout.place.get(w.name), 'a place');
    const view = (name: string, slot: string): StorageView => ({
      name: w.name,
      slot,
      ref: { buffer: persistent(name), offset, shape: w.shape },
      trainable: w.trainable !== false,
    });
    return [
      view(buffer, ''),
      ...(buffer === 'weights' ? slots.map((s) => view(`slot:${s}`, s)) : []),
    ];
  });
  for (const { name, shape } of trained.lowered.states) {
    const { buffer, offset } = must(layout.place.get(name), 'a place');
    const ref = { buffer: persistent(buffer), offset, shape };
    storage.push({ name, slot: '', ref, trainable: false, state: true });
  }
  for (const { slot, buffer, size } of kept) {
    const ref = { buffer: persistent(buffer), offset: 0, shape: size > 1 ? [size] : [] };
    storage.push({ name: SCHEDULE, slot, ref, trainable: false });
  }
  const looks = looksOf(run.schedule);
  const seen = storage.find((v) => v.name === SCHEDULE && v.slot === SEEN);
  const rule = learns ? stopRule(run.stop) : undefined;
  yield last(1);
  const { buffers, arena } = layMemory(drafts, routines);
  const plan = {
    version: 1 as const,
    buffers,
    arena,
    storage,
    dials: Object.fromEntries(
      buffers
        .filter((x) => x.role === 'dial')
        .map((x) => [
          x.name,
          { buffer: x.id, value: x.name === 'step' || x.name === 'time' ? 1 : 0 },
        ]),
    ),
    routines,
    moves: stops.moves,
    ...(looks !== undefined && seen && { validation: { every: looks, seen: seen.ref } }),
    ...(rule && { stop: rule }),
  };
  return { ...plan, key: yield* keyOf(plan) };
}

/** Steps at a time whose text is hashed: others are heard in between, and no text is as long as the plan. */
const HASHED = 256;

function* keyOf(plan: Omit<Plan, 'key'>): Piecemeal<string, Progress> {
  const hashes: string[] = [];
  const routines = Object.entries(plan.routines) as [RoutineName, Routine][];
  for (const [routine, { steps }] of routines)
    for (let done = 0; done < steps.length; done += HASHED) {
      yield { routine, pass: 'key', done, of: steps.length };
      const some = steps.slice(done, done + HASHED);
      hashes.push(hash64(JSON.stringify(some) + strangeConstants(some.map((s) => s.kernel))));
    }
  const rest = routines.map(([name, { steps, ...of }]) => [name, steps.length, of]);
  return hash64(JSON.stringify([{ ...plan, routines: rest }, hashes]));
}
