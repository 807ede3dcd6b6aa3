/** Paints a state over time: RMS of its numbers and L2 norm of their gradients, on a log scale. */

import type { StepsInspection } from '../../../workers/engine/protocol.ts';
import { tokens } from '../theme/tokens.ts';
import { follow, heightOf, type LogScale, REST } from './scale.ts';

export interface Steps {
  readonly value?: ArrayLike<number>;
  readonly gradient?: ArrayLike<number>;
}

/** The state of that symbol in the last layer, read forward. */
export const lastLayer = (
  steps: readonly StepsInspection[],
  state: string,
): StepsInspection | undefined =>
  steps.findLast(({ notation }) => notation.symbol === state && !notation.reverse);

const INSET = 4;
/** From so many steps on points would run together. */
const FEW = 24;

/** The smallest and the largest positive number of both; nothing where there is none. */
export function rangeOf(steps: Steps): readonly [number, number] | undefined {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = 0;
  for (const list of [steps.value, steps.gradient])
    for (let t = 0; t < (list?.length ?? 0); t++) {
      const v = list?.[t] as number;
      if (!(v > 0) || !Number.isFinite(v)) continue;
      smallest = Math.min(smallest, v);
      largest = Math.max(largest, v);
    }
  return largest > 0 ? [smallest, largest] : undefined;
}

/** A scale for these numbers alone. */
export const scaleOf = (steps: Steps): LogScale =>
  follow(REST, ...(rangeOf(steps) ?? ([1, 1] as const)));

/** @param at a time step to be marked. */
export function paintSteps(
  pen: CanvasRenderingContext2D,
  { width, height }: { readonly width: number; readonly height: number },
  steps: Steps,
  scale: LogScale,
  at?: number,
): void {
  const ink = tokens();
  const n = Math.max(steps.value?.length ?? 0, steps.gradient?.length ?? 0);
  const x = (t: number) => (n === 1 ? width / 2 : INSET + (t / (n - 1)) * (width - 2 * INSET));
  const y = (v: number) => height - INSET - heightOf(scale, v) * (height - 2 * INSET);
  if (at !== undefined) {
    pen.fillStyle = ink.inkSoft;
    pen.fillRect(x(at) - 0.5, 0, 1, height);
  }
  pen.lineWidth = 1.5;
  pen.lineJoin = 'round';
  for (const [list, colour] of [
    [steps.value, ink.value],
    [steps.gradient, ink.grad],
  ] as const) {
    if (!list?.length) continue;
    pen.strokeStyle = colour;
    pen.fillStyle = colour;
    pen.beginPath();
    for (let t = 0; t < list.length; t++) {
      const [px, py] = [x(t), y(list[t]!)];
      if (t === 0) pen.moveTo(px, py);
      else pen.lineTo(px, py);
    }
    pen.stroke();
    for (let t = 0; t < list.length; t++) {
      if (list.length > FEW && t !== at) continue;
      pen.beginPath();
      pen.arc(x(t), y(list[t]!), t === at ? 2.4 : 1.6, 0, 2 * Math.PI);
      pen.fill();
    }
  }
}
