/**
 * One tensor, picture first: its name in the hue of its flow, shape, pictures where it holds some or
 * else a heat map, statistics, numbers.
 */
import { UnstyledButton } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TensorView as View } from '../../../workers/engine/protocol.ts';
import { magnitude } from '../../charts/extent.ts';
import { montageOf, type Reading } from '../../charts/montage.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { formatShape, size } from '../../tensor/shape.ts';
import type { Symbols } from '../kit/symbols.ts';
import { HeatMap } from './HeatMap.tsx';
import { NumberTable } from './NumberTable.tsx';
import { Pictures } from './Pictures.tsx';
import { SamplePicker, useSample } from './SamplePicker.tsx';
import { ShareLegend, SignLegend } from './SignLegend.tsx';
import classes from './tensor.module.css';

export type Hue = 'value' | 'grad' | 'weight';

/** Up to so many numbers are written out at once: a picture of three cells says less than they do, of one nothing. */
const FEW = 6;

interface Props {
  readonly title: ReactNode;
  /** The title as plain text, for readers of the screen. */
  readonly name: string;
  readonly hue: Hue;
  readonly tensor: View;
  readonly max?: number;
  /** How it is read as pictures. */
  readonly as?: Reading;
  /** What its numbers are indices of. */
  readonly symbols?: Symbols | undefined;
  /** The legend stands elsewhere, shared by several. */
  readonly plain?: boolean;
  readonly picked?: readonly number[];
  readonly onPick?: (index: readonly number[]) => void;
}

export function TensorView(props: Props) {
  const { title, name, hue, tensor, max, as = 'weights', symbols, plain, picked, onPick } = props;
  const { t } = useTranslation();
  const [numbers, setNumbers] = useState(false);
  const count = size(tensor.shape);
  const few = count <= FEW;
  const limit = max ?? (symbols ? symbols.length - 1 : magnitude(tensor.data));
  const sample = useSample(as === 'weights' ? 1 : tensor.shape[0]);
  const montage = few ? undefined : montageOf(tensor.shape, as, sample);
  const scale = as === 'planes' || symbols ? 'share' : 'sign';
  const idle = few ? undefined : <Stats tensor={tensor} />;
  return (
    <section className={classes.view} data-hue={hue} aria-label={name}>
      <header className={classes.head}>
        <span className={classes.title}>{title}</span>
        <span className={classes.shape}>{formatShape(tensor.shape)}</span>
        {!few && (
          <UnstyledButton
            className={classes.toggle}
            aria-expanded={numbers}
            onClick={() => setNumbers(!numbers)}
          >
            {t(numbers ? 'tensor.hide' : 'tensor.numbers')}
          </UnstyledButton>
        )}
      </header>
      {montage?.samples !== undefined && <SamplePicker samples={montage.samples} />}
      {montage ? (
        <Pictures
          montage={montage}
          tensor={tensor}
          title={name}
          scale={scale}
          max={max}
          sample={sample}
          picked={picked}
          onPick={onPick}
          idle={idle}
        />
      ) : count === 1 ? null : (
        <HeatMap
          tensor={tensor}
          title={name}
          max={limit}
          symbols={symbols}
          picked={picked}
          onPick={onPick}
          idle={idle}
        />
      )}
      {few || numbers ? <NumberTable tensor={tensor} title={name} picked={picked} /> : null}
      {!plain &&
        !few &&
        (scale === 'share' ? <ShareLegend max={limit} /> : <SignLegend max={limit} />)}
      {tensor.data.length < count && (
        <p className={classes.soft}>
          {t(tensor.first > 0 ? 'tensor.cutFrom' : 'tensor.cut', {
            first: formatCount(tensor.first),
            shown: formatCount(tensor.data.length),
            total: formatCount(count),
          })}
        </p>
      )}
    </section>
  );
}

function Stats({ tensor }: { tensor: View }) {
  const { t } = useTranslation();
  const { stats } = tensor;
  const broken = Array.from(tensor.data).filter((v) => !Number.isFinite(v)).length;
  return (
    <dl className={classes.stats}>
      {(['mean', 'std', 'min', 'max'] as const).map((key) => (
        <div key={key}>
          <dt>{t(`tensor.${key}`)}</dt>
          <dd>{formatNumber(stats[key])}</dd>
        </div>
      ))}
      {broken > 0 && <div className={classes.broken}>{t('tensor.broken', { count: broken })}</div>}
    </dl>
  );
}
