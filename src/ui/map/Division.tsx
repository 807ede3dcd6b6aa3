/**
 * The line of a linear unit over its data: where it lies, which points are on its wrong side, and
 * whether any line could do better. Beside the picture the same in words, with the line's equation.
 */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataInfo } from '../../../workers/engine/protocol.ts';
import type { Clash, Point } from '../../data/division.ts';
import { formatNumber } from '../../tensor/format.ts';
import classes from './map.module.css';
import { clashOf, endsOf, type Line, missedBy, type Unit } from './unit.ts';

interface DrawingProps {
  readonly info: DataInfo;
  readonly line?: Line;
  readonly axes: readonly [number, number];
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  /** From an input's values to a place on the picture. */
  readonly place: (point: Point) => Point;
}

const path = (points: readonly Point[], closed: boolean) =>
  points.map(([x, y], i) => `${i ? 'L' : 'M'}${x.toFixed(1)},${y.toFixed(1)}`).join('') +
  (closed ? 'Z' : '');

/** Inside the picture's frame. */
export function Division({ info, line, axes, xRange, yRange, place }: DrawingProps) {
  const found = useMemo(() => clashOf(info), [info]);
  const [x, y] = axes;
  const rest = (column: number) => {
    const [low, high] = info.ranges[column] ?? [0, 0];
    return (low + high) / 2;
  };
  const ends = line && endsOf(line, axes, xRange, yRange, rest);
  const missed = line ? missedBy(line, info) : [];
  const n = info.inputs.length;
  const { features } = info.sample.training;
  const few = features.length / n <= 12;
  return (
    <g>
      {found &&
        [found.first, found.second].map((piece, i) => (
          <path
            // biome-ignore lint/suspicious/noArrayIndexKey: the first class and the second
            key={i}
            d={path(piece.map(place), piece.length > 2)}
            className={classes.clash}
          />
        ))}
      {missed.map((row) => {
        const [cx, cy] = place([features[row * n + x]!, features[row * n + y]!]);
        return (
          <circle
            key={row}
            cx={cx}
            cy={cy}
            r={few ? 9 : 4.2}
            strokeWidth={few ? 2 : 1.1}
            className={classes.missed}
          />
        );
      })}
      {ends && line && <Ends ends={[place(ends[0]), place(ends[1])]} line={line} axes={axes} />}
    </g>
  );
}

/** The line, and a short mark at its middle towards the side of the second class. */
function Ends(props: {
  ends: readonly [Point, Point];
  line: Line;
  axes: readonly [number, number];
}) {
  const [[ax, ay], [bx, by]] = props.ends;
  const length = Math.hypot(bx - ax, by - ay) || 1;
  // A normal of the line on the picture, turned to where w·x + b grows; the picture's y goes down.
  let [nx, ny] = [(by - ay) / length, (ax - bx) / length];
  const [wx, wy] = [props.line.w[props.axes[0]] ?? 0, props.line.w[props.axes[1]] ?? 0];
  if (nx * wx - ny * wy < 0) [nx, ny] = [-nx, -ny];
  const [mx, my] = [(ax + bx) / 2, (ay + by) / 2];
  const d = `${path(props.ends, false)}${path(
    [
      [mx, my],
      [mx + 9 * nx, my + 9 * ny],
    ],
    false,
  )}`;
  return (
    <>
      <path d={d} className={classes.halo} />
      <path d={d} className={classes.division} data-testid="division" />
    </>
  );
}

/** `0.5·x1 − 0.25·x2 + 0.1 = 0` */
export function equation({ w, b }: Line, names: readonly string[]): string {
  const terms = [...w.map((v, i) => [v, `·${names[i]}`] as const), [b, ''] as const];
  return `${terms
    .map(([v, name], i) => {
      const sign = v < 0 ? '−' : '+';
      const size = formatNumber(Math.abs(v));
      return i ? ` ${sign} ${size}${name}` : `${v < 0 ? '−' : ''}${size}${name}`;
    })
    .join('')} = 0`;
}

/** What can be said of any line over these points, and of this rule. Each sentence is a theorem. */
function verdict(found: Clash | undefined, whole: boolean, missed: number, unit: Unit) {
  if (found) {
    const why = found.form === 'cross' ? 'map.clashCross' : 'map.clashInside';
    return [why, unit.mistakes ? 'map.neverSettles' : 'map.someWrong'];
  }
  if (!whole || !unit.mistakes) return [];
  return [missed ? 'map.willSettle' : 'map.settled'];
}

export function Verdict({ info, line, unit }: { info: DataInfo; line: Line; unit: Unit }) {
  const { t } = useTranslation();
  const found = useMemo(() => clashOf(info), [info]);
  const missed = missedBy(line, info).length;
  const rows = info.sample.training.targets.length;
  const whole = rows === info.trainingRows && info.inputs.length === 2;
  const told = verdict(found, whole, missed, unit);
  return (
    <div className={classes.verdict}>
      {info.inputs.length <= 3 && <p className={classes.equation}>{equation(line, info.inputs)}</p>}
      <p>
        <i className={classes.missedKey} aria-hidden="true" />
        {t(rows < info.trainingRows ? 'map.missedOfFirst' : 'map.missed', {
          missed,
          rows,
        })}
      </p>
      {told.length > 0 && <p>{told.map((key) => t(key)).join(t('map.joint'))}</p>}
    </div>
  );
}
