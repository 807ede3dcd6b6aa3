/** The same parts as in the worker, put together without one. */

import { planCheckWith } from '../src/compile/check-plans.ts';
import { compile } from '../src/compile/compile.ts';
import { explain } from '../src/compile/explain.ts';
import { pathsWith } from '../src/compile/paths.ts';
import type { Table } from '../src/data/dataset.ts';
import { makeDataset } from '../src/data/make.ts';
import type { Backend } from '../workers/backends/backend.ts';
import { reference } from '../workers/backends/reference/reference.ts';
import { wasmWith } from '../workers/backends/wasm/wasm.ts';
import type { EngineParts } from '../workers/engine/engine.ts';
import { threadPoolOf } from './threads.ts';

export const BACKENDS = ['wasm', 'reference'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** @param threads that large kernels may be shared by, where the backend can. */
export function backendOf(name: BackendName, threads: number): Backend {
  if (name === 'reference') return reference;
  const pool = threadPoolOf(threads);
  return wasmWith(pool ? { threadPool: pool } : {});
}

export const engineParts = (
  backends: readonly Backend[],
  tables: readonly Table[],
): EngineParts => ({
  compile,
  explain,
  planCheck: planCheckWith(),
  paths: pathsWith(),
  backends,
  makeDataset,
  tables: { get: async (id) => tables.find((t) => t.id === id) },
});
