/** A worker thread of the training worker's pool. It says once that it has started. */
import { type SharedProgram, serve } from './backends/wasm/thread-pool.ts';

self.onmessage = ({ data }: MessageEvent<SharedProgram>) => serve(data);
self.postMessage('ready');
