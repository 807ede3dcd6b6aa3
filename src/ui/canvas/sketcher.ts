/**
 * Asks the worker for drawings. One is under way at a time; of the wishes that come meanwhile the last
 * one counts. Where the worker cannot be loaded or dies, the page draws by itself.
 */
import type { SketchReply } from '../../../workers/sketch.ts';
import { drawSketch, type SketchRequest } from '../../charts/sketch.ts';

export interface Sketcher {
  draw(request: SketchRequest, done: (bitmap: ImageBitmap) => void): void;
  close(): void;
}

function drawHere(request: SketchRequest): ImageBitmap | undefined {
  const { region, scale } = request;
  const size = (length: number) => Math.max(1, Math.round(length * scale));
  const canvas = new OffscreenCanvas(size(region.width), size(region.height));
  const pen = canvas.getContext('2d');
  if (!pen) return undefined;
  drawSketch(pen, request);
  return canvas.transferToImageBitmap();
}

export function createSketcher(): Sketcher {
  type Wish = readonly [SketchRequest, (bitmap: ImageBitmap) => void];
  let worker: Worker | undefined;
  let lost = false;
  let under: Wish | undefined;
  let next: Wish | undefined;

  function drawn(bitmap: ImageBitmap | undefined): void {
    const done = under?.[1];
    under = undefined;
    if (bitmap) done?.(bitmap);
    send();
  }
  function hire(): Worker {
    const fresh = new Worker(new URL('../../../workers/sketch.ts', import.meta.url), {
      type: 'module',
    });
    fresh.onmessage = ({ data }: MessageEvent<SketchReply>) => drawn(data.bitmap);
    fresh.onerror = () => {
      lost = true;
      fresh.terminate();
      next ??= under;
      drawn(undefined);
    };
    return fresh;
  }
  function send(): void {
    if (under || !next) return;
    under = next;
    next = undefined;
    if (lost) {
      drawn(drawHere(under[0]));
      return;
    }
    worker ??= hire();
    worker.postMessage(under[0]);
  }

  return {
    draw(request, done) {
      next = [request, done];
      send();
    },
    close() {
      worker?.terminate();
      worker = undefined;
      under = undefined;
      next = undefined;
    },
  };
}
