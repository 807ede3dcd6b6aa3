/** Paints a state over time: RMS of its numbers and L2 norm of their gradients, on one log scale. */
import { follow, heightOf, REST } from '../edges/scale.ts';
import { tokens } from '../edges/tokens.ts';

interface Steps {
  readonly value?: ArrayLike<number>;
  readonly gradient?: ArrayLike<number>;
}

const INSET = 4;

/** The whole powers of ten that hold all numbers of both. */
function scaleOf(steps: Steps) {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = 0;
  for (const list of [steps.value, steps.gradient])
    for (let t = 0; t < (list?.length ?? 0); t++) {
      const v = list?.[t] as number;
      if (!(v > 0) || !Number.isFinite(v)) continue;
      smallest = Math.min(smallest, v);
      largest = Math.max(largest, v);
    }
  return follow(REST, smallest, largest);
}

/** @param at a time step to be marked. */
export function paintSteps(
  pen: CanvasRenderingContext2D,
  width: number,
  height: number,
  steps: Steps,
  at?: number,
): void {
  const ink = tokens();
  const scale = scaleOf(steps);
  const n = Math.max(steps.value?.length ?? 0, steps.gradient?.length ?? 0);
  const x = (t: number) => (n === 1 ? width / 2 : INSET + (t / (n - 1)) * (width - 2 * INSET));
  const y = (v: number) => height - INSET - heightOf(scale, v) * (height - 2 * INSET);
  if (at !== undefined) {
    pen.fillStyle = ink.line;
    pen.fillRect(x(at) - 1, 0, 2, height);
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
      const [px, py] = [x(t), y(list[t] as number)];
      if (t === 0) pen.moveTo(px, py);
      else pen.lineTo(px, py);
    }
    pen.stroke();
    // Few steps are told apart by their points.
    if (list.length <= 24)
      for (let t = 0; t < list.length; t++) {
        pen.beginPath();
        pen.arc(x(t), y(list[t] as number), 1.6, 0, 2 * Math.PI);
        pen.fill();
      }
  }
}
