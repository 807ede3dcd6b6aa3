/**
 * The WebAssembly backend as it is on machines without relaxed SIMD and on those with it. The Node that
 * runs the tests may have it behind a flag; where it has none, only the first is there.
 */
import { setFlagsFromString } from 'node:v8';
import { hasRelaxedSimd, wasmWith } from '../../workers/backends/wasm/wasm.ts';

if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');

export const RELAXED: readonly boolean[] = hasRelaxedSimd() ? [false, true] : [false];
export const MACHINES = RELAXED.map((relaxed) => wasmWith({ relaxed }));
