/** One network on the reference backend, weights drawn, before its first step. No run, no clock. */
import { fail, hasErrors, type Issue, issue, ok, type Result } from '../src/base/issue.ts';
import type { Compilation } from '../src/compile/compilation.ts';
import { compile } from '../src/compile/compile.ts';
import type { Dataset } from '../src/data/dataset.ts';
import { makeDataset } from '../src/data/make.ts';
import type { Document } from '../src/document/records.ts';
import { reference } from '../workers/backends/reference/reference.ts';
import { createExecutor, type Executor } from '../workers/engine/executor.ts';

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
  const compilation = compile(document, rows);
  const issues: Issue[] = [...compilation.issues];
  if (hasErrors(issues)) return fail(...issues);
  const { plan } = compilation;
  if (!plan)
    return fail(
      issue('plan.empty', {
        en: 'The document has no nodes that compute.',
        zh: '文档中没有参与计算的节点。',
      }),
    );
  const datasets = new Map(given);
  for (const { node, params } of compilation.sources) {
    if (datasets.has(node)) continue;
    const made = await makeDataset(params, { get: async () => undefined });
    issues.push(...made.issues.map((i): Issue => ({ ...i, where: { node, ...i.where } })));
    if (made.ok) datasets.set(node, made.value);
  }
  if (hasErrors(issues)) return fail(...issues);
  const executor = await createExecutor(reference, plan, datasets, document.run.seed);
  executor.initialise();
  return ok({ executor, compilation }, issues);
}
