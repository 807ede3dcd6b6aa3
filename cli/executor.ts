/** One network on the reference backend, weights drawn, before its first step. No run, no clock. */
import { fail, hasErrors, ok, type Result } from '../src/base/issue.ts';
import { type Compilation, NOTHING_COMPUTES } from '../src/compile/compilation.ts';
import { compile } from '../src/compile/compile.ts';
import type { Dataset } from '../src/data/dataset.ts';
import { makeDataset } from '../src/data/make.ts';
import type { Document } from '../src/document/records.ts';
import { reference } from '../workers/backends/reference/reference.ts';
import type { Executor } from '../workers/engine/executor.ts';
import { type LoadingParts, place, understand } from '../workers/engine/loading.ts';

export interface Ready {
  readonly executor: Executor;
  readonly compilation: Compilation;
}

/** Sources hold the rows that are given, or what they make themselves; `rows` are a whole batch. */
export async function makeReady(
  document: Document,
  given: ReadonlyMap<string, Dataset> = new Map(),
  rows?: number,
): Promise<Result<Ready>> {
  const parts: LoadingParts = {
    compile: (drawn) => compile(drawn, rows),
    makeDataset,
    tables: { get: async () => undefined },
    backends: [reference],
  };
  const { compilation, loaded } = await understand(parts, document, (node, key) => {
    const dataset = given.get(node);
    return dataset && { key, choice: key, dataset };
  });
  const { issues } = compilation;
  if (hasErrors(issues)) return fail(...issues);
  if (!loaded) return fail(NOTHING_COMPUTES);
  const { executor, issues: refused } = await place(parts, loaded);
  if (!executor) return fail(...issues, ...refused);
  await executor.initialise();
  return ok({ executor, compilation }, issues);
}
