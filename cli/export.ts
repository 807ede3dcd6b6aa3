/** `export FILE --to pytorch --out DIR`: a folder with which the network goes on elsewhere. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasErrors, issue } from '../src/base/issue.ts';
import { compile } from '../src/compile/compile.ts';
import type { Dataset } from '../src/data/dataset.ts';
import { makeDataset } from '../src/data/make.ts';
import type { Document, Weights } from '../src/document/records.ts';
import { type Pass, stilled, toTorch } from '../src/export/torch/export.ts';
import type { TensorRef } from '../src/plan/plan.ts';
import type { TensorJson } from '../src/tensor/tensor.ts';
import { takeWeights } from '../workers/engine/adopt.ts';
import { type Machine, prepare, read } from '../workers/engine/machine.ts';
import { type Console, json, refuse, tell } from './console.ts';
import { readDocument, readTensors } from './files.ts';
import { makeReady } from './machine.ts';

export interface ExportOptions {
  readonly json?: boolean;
  readonly out: string;
  readonly weights?: string;
}

export async function exportTo(
  file: string,
  options: ExportOptions,
  console: Console,
): Promise<void> {
  const opened = await readDocument(file);
  const { document } = opened;
  const own = options.weights === undefined ? {} : await readTensors(options.weights);
  const compilation = compile(document);
  if (hasErrors(compilation.issues)) refuse(...compilation.issues);
  const datasets = new Map<string, Dataset>();
  for (const { node, params } of compilation.sources) {
    const made = await makeDataset(params, { get: async () => undefined });
    if (!made.ok) return refuse(...made.issues);
    datasets.set(node, made.value);
  }
  const made = await makeReady(stilled(document), datasets);
  if (!made.ok) return refuse(...made.issues);
  tell(console, made.issues);
  const { machine } = made.value;
  const taken = takeWeights(machine, single({ ...drawn(machine), ...opened.weights, ...own }));
  if (taken.issues.length) refuse(...taken.issues);
  const pass = passOf(document, machine);
  const data = Object.fromEntries(
    [...datasets].flatMap(([node, set]) => rowsOf(node, set, pass.batch)),
  );
  const files = toTorch({ document, compilation, pass, data });
  if (!files.ok) return refuse(...files.issues);
  try {
    await mkdir(options.out, { recursive: true });
    for (const [name, content] of Object.entries(files.value))
      await writeFile(join(options.out, name), content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    refuse(
      issue('file.write', 'Cannot write {file}: {reason}.', {
        args: { file: options.out, reason },
      }),
    );
  }
  const names = Object.keys(files.value);
  console.out(
    options.json
      ? json({ out: options.out, files: names })
      : `${options.out}: ${names.join(', ')}\n`,
  );
}

const tensor = (machine: Machine, ref: TensorRef): TensorJson => ({
  shape: [...ref.shape],
  data: Array.from(read(machine, ref)),
});

const drawn = (machine: Machine): Weights =>
  Object.fromEntries(
    machine.plan.storage.filter((v) => !v.slot).map((v) => [v.name, tensor(machine, v.ref)]),
  );

/** Rounded to float32, in which the file holds them: both sides then start from the same numbers. */
const single = (weights: Weights): Weights =>
  Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map(Math.fround) },
    ]),
  );

function passOf(document: Document, machine: Machine): Pass {
  const { plan, instance } = machine;
  const routine =
    plan.routines.watch ??
    refuse(issue('trace.empty', 'There is nothing to trace: the plan has no pass to watch.'));
  const weights = drawn(machine);
  prepare(machine, 'watch');
  const batch = Object.fromEntries(
    Object.entries(routine.inputs).map(([name, ref]) => [name, tensor(machine, ref)]),
  );
  instance.run('watch', machine.seed, 1);
  const of = (name: string): TensorJson | undefined => {
    const ref = routine.results[name];
    return ref && tensor(machine, ref);
  };
  const named = (pairs: readonly (readonly [string, TensorJson | undefined])[]) =>
    Object.fromEntries(pairs.flatMap(([name, t]) => (t ? [[name, t] as const] : [])));
  return {
    batch,
    weights,
    values: named(
      Object.values(document.edges).map(({ id, source }) => [
        `${source.node}.${source.port}`,
        of(`value:${id}`),
      ]),
    ),
    cost: of('cost') ?? null,
    gradients: named(Object.keys(weights).map((name) => [name, of(`weight-gradient:${name}`)])),
  };
}

/** The training part, row by row, each row in the shape in which the network takes it. */
function rowsOf(node: string, set: Dataset, batch: Weights): [string, TensorJson][] {
  const take = (port: string, from: Float64Array, columns: number): [string, TensorJson][] => {
    const fed = batch[`${node}.${port}`];
    if (!fed) return [];
    const data = Array.from(set.training).flatMap((row) =>
      Array.from(from.subarray(row * columns, (row + 1) * columns)),
    );
    const shape = [set.training.length, ...fed.shape.slice(1)];
    return [[`${node}.${port}`, { shape, data }]];
  };
  return [...take('x', set.features, set.inputs.length), ...take('y', set.targets, set.width)];
}
