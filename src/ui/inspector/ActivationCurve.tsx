/**
 * An activation's curve and its derivative's, with where this network's values fall on them now: in
 * the flat parts the gradient dies, so the share of values there is told. Also for the activation
 * inside a neuron, which reads what its sum gives.
 */
import { useTranslation } from 'react-i18next';
import type { NodeInspection, TensorView } from '../../../workers/engine/protocol.ts';
import { complete, type Hyperparameters } from '../../base/fields.ts';
import { type CurveTable, curveTable, flatIntervals, saturation } from '../../catalog/curve.ts';
import { kindOf } from '../../catalog/index.ts';
import type { Kind } from '../../catalog/kind.ts';
import { extent, magnitude } from '../../charts/extent.ts';
import { labelled, ticks } from '../../charts/ticks.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { size } from '../../tensor/shape.ts';
import { Section } from '../kit/Section.tsx';
import { useApp } from '../kit/store.tsx';
import { useReading } from '../tensor/reading.ts';
import classes from './inspector.module.css';

const WIDTH = 260;
const HEIGHT = 140;
/** More dots would be one black line. */
const MOST_DOTS = 160;
/** The curve reaches as far as the values do, in steps, so that it does not creep while it trains. */
const REACHES = [4, 8, 16, 32];

interface Bend {
  readonly kind: Kind;
  readonly params: Hyperparameters;
  /** What goes into it. */
  readonly input: (seen: NodeInspection) => TensorView | undefined;
}

/** The activation that a node is or has; nothing where its numbers are not bent one by one. */
function bendOf(kind: Kind, params: Hyperparameters): Bend | undefined {
  if (kind.apply) return { kind, params, input: ({ inputs: [input] }) => input?.value };
  const inner = kind.activation?.(complete(kind.fields, params));
  const own = inner && kindOf(inner.kind);
  if (!own) return undefined;
  return {
    kind: own,
    params: {},
    input: ({ inside }) => inside.find((i) => i.name === inner.intermediate)?.value,
  };
}

export function ActivationCurve({ id, kind }: { id: string; kind: Kind }) {
  const params = useApp((s) => s.document.nodes[id]?.params);
  const bend = bendOf(kind, params ?? {});
  return bend ? <Curve id={id} bend={bend} /> : null;
}

function Curve({ id, bend }: { id: string; bend: Bend }) {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const inspection = useReading({
    of: ['node', id],
    read: (engine, sample) => engine.inspectNode(id, sample),
  });
  const input = inspection && bend.input(inspection);
  const numbers = input?.data;
  const far = numbers ? magnitude(numbers) : 0;
  const reach = REACHES.find((r) => far <= r) ?? REACHES.at(-1);
  const table = curveTable(bend.kind, bend.params, reach);
  if (!table) return null;
  const found = saturation(bend.kind, bend.params, numbers ?? []);
  const some = numbers && numbers.length > 0;
  const [from, to] = extent(numbers ?? []);
  const share = found && `${formatNumber(100 * found.share)} %`;
  const name = bend.kind.title[language];
  return (
    <Section
      title={t('inspector.curve')}
      aside={some ? t('inspector.saturatedAside', { share }) : undefined}
    >
      <Plot
        id={id}
        table={table}
        below={found?.below}
        numbers={numbers ?? []}
        label={t(some ? 'inspector.curveOf' : 'inspector.curveOnly', {
          name,
          low: formatNumber(from),
          high: formatNumber(to),
          share,
        })}
      />
      <p className={classes.faint}>
        <span className={classes.keyValue}>{t('inspector.curveF')}</span>{' '}
        <span className={classes.keyGrad}>{t('inspector.curveSlope')}</span>{' '}
        {some && t('inspector.curveHint', { low: formatNumber(from), high: formatNumber(to) })}
      </p>
      {some && found && (
        <p className={classes.text}>
          <b>{t('inspector.saturated', { share })}</b>{' '}
          {found.below > 0
            ? t('inspector.saturatedWhy', { below: formatNumber(found.below) })
            : t('inspector.flatWhy')}{' '}
          {input &&
            numbers.length < size(input.shape) &&
            t('inspector.saturatedOf', {
              shown: formatCount(numbers.length),
              total: formatCount(size(input.shape)),
            })}
        </p>
      )}
    </Section>
  );
}

interface PlotProps {
  readonly id: string;
  readonly table: CurveTable;
  readonly below: number | undefined;
  readonly numbers: ArrayLike<number>;
  readonly label: string;
}

function Plot({ id, table, below, numbers, label }: PlotProps) {
  const { xs, ys, slopes } = table;
  const [left, right] = extent(xs);
  const [lowest, highest] = extent([...Array.from(ys), ...Array.from(slopes)]);
  // What grows without bound is cut, so that the bend at zero stays visible.
  const [low, high] = [Math.max(-2, Math.min(-0.2, lowest - 0.2)), Math.min(2, highest + 0.2)];
  const x = (v: number) => ((v - left) / (right - left)) * WIDTH;
  const y = (v: number) => HEIGHT - ((v - low) / (high - low)) * HEIGHT;
  /** A jump, such as the step's, is no line. */
  const path = (line: ArrayLike<number>, jump: number) =>
    xs
      .map((u, i) => {
        const v = line[i]!;
        const before = i > 0 ? line[i - 1]! : Number.NaN;
        const pen = Math.abs(v - before) <= jump ? 'L' : 'M';
        return `${pen}${x(u).toFixed(1)},${y(v).toFixed(1)}`;
      })
      .join('');
  const at = (line: ArrayLike<number>, u: number) => {
    const place = ((u - left) / (right - left)) * (xs.length - 1);
    return line[Math.min(xs.length - 1, Math.max(0, Math.round(place)))] ?? 0;
  };
  const every = Math.max(1, Math.ceil(numbers.length / MOST_DOTS));
  const dots = Array.from(numbers).filter((v, i) => i % every === 0 && Number.isFinite(v));
  const inside = (v: number) => Math.min(HEIGHT, Math.max(0, y(v)));
  return (
    <svg
      className={classes.curve}
      viewBox={`-26 -4 ${WIDTH + 30} ${HEIGHT + 20}`}
      role="img"
      aria-label={label}
    >
      <clipPath id={`curve-${id}`}>
        <rect width={WIDTH} height={HEIGHT} />
      </clipPath>
      {below !== undefined &&
        flatIntervals(table, below).map(([a, b]) => (
          <rect
            key={a}
            className={classes.curveFlat}
            x={x(a)}
            width={Math.max(0, x(b) - x(a))}
            height={HEIGHT}
          />
        ))}
      <path className={classes.curveAxis} d={`M0,${y(0)}H${WIDTH}M${x(0)},0V${HEIGHT}`} />
      {labelled(ticks([left, right], 5)).map(({ at, text }) => (
        <text key={at} x={x(at)} y={HEIGHT + 12} textAnchor="middle">
          {text}
        </text>
      ))}
      {labelled(ticks([low, high], 4)).map(({ at, text }) => (
        <text key={at} x={-5} y={y(at)} dy="0.32em" textAnchor="end">
          {text}
        </text>
      ))}
      <g clipPath={`url(#curve-${id})`}>
        <path className={classes.curveSlope} d={path(slopes, 0.4)} />
        <path className={classes.curveLine} d={path(ys, 0.9)} />
      </g>
      {dots.map((v, i) => {
        const u = Math.min(right, Math.max(left, v));
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a dot is its place in the batch
          <g key={i}>
            <circle className={classes.slopeDot} cx={x(u)} cy={inside(at(slopes, u))} r={1.7} />
            <circle className={classes.curveDot} cx={x(u)} cy={inside(at(ys, u))} r={2.6} />
          </g>
        );
      })}
    </svg>
  );
}
