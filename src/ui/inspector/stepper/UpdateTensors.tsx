/** Update: of each weight the old value, the gradient, the optimiser's own numbers, the new value. */
import { useTranslation } from 'react-i18next';
import type { WeightInspection } from '../../../../workers/engine/protocol.ts';
import { magnitude } from '../../../charts/extent.ts';
import { formatNumber } from '../../../tensor/format.ts';
import { size } from '../../../tensor/shape.ts';
import { useWeightName } from '../../kit/names.ts';
import { Section } from '../../kit/Section.tsx';
import { type Hue, TensorView } from '../../tensor/TensorView.tsx';
import type { PickIn } from './picking.ts';
import classes from './stepper.module.css';

interface Props {
  readonly weights: readonly WeightInspection[];
  readonly node: string;
  /** On backward: only what came out of it. */
  readonly gradientsOnly?: boolean;
  readonly pickIn: PickIn;
}

export function UpdateTensors({ weights, node, gradientsOnly, pickIn }: Props) {
  const { t } = useTranslation();
  const short = useWeightName(node);
  const single = weights.filter((w) => size(w.value.shape) === 1);
  const large = weights.filter((w) => size(w.value.shape) > 1);
  return (
    <>
      {single.length > 0 && (
        <SingleUpdates weights={single} short={short} gradientsOnly={gradientsOnly} />
      )}
      {large.map((w) => {
        const view = (title: string, hue: Hue, tensor = w.value, sign?: string, max?: number) => (
          <div key={title} className={classes.operand} data-sign={sign}>
            <TensorView
              title={title}
              name={`${short(w.name)}, ${title}`}
              hue={hue}
              tensor={tensor}
              max={max}
              {...pickIn(tensor)}
            />
          </div>
        );
        if (gradientsOnly)
          return w.gradient ? view(`∂L/∂ ${short(w.name)}`, 'grad', w.gradient) : null;
        // Before and after on one scale, so that the change can be seen.
        const max = Math.max(magnitude(w.value.data), magnitude(w.before?.data ?? []));
        return (
          <Section key={w.name} title={short(w.name)}>
            {w.before && view(t('stepper.old'), 'weight', w.before, undefined, max)}
            {w.gradient && view(t('stepper.gradient'), 'grad', w.gradient)}
            {Object.entries(w.slots).map(([name, slot]) =>
              view(t('stepper.slot', { name }), 'grad', slot),
            )}
            {view(t('stepper.new'), 'weight', w.value, '→', max)}
          </Section>
        );
      })}
      {weights.length === 0 && <p className={classes.faint}>{t('stepper.nothing')}</p>}
    </>
  );
}

function SingleUpdates(props: {
  weights: readonly WeightInspection[];
  short: (name: string) => string;
  gradientsOnly?: boolean;
}) {
  const { weights, short, gradientsOnly } = props;
  const { t } = useTranslation();
  const number = (view: { data: Float32Array } | undefined) =>
    view ? formatNumber(view.data[0] ?? Number.NaN) : '–';
  const slots = gradientsOnly ? [] : Object.keys(weights[0]?.slots ?? {});
  return (
    <table className={classes.updates}>
      <thead>
        <tr>
          <th scope="col">{t('stepper.name')}</th>
          {!gradientsOnly && <th scope="col">{t('stepper.old')}</th>}
          <th scope="col" className={classes.grad}>
            {t('stepper.gradient')}
          </th>
          {slots.map((s) => (
            <th key={s} scope="col">
              {s}
            </th>
          ))}
          {!gradientsOnly && (
            <th scope="col" className={classes.wt}>
              {t('stepper.new')}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {weights.map((w) => (
          <tr key={w.name}>
            <th scope="row">{short(w.name)}</th>
            {!gradientsOnly && <td>{number(w.before)}</td>}
            <td>{number(w.gradient)}</td>
            {slots.map((s) => (
              <td key={s}>{number(w.slots[s])}</td>
            ))}
            {!gradientsOnly && <td>{number(w.value)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
