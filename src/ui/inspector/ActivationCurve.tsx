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
import { ticks } from '../../charts/ticks.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { size } from '../../tensor/shape.ts';
import { Boundary } from '../kit/Boundary.tsx';
import { lazily } from '../kit/lazily.tsx';
import { Section } from '../kit/Section.tsx';
import { useApp } from '../kit/store.tsx';
import type { FunctionRow } from '../plot/FunctionPlot.tsx';
import { useReading } from '../tensor/reading.ts';
import classes from './inspector.module.css';

const FunctionPlot = lazily(() => import('../plot/FunctionPlot.tsx').then((m) => m.FunctionPlot));

const number = (value: number) => formatNumber(value);
/** As the legend below says them. */
const NAMES = { y: 'f(x)', slope: 'f′(x)' };
/** From one point to the next. */
const JUMP = { y: 0.9, slope: 0.4 };
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
  readonly table: CurveTable;
  readonly below: number | undefined;
  readonly numbers: ArrayLike<number>;
  readonly label: string;
}

/** The points of both lines; a jump, such as the step's, is no line. */
function rowsOf({ xs, ys, slopes }: CurveTable): readonly FunctionRow[] {
  return xs.flatMap((x, i) => {
    const [y, slope] = [ys[i]!, slopes[i]!];
    const row = { x, y, slope };
    if (i === 0) return [row];
    const jumps = Math.abs(y - ys[i - 1]!) > JUMP.y;
    const breaks = Math.abs(slope - slopes[i - 1]!) > JUMP.slope;
    if (!jumps && !breaks) return [row];
    const between = (xs[i - 1]! + x) / 2;
    const on = (is: boolean, before: number, here: number) => (is ? null : (before + here) / 2);
    return [
      { x: between, y: on(jumps, ys[i - 1]!, y), slope: on(breaks, slopes[i - 1]!, slope) },
      row,
    ];
  });
}

function Plot({ table, below, numbers, label }: PlotProps) {
  const { xs, ys, slopes } = table;
  const [left, right] = extent(xs);
  const [lowest, highest] = extent([...Array.from(ys), ...Array.from(slopes)]);
  // What grows without bound is cut, so that the bend at zero stays visible.
  const [low, high] = [Math.max(-2, Math.min(-0.2, lowest - 0.2)), Math.min(2, highest + 0.2)];
  const at = (line: ArrayLike<number>, u: number) => {
    const place = ((u - left) / (right - left)) * (xs.length - 1);
    const value = line[Math.min(xs.length - 1, Math.max(0, Math.round(place)))] ?? 0;
    return Math.min(high, Math.max(low, value));
  };
  const every = Math.max(1, Math.ceil(numbers.length / MOST_DOTS));
  const dots = Array.from(numbers)
    .filter((v, i) => i % every === 0 && Number.isFinite(v))
    .map((v) => {
      const x = Math.min(right, Math.max(left, v));
      return { x, y: at(ys, x), slope: at(slopes, x) };
    });
  return (
    <Boundary waiting={<div className={classes.curve} />}>
      <FunctionPlot
        rows={rowsOf(table)}
        dots={dots}
        shaded={below === undefined ? [] : flatIntervals(table, below)}
        x={[left, right]}
        y={[low, high]}
        ticks={{ x: ticks([left, right], 5), y: ticks([low, high], 4) }}
        format={number}
        names={NAMES}
        label={label}
      />
    </Boundary>
  );
}
