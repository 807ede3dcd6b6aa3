/** What an engine in a worker is made of, whoever runs it: the page's training, or a run of a sweep. */
import type { Recent } from '../src/base/recent.ts';
import { planCheckWith } from '../src/compile/check-plans.ts';
import { compiling, type Planned } from '../src/compile/compile.ts';
import { explain } from '../src/compile/explain.ts';
import { pathsWith } from '../src/compile/paths.ts';
import { makeDataset } from '../src/data/make.ts';
import { openTables } from '../src/data/tables.ts';
import type { Backend } from './backends/backend.ts';
import { reference } from './backends/reference/reference.ts';
import { hasSimd } from './backends/wasm/wasm.ts';
import type { EngineParts } from './engine/loading.ts';

/** @param plans what was planned before is not planned again. @param wasm where this machine can run it */
export const engineParts = (plans: Recent<Planned>, wasm: Backend): EngineParts => ({
  compile: (document) => compiling(document, undefined, plans),
  explain,
  planCheck: planCheckWith(plans),
  paths: pathsWith(plans),
  backends: hasSimd() ? [wasm, reference] : [reference],
  makeDataset,
  tables: openTables(),
});
