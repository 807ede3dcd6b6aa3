/**
 * An activation's curve and its derivative's, with where this network's values fall on it now: in
 * the flat parts of the curve the gradient dies.
 */
import { useTranslation } from 'react-i18next';
import { curveTable } from '../../catalog/curve.ts';
import type { Kind } from '../../catalog/kind.ts';
import { extent, ticks } from '../../charts/extent.ts';
import { formatNumber } from '../../tensor/format.ts';
import { useApp } from '../app/context.tsx';
import { useReading } from '../tensor/reading.ts';
import classes from './inspector.module.css';
import { Section } from './Section.tsx';

const WIDTH = 260;
const HEIGHT = 140;
/** More dots would be one black line. */
const MOST_DOTS = 160;

type Points = readonly (readonly [number, number])[];

/** Slopes between neighbours; a jump (the step's) has none that could be drawn. */
function slopes(points: Points): Points {
  return points.slice(1).flatMap(([x, y], i) => {
    const [x0, y0] = points[i] as readonly [number, number];
    const slope = (y - y0) / (x - x0);
    return Math.abs(slope) > 5 ? [] : [[(x + x0) / 2, slope] as const];
  });
}

export function ActivationCurve({ id, kind }: { id: string; kind: Kind }) {
  const { t } = useTranslation();
  const inspection = useReading({
    of: ['node', id],
    read: (engine, sample) => engine.inspectNode(id, sample),
  });
  const params = useApp((s) => s.document.nodes[id]?.params);
  const table = curveTable(kind, params);
  if (!table) return null;
  const points: Points = table.xs.map((x, i) => [x, table.ys[i] as number]);
  const [left, right] = extent(table.xs);
  const [lowest, highest] = extent(table.ys);
  // What grows without bound is cut, so that the bend at zero stays visible.
  const [low, high] = [Math.max(-2, Math.min(-0.2, lowest - 0.2)), Math.min(2, highest + 0.2)];
  const x = (v: number) => ((v - left) / (right - left)) * WIDTH;
  const y = (v: number) => HEIGHT - ((v - low) / (high - low)) * HEIGHT;
  const path = (line: Points) =>
    line.map(([u, v], i) => `${i ? 'L' : 'M'}${x(u).toFixed(1)},${y(v).toFixed(1)}`).join('');
  const at = (u: number) => {
    const place = ((u - left) / (right - left)) * (points.length - 1);
    return points[Math.min(points.length - 1, Math.max(0, Math.round(place)))]?.[1] ?? 0;
  };
  const inputs = inspection?.inputs[0]?.value?.data;
  const every = inputs ? Math.max(1, Math.ceil(inputs.length / MOST_DOTS)) : 1;
  const dots = inputs
    ? Array.from(inputs).filter((v, i) => i % every === 0 && Number.isFinite(v))
    : [];
  const [from, to] = extent(inputs ?? []);
  return (
    <Section title={t('inspector.curve')}>
      <svg
        className={classes.curve}
        viewBox={`-26 -4 ${WIDTH + 30} ${HEIGHT + 20}`}
        role="img"
        aria-label={t('inspector.curve')}
      >
        <clipPath id={`curve-${id}`}>
          <rect width={WIDTH} height={HEIGHT} />
        </clipPath>
        <path className={classes.curveAxis} d={`M0,${y(0)}H${WIDTH}M${x(0)},0V${HEIGHT}`} />
        {ticks([left, right], 5).map((v) => (
          <text key={v} x={x(v)} y={HEIGHT + 12} textAnchor="middle">
            {formatNumber(v)}
          </text>
        ))}
        {ticks([low, high], 4).map((v) => (
          <text key={v} x={-5} y={y(v)} dy="0.32em" textAnchor="end">
            {formatNumber(v)}
          </text>
        ))}
        <g clipPath={`url(#curve-${id})`}>
          <path className={classes.curveSlope} d={path(slopes(points))} />
          <path className={classes.curveLine} d={path(points)} />
        </g>
        {dots.map((v, i) => {
          const u = Math.min(right, Math.max(left, v));
          return (
            <circle
              // biome-ignore lint/suspicious/noArrayIndexKey: a dot is its place in the batch
              key={i}
              className={classes.curveDot}
              cx={x(u)}
              cy={Math.min(HEIGHT, Math.max(0, y(at(u))))}
              r={2.6}
            />
          );
        })}
      </svg>
      <p className={classes.faint}>
        {t('inspector.curveAlone')}{' '}
        {inputs &&
          inputs.length > 0 &&
          t('inspector.curveHint', { low: formatNumber(from), high: formatNumber(to) })}
      </p>
    </Section>
  );
}
