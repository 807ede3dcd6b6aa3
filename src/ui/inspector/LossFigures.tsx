/**
 * Loss, cost and objective, which are easily taken for one another: the loss of one sample, its mean
 * over the batch, and the cost with the penalties of weights, which training lowers.
 */
import { useTranslation } from 'react-i18next';
import type { LossInspection } from '../../../workers/engine/protocol.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { isOneOfSeveral, isWalkedCost, lossOf } from '../kit/cost.ts';
import { Section } from '../kit/Section.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import { useReading } from '../tensor/reading.ts';
import { SamplePicker, useSample } from '../tensor/SamplePicker.tsx';
import { TensorView } from '../tensor/TensorView.tsx';
import classes from './inspector.module.css';

/** Of the loss as it stands, in the inspector. */
export function LossFigures({ id }: { id: string }) {
  const { t } = useTranslation();
  const inspection = useReading({
    of: ['node', id],
    read: (engine, sample) => engine.inspectNode(id, sample),
  });
  const stepping = useApp((s) => s.cursor !== undefined);
  if (!inspection) return null;
  return (
    <Section title={t('figures.title')}>
      {inspection.loss ? (
        <>
          <Judged node={id} judged={inspection.loss} />
          {!stepping && <p className={classes.faint}>{t('figures.next')}</p>}
        </>
      ) : (
        <p className={classes.faint}>{t('figures.later')}</p>
      )}
    </Section>
  );
}

/** @param judged of the batch that is walked through, or of that of the step to come */
export function Judged({ node, judged }: { node: string; judged: LossInspection }) {
  const { t } = useTranslation();
  const { setSample } = useActions();
  const several = useApp(isOneOfSeveral);
  const stepping = useApp((s) => s.cursor !== undefined);
  const own = useApp((s) => lossOf(s, node));
  const known = useApp((s) => s.cursor === undefined || isWalkedCost(s));
  const cost = useApp((s) => s.cost);
  const objective = useApp((s) => s.objective);
  const { losses } = judged;
  const samples = losses.shape[0] ?? 1;
  const sample = useSample(samples);
  const rows = [
    {
      name: t('figures.loss'),
      value: losses.data[sample - losses.first] ?? Number.NaN,
      what: t('figures.lossOf', { sample }),
    },
    ...(several
      ? [
          {
            name: t('figures.mean'),
            value: own,
            what: t(stepping ? 'figures.meanOf' : 'figures.meanAtRest', { count: samples }),
          },
        ]
      : []),
    ...(known
      ? [
          {
            name: t('figures.cost'),
            value: cost,
            what: several
              ? t('figures.costOfSeveral')
              : t(stepping ? 'figures.costOf' : 'figures.costAtRest', { count: samples }),
          },
        ]
      : []),
    ...(Number.isNaN(objective) || !known
      ? []
      : [
          {
            name: t('figures.objective'),
            value: objective,
            what: t('figures.objectiveOf', { penalty: formatNumber(objective - cost) }),
          },
        ]),
  ];
  return (
    <>
      <SamplePicker samples={samples} />
      <table className={classes.figures} aria-label={t('figures.title')}>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td className={classes.figure}>{formatNumber(row.value)}</td>
              <td>{row.what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {Number.isNaN(objective) && <p className={classes.faint}>{t('figures.noPenalty')}</p>}
      {samples > 1 && (
        <TensorView
          title={t('figures.losses', { count: formatCount(samples) })}
          name={t('figures.losses', { count: formatCount(samples) })}
          hue="value"
          tensor={losses}
          picked={[sample]}
          onPick={([at = 0]) => setSample(at)}
        />
      )}
    </>
  );
}
