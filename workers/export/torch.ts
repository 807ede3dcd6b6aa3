/**
 * A document with its data and weights, as the folder of files for PyTorch. One pass of the reference
 * backend, with nothing drawn at random, is what the export must equal. The CLI writes the files, the
 * page's worker zips them.
 */
import { fail, hasErrors, issue, ok, type Result } from '../../src/base/issue.ts';
import { NOTHING_COMPUTES } from '../../src/compile/compilation.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Dataset, Tables } from '../../src/data/dataset.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Document, Weights } from '../../src/document/records.ts';
import { type Pass, stilled, toTorch } from '../../src/export/torch/export.ts';
import { type TensorJson, type TypedTensor, tensorJson } from '../../src/tensor/tensor.ts';
import { reference } from '../backends/reference/reference.ts';
import { takeWeights, weightsOf } from '../engine/adopt.ts';
import type { Executor } from '../engine/executor.ts';
import { type LoadingParts, place, understand } from '../engine/loading.ts';
import { readInputs, readResults } from '../engine/reads.ts';

export interface Packing {
  readonly document: Document;
  /** Those that are missing start as the document draws them. */
  readonly weights: Weights;
  readonly tables: Tables;
}

/** Files by name. */
export async function torchFiles({
  document,
  weights,
  tables,
}: Packing): Promise<Result<Readonly<Record<string, string | Uint8Array>>>> {
  const parts: LoadingParts = { compile, makeDataset, tables, backends: [reference] };
  const { compilation, loaded } = await understand(parts, document, () => undefined);
  const { issues } = compilation;
  if (hasErrors(issues)) return fail(...issues);
  // The batch is never larger than the rows there are.
  const batchSize = compilation.batch;
  const { plan } = compile(stilled({ ...document, run: { ...document.run, batchSize } }));
  if (!loaded || !plan) return fail(NOTHING_COMPUTES);
  const { executor, issues: refused } = await place(parts, { ...loaded, plan });
  if (!executor) return fail(...issues, ...refused);
  await executor.initialise();
  const taken = await takeWeights(executor, single({ ...(await drawn(executor)), ...weights }));
  if (taken.issues.length) return fail(...taken.issues);
  const pass = await passOf(document, executor);
  if (!pass)
    return fail(
      issue('trace.empty', {
        en: 'There is nothing to trace: the plan has no pass to watch.',
        zh: '没有可以追踪的内容：计划中没有可供观察的一遍计算。',
      }),
    );
  const part = (name: 'training' | 'validation') =>
    Object.fromEntries(
      [...loaded.datasets].flatMap(([node, set]) => rowsOf(node, set, set[name], pass.batch)),
    );
  const files = toTorch({
    document,
    compilation,
    pass,
    data: part('training'),
    validation: part('validation'),
  });
  return files.ok ? ok(files.value, issues) : files;
}

const drawn = async (executor: Executor): Promise<Weights> => {
  const views = executor.plan.storage.filter((v) => !v.slot);
  return weightsOf(executor.plan, await executor.readTensors(views.map((v) => v.ref)));
};

/** Rounded to float32, in which the file holds them: both sides then start from the same numbers. */
const single = (weights: Weights): Weights =>
  Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [
      name,
      { shape, data: Float32Array.from(data) },
    ]),
  );

async function passOf(document: Document, executor: Executor): Promise<Pass | undefined> {
  if (!executor.plan.routines.watch) return undefined;
  const weights = await drawn(executor);
  executor.prepare('watch');
  const batch = await readInputs(executor, 'watch');
  executor.submit('watch', 1);
  const { cost, values, weightGradients } = await readResults(executor, 'watch');
  const named = (pairs: readonly (readonly [string, TypedTensor | undefined])[]) =>
    Object.fromEntries(pairs.flatMap(([name, t]) => (t ? [[name, tensorJson(t)] as const] : [])));
  return {
    batch: named(Object.entries(batch)),
    weights,
    values: named(
      Object.values(document.edges).map(({ id, source }) => [
        `${source.node}.${source.port}`,
        values[id],
      ]),
    ),
    cost: cost ? tensorJson(cost) : null,
    gradients: named(Object.keys(weights).map((name) => [name, weightGradients[name]])),
  };
}

/** Rows of a part, each in the shape in which the network takes it. */
function rowsOf(
  node: string,
  set: Dataset,
  rows: Uint32Array,
  batch: Readonly<Record<string, TensorJson>>,
): [string, TensorJson][] {
  const take = (port: string, from: Float64Array, columns: number): [string, TensorJson][] => {
    const fed = batch[`${node}.${port}`];
    if (!fed) return [];
    const data = Array.from(rows).flatMap((row) =>
      Array.from(from.subarray(row * columns, (row + 1) * columns)),
    );
    return [[`${node}.${port}`, { shape: [rows.length, ...fed.shape.slice(1)], data }]];
  };
  return [...take('x', set.features, set.inputs.length), ...take('y', set.targets, set.width)];
}
