/** A thread that helps the training worker with large kernels. It says once that it has begun. */
import { type Call, serve } from './backends/wasm/crew.ts';

self.onmessage = ({ data }: MessageEvent<Call>) => serve(data);
self.postMessage('begun');
