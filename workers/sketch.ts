/** Draws what is too much for the page's own thread. The only thing here is the channel. */
import { drawSketch, type SketchRequest } from '../src/charts/sketch.ts';

export interface SketchReply {
  /** Absent where it could not be drawn. */
  readonly bitmap?: ImageBitmap;
}

const canvas = new OffscreenCanvas(1, 1);

self.onmessage = ({ data }: MessageEvent<SketchRequest>) => {
  canvas.width = Math.max(1, Math.round(data.region.width * data.scale));
  canvas.height = Math.max(1, Math.round(data.region.height * data.scale));
  const pen = canvas.getContext('2d');
  if (pen) drawSketch(pen, data);
  const bitmap = pen ? canvas.transferToImageBitmap() : undefined;
  const reply: SketchReply = { ...(bitmap && { bitmap }) };
  self.postMessage(reply, { transfer: bitmap ? [bitmap] : [] });
};
