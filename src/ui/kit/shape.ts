/** Shapes as people read them. */
import { formatShape, type Shape } from '../../tensor/shape.ts';

/** `32×8`: what leaves a port, the batch axis first; empty while it is not known. */
export function shapeText(
  shapes: Readonly<Record<string, Shape>>,
  batch: number,
  port: string,
): string {
  const shape = shapes[port];
  return shape ? formatShape([batch, ...shape]) : '';
}
