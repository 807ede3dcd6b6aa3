/** One gate or state of a cell: units down, time across, sign as colour; the step at hand is framed. */
import { type PointerEvent, useLayoutEffect, useRef } from 'react';
import type { TensorView } from '../../../../workers/engine/protocol.ts';
import { signRamp } from '../../../charts/colour.ts';
import { paintRamp } from '../../../charts/pixels.ts';
import { formatNumber } from '../../../tensor/format.ts';
import { useShade } from '../../kit/useShade.ts';
import classes from './stepper.module.css';

interface Props {
  readonly letter: string;
  readonly title: string;
  /** [steps, units] */
  readonly view: TensorView;
  readonly max: number;
  readonly width: number;
  readonly at: number;
  readonly unit: number;
  readonly blank: (step: number) => boolean;
  readonly onPick: (step: number, unit: number) => void;
}

const LEAST = 18;
const MOST = 44;
const CELL = 7;

export function Strip({ letter, title, view, max, width, at, unit, blank, onPick }: Props) {
  const shade = useShade();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [steps = 1, units = 1] = view.shape;
  const height = Math.max(LEAST, Math.min(MOST, units * CELL));
  useLayoutEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (!canvas.current || !pen) return;
    canvas.current.width = steps;
    canvas.current.height = units;
    const turned = new Float32Array(steps * units);
    for (let t = 0; t < steps; t++)
      for (let u = 0; u < units; u++) turned[u * steps + t] = view.data[t * units + u] ?? 0;
    const pixels = paintRamp(turned, -max, max, signRamp(shade));
    // What has not been come to has no colour.
    for (let t = 0; t < steps; t++)
      if (blank(t)) for (let u = 0; u < units; u++) pixels[(u * steps + t) * 4 + 3] = 0;
    pen.putImageData(new ImageData(pixels.slice(0, steps * units * 4), steps, units), 0, 0);
  });
  const pick = (event: PointerEvent<HTMLButtonElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const within = (part: number, count: number) =>
      Math.min(count - 1, Math.max(0, Math.floor(part * count)));
    onPick(
      within((event.clientX - box.left) / box.width, steps),
      within((event.clientY - box.top) / box.height, units),
    );
  };
  const here = blank(at) ? undefined : view.data[at * units + Math.min(unit, units - 1)];
  return (
    <div className={classes.strip}>
      <span className={classes.letter}>{letter}</span>
      <button
        type="button"
        // The slider is the way by keyboard.
        tabIndex={-1}
        aria-label={here === undefined ? title : `${title}: ${formatNumber(here)}`}
        title={title}
        style={{ width, height }}
        onPointerDown={pick}
      >
        <canvas ref={canvas} />
        <span
          className={classes.column}
          style={{ left: `${(at / steps) * 100}%`, width: `${100 / steps}%` }}
        />
        <span
          className={classes.cell}
          style={{
            left: `${(at / steps) * 100}%`,
            width: `${100 / steps}%`,
            top: `${(Math.min(unit, units - 1) / units) * 100}%`,
            height: `${100 / units}%`,
          }}
        />
      </button>
    </div>
  );
}
