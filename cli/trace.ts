/**
 * `trace FILE`: one forward and backward pass on the reference backend, in float64, with the value and
 * the gradient of every edge, weight and loss; and on wish what the update makes of the weights.
 */
import { hasErrors, issue, type Result } from '../src/base/issue.ts';
import { compile } from '../src/compile/compile.ts';
import type { Document } from '../src/document/records.ts';
import { topologyOf } from '../src/document/topology.ts';
import type { Routine, TensorRef } from '../src/plan/plan.ts';
import { mapResults, type Table } from '../src/plan/results.ts';
import { formatNumber } from '../src/tensor/format.ts';
import { formatShape, size } from '../src/tensor/shape.ts';
import { type TensorJson, tensorJson } from '../src/tensor/tensor.ts';
import { takeWeights } from '../workers/engine/adopt.ts';
import type { Executor } from '../workers/engine/executor.ts';
import { readInputs, readResults } from '../workers/engine/reads.ts';
import { giveBatch } from './batch.ts';
import { type Console, json, refuse, tell } from './console.ts';
import { makeReady, type Ready } from './executor.ts';
import { readDocument, readTensors } from './files.ts';

interface TraceOptions {
  readonly json?: boolean;
  readonly weights?: string;
  readonly batch?: string;
  readonly update?: boolean;
}

export async function trace(file: string, options: TraceOptions, console: Console): Promise<void> {
  const opened = await readDocument(file, console);
  const own = options.weights === undefined ? {} : await readTensors(options.weights);
  const executor = await ready(opened.document, options.batch, console);
  const taken = await takeWeights(executor, { ...opened.weights, ...own });
  if (taken.issues.length) refuse(...taken.issues);
  const result = await pass(opened.document, executor, options.update === true);
  console.out(options.json ? json(result) : print(result));
}

/** The network with its weights drawn, and its first batch or the given one to write. */
async function ready(
  document: Document,
  batch: string | undefined,
  console: Console,
): Promise<Executor> {
  let made: Result<Ready>;
  if (batch === undefined) made = await makeReady(document);
  else {
    // What is wrong with the network comes first: no batch fits a source with problems.
    const { issues } = compile(document);
    if (hasErrors(issues)) refuse(...issues);
    const given = giveBatch(document, await readTensors(batch));
    if (!given.ok) return refuse(...given.issues);
    made = await makeReady(document, given.value.datasets, given.value.rows);
  }
  if (!made.ok) return refuse(...made.issues);
  tell(console, made.issues);
  return made.value.executor;
}

interface EdgeTrace {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly value: TensorJson | null;
  /** Null where no loss depends on the edge. */
  readonly gradient: TensorJson | null;
}

async function pass(document: Document, executor: Executor, update: boolean) {
  const { plan } = executor;
  const routine: Routine =
    plan.routines.watch ??
    refuse(
      issue('trace.empty', {
        en: 'There is nothing to trace: the plan has no pass to watch.',
        zh: '没有可以追踪的内容：计划中没有可供观察的一遍计算。',
      }),
    );
  /** What persists, slots included, now. */
  const stored = async () => {
    const read = await executor.readTensors(plan.storage.map((v) => v.ref));
    return (ref: TensorRef): TensorJson => tensorJson({ shape: ref.shape, data: read(ref) });
  };
  const parameters = plan.storage.filter((v) => !v.slot);
  const before = await stored();
  executor.prepare('watch');
  const batch = await readInputs(executor, 'watch');
  executor.submit('watch', 1);
  const after = await stored();
  const results = mapResults(await readResults(executor, 'watch'), tensorJson);
  /** By node and name, written `node.name`. */
  const inNodes = (tables: Table<Table<TensorJson>>): Table<TensorJson> =>
    Object.fromEntries(
      Object.entries(tables).flatMap(([node, own]) =>
        Object.entries(own).map(([name, tensor]) => [`${node}.${name}`, tensor]),
      ),
    );
  const { order, into } = topologyOf(document);
  const edges = order.flatMap((id) =>
    (into.get(id) ?? []).map(
      (e): EdgeTrace => ({
        id: e.id,
        from: `${e.source.node}.${e.source.port}`,
        to: `${e.target.node}.${e.target.port}`,
        value: results.values[e.id] ?? null,
        gradient: results.gradients[e.id] ?? null,
      }),
    ),
  );
  const cost = results.cost?.data[0] ?? null;
  const objective = results.objective?.data[0];
  return {
    name: document.name,
    batchSize: routine.batch,
    /** The mean over the batch, losses added up; `losses` are those of each sample. */
    cost,
    /** With the penalties of weights, where there are some. */
    ...(objective === undefined ? {} : { objective }),
    losses: results.losses,
    correct: results.correct,
    predictions: results.predictions,
    batch: Object.fromEntries(Object.entries(batch).map(([name, t]) => [name, tensorJson(t)])),
    edges,
    outputs: inNodes(results.outputs),
    /** What nodes show of their inside, by node and name; of a cell [steps, batch, units]. */
    inside: inNodes(results.intermediates),
    insideGradients: inNodes(results.intermediateGradients),
    weights: Object.fromEntries(
      parameters.map((v) => [
        v.name,
        {
          value: before(v.ref),
          gradient: results.weightGradients[v.name] ?? null,
          trainable: v.trainable,
        },
      ]),
    ),
    ...(update && {
      update: {
        weights: Object.fromEntries(parameters.map((v) => [v.name, after(v.ref)])),
        optimiser: slotsOf(executor, after),
      },
    }),
  };
}
type Trace = Awaited<ReturnType<typeof pass>>;

/** The optimiser's own numbers by weight and slot: `{"dense1.weight": {"m": …, "v": …}}`. */
function slotsOf({ plan }: Executor, tensor: (ref: TensorRef) => TensorJson) {
  const slots: Record<string, Record<string, TensorJson>> = {};
  for (const { name, slot, ref } of plan.storage) {
    if (!slot) continue;
    slots[name] ??= {};
    (slots[name] as Record<string, TensorJson>)[slot] = tensor(ref);
  }
  return slots;
}

/** Rows of the first two axes; long ones are cut. */
function lines(label: string, tensor: TensorJson | null): string {
  if (!tensor) return `  ${label}: none\n`;
  const columns = tensor.shape.at(-1) ?? 1;
  const rows = columns ? size(tensor.shape) / columns : 0;
  const shown: string[] = [];
  for (let r = 0; r < Math.min(rows, 8); r++) {
    const row = tensor.data.slice(r * columns, r * columns + Math.min(columns, 10));
    shown.push(
      `    ${row.map((v) => formatNumber(v, 6)).join('  ')}${columns > 10 ? '  …' : ''}\n`,
    );
  }
  return `  ${label} ${formatShape(tensor.shape)}\n${shown.join('')}${rows > 8 ? '    …\n' : ''}`;
}

const told = (what: string, value: number | null | undefined): string =>
  value === null || value === undefined ? '' : `, ${what} ${formatNumber(value, 6)}`;

function print(t: Trace): string {
  const part = (title: string, pairs: readonly (readonly [string, TensorJson | null])[]) =>
    `${title}\n${pairs.map(([label, tensor]) => lines(label, tensor)).join('')}`;
  const sections = [
    `${t.name}: batch of ${t.batchSize}${told('cost', t.cost)}${told('objective', t.objective)}\n`,
    ...Object.entries(t.losses).map(([node, loss]) => part(node, [['loss of each sample', loss]])),
    ...t.edges.map((e) =>
      part(`${e.id}  ${e.from} → ${e.to}`, [
        ['value', e.value],
        ['gradient', e.gradient],
      ]),
    ),
    ...Object.entries(t.weights).map(([name, w]) =>
      part(`${name}${w.trainable ? '' : '  frozen'}`, [
        ['value', w.value],
        ['gradient', w.gradient],
        ...(t.update ? [['after the update', t.update.weights[name] ?? null] as const] : []),
        ...Object.entries(t.update?.optimiser[name] ?? {}),
      ]),
    ),
  ];
  return sections.join('\n');
}
