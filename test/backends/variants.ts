/**
 * The WebAssembly backend without relaxed SIMD and with it, on one thread and on two that share every kernel
 * that can be cut. The Node that runs the tests may have relaxed SIMD behind a flag; where it has none, only
 * the variants without it are there.
 */
import { setFlagsFromString } from 'node:v8';
import { threadPoolOf } from '../../cli/threads.ts';
import { must } from '../../src/base/assert.ts';
import type { HostBackend } from '../../workers/backends/backend.ts';
import { hasRelaxedSimd, wasmWith } from '../../workers/backends/wasm/wasm.ts';

if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');

export const RELAXED: readonly boolean[] = hasRelaxedSimd() ? [false, true] : [false];
/** One worker thread, for all variants with two threads. */
export const THREAD_POOL = must(threadPoolOf(2), 'a thread pool');
export const threaded = (relaxed: boolean) =>
  wasmWith({ relaxed, threadPool: THREAD_POOL, shareFrom: 0 });
export const WASM_VARIANTS = RELAXED.flatMap((relaxed) => [
  wasmWith({ relaxed }),
  threaded(relaxed),
]);
/** All that are compared with the reference: a further backend is a line here. */
export const VARIANTS: readonly HostBackend[] = [...WASM_VARIANTS];
