/** A node's weights and their gradients, and what is on its wires, as they are now. */
import { useTranslation } from 'react-i18next';
import type { TensorView as View, WeightInspection } from '../../../workers/engine/protocol.ts';
import { magnitude } from '../../charts/extent.ts';
import { formatNumber } from '../../tensor/format.ts';
import { size } from '../../tensor/shape.ts';
import type { PickedNumber } from '../checking/CheckSection.tsx';
import { keptBy } from '../kit/kept.ts';
import { useWeightName } from '../kit/names.ts';
import { Section } from '../kit/Section.tsx';
import { useApp, useAppList } from '../kit/store.tsx';
import { usePortReading } from '../tensor/readAs.ts';
import { useReading } from '../tensor/reading.ts';
import { TensorView } from '../tensor/TensorView.tsx';
import classes from './inspector.module.css';
import { WireTensors } from './WireTensors.tsx';

interface Props {
  readonly id: string;
  /** The number of a weight that was picked in its picture. */
  readonly picked: PickedNumber | undefined;
  readonly onPick: (picked: PickedNumber) => void;
}

export function NodeNumbers({ id, picked, onPick }: Props) {
  const { t } = useTranslation();
  const compiled = useApp((s) => s.compiled?.compilation);
  const restarted = useAppList(
    (s) =>
      s.compiled?.restarted.filter(
        (name) => keptBy(s.compiled?.compilation).get(name)?.node === id,
      ) ?? [],
  );
  const short = useWeightName(id);
  const inspection = useReading({
    of: ['node', id],
    read: (engine, sample) => engine.inspectNode(id, sample),
  });
  const expected = compiled?.parameters.filter((p) => p.node === id || p.users.includes(id)) ?? [];
  const count = expected.reduce((n, p) => n + size(p.shape), 0);
  if (!inspection)
    return expected.length ? (
      <Section title={t('inspector.weights')} aside={formatNumber(count)}>
        <p className={classes.faint}>{t('inspector.noNumbers')}</p>
      </Section>
    ) : null;
  const { weights, inputs, outputs, free } = inspection;
  // Numbers that a wire or a neuron has to itself say more in one table than each as a picture.
  const single = weights.filter((w) => size(w.value.shape) === 1);
  const large = weights.filter((w) => size(w.value.shape) > 1);
  return (
    <>
      {weights.length > 0 && (
        <Section title={t('inspector.weights')} aside={formatNumber(count)}>
          {restarted.length > 0 && (
            <p className={classes.faint}>
              {t('inspector.restarted', { names: restarted.map(short).join(', ') })}
            </p>
          )}
          {single.length > 0 && <SingleWeights id={id} weights={single} />}
          {large.map((w) => (
            <WeightTensors key={w.name} id={id} weight={w} picked={picked} onPick={onPick} />
          ))}
        </Section>
      )}
      {inputs.length + outputs.length + free.length > 0 && (
        <Section title={t('inspector.wires')} closed={weights.length > 0}>
          {[...inputs, ...outputs].map((wire) => (
            <WireTensors key={wire.edge} wire={wire} />
          ))}
          {free.map(({ port, value }) => (
            <FreeTensor key={port} id={id} port={port} value={value} />
          ))}
        </Section>
      )}
    </>
  );
}

/** What leaves by a port that nothing is wired to. */
function FreeTensor(props: { id: string; port: string; value: View }) {
  const { id, port, value } = props;
  const { t } = useTranslation();
  const as = usePortReading(id, port);
  const name = t('inspector.free', { port });
  return <TensorView title={name} name={name} hue="value" tensor={value} as={as} />;
}

function WeightTensors(props: Props & { weight: WeightInspection }) {
  const { id, weight, picked, onPick } = props;
  const { t } = useTranslation();
  const { shape } = weight.value;
  const picking = weight.gradient && {
    ...(picked?.weight === weight.name && { picked: picked.index }),
    onPick: (index: readonly number[]) => onPick({ weight: weight.name, shape, index }),
  };
  const name = useWeightName(id)(weight.name);
  return (
    <div className={classes.pair}>
      <TensorView
        title={weight.trainable ? name : t('inspector.frozen', { name })}
        name={name}
        hue="weight"
        tensor={weight.value}
        max={magnitude(weight.value.data)}
        {...picking}
      />
      {weight.gradient && (
        <TensorView
          title={t('inspector.gradientOf', { name })}
          name={t('inspector.gradientOf', { name })}
          hue="grad"
          tensor={weight.gradient}
          {...picking}
        />
      )}
    </div>
  );
}

function SingleWeights({ id, weights }: { id: string; weights: readonly WeightInspection[] }) {
  const { t } = useTranslation();
  const short = useWeightName(id);
  return (
    <table className={classes.singles}>
      <thead>
        <tr>
          <th scope="col">{t('inspector.name')}</th>
          <th scope="col" className={classes.wt}>
            {t('inspector.value')}
          </th>
          <th scope="col" className={classes.grad}>
            {t('inspector.gradient')}
          </th>
        </tr>
      </thead>
      <tbody>
        {weights.map((w) => (
          <tr key={w.name}>
            <th scope="row">
              {w.trainable ? short(w.name) : t('inspector.frozen', { name: short(w.name) })}
            </th>
            <td>{formatNumber(w.value.data[0] ?? Number.NaN)}</td>
            <td>{w.gradient ? formatNumber(w.gradient.data[0] ?? Number.NaN) : '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
