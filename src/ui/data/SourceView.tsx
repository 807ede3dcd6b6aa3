/** What one source holds: its task, its parts, its columns, and a picture of a sample. */
import { NativeSelect, ScrollArea } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataInfo } from '../../../workers/engine/protocol.ts';
import { titleOf } from '../../catalog/index.ts';
import { extent, padded } from '../../charts/extent.ts';
import type { NodeRecord } from '../../document/records.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { useApp } from '../app/context.tsx';
import { Axes, across, BOTTOM, LEFT, RIGHT, TOP, up } from '../map/Axes.tsx';
import { Points } from '../map/Points.tsx';
import { keyOf } from '../map/reading.ts';
import { useShade } from '../tensor/HeatMap.tsx';
import classes from './data.module.css';

export function SourceView({ record }: { record: NodeRecord }) {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const info = useApp((s) => s.compiled?.data.find((d) => d.node === record.id));
  const title = titleOf(record, language);
  return (
    <section className={classes.source} aria-label={title}>
      {info && <Sample key={info.inputs.join()} info={info} title={title} />}
      <div className={classes.facts}>
        <h3>{title}</h3>
        {info ? <Facts info={info} title={title} /> : <p>{t('data.waiting')}</p>}
      </div>
    </section>
  );
}

const rangeText = ([low, high]: readonly [number, number]) =>
  `${formatNumber(low)} … ${formatNumber(high)}`;

/** More rows than this nobody reads in a panel. */
const COLUMNS = 100;

function Facts({ info, title }: { info: DataInfo; title: string }) {
  const { t } = useTranslation();
  const rows = (n: number) => t('data.rows', { rows: formatCount(n) });
  const targets =
    info.classes?.join(', ') ??
    rangeText(extent([...info.sample.training.targets, ...info.sample.validation.targets]));
  return (
    <>
      <dl>
        <dt>{t(`data.task.${info.task}`, { count: info.classes?.length ?? info.width })}</dt>
        <dd>{rows(info.trainingRows + info.validationRows)}</dd>
        <dt>{t('data.training')}</dt>
        <dd>{rows(info.trainingRows)}</dd>
        <dt>{t('data.validationRows')}</dt>
        <dd>{rows(info.validationRows)}</dd>
      </dl>
      <ScrollArea.Autosize mah={150} type="auto" viewportProps={{ tabIndex: 0 }}>
        <table className={classes.table} aria-label={t('data.columns', { name: title })}>
          <thead>
            <tr>
              <th scope="col">{t('data.column')}</th>
              <th scope="col">{t('data.range')}</th>
            </tr>
          </thead>
          <tbody>
            {info.inputs.slice(0, COLUMNS).map((name, i) => (
              <tr key={name}>
                <td data-role="input">{name}</td>
                <td data-role="input">{rangeText(info.ranges[i] ?? [0, 0])}</td>
              </tr>
            ))}
            <tr>
              <td data-role="target">{t('data.targets')}</td>
              <td data-role="target">{targets}</td>
            </tr>
          </tbody>
        </table>
      </ScrollArea.Autosize>
      {info.inputs.length > COLUMNS && (
        <p className={classes.soft}>
          {t('data.preview.more', { count: info.inputs.length - COLUMNS })}
        </p>
      )}
    </>
  );
}

/** Pixels; the dock is little higher. */
const SIDE = 200;

/** With one input the target stands upright; with more, two inputs, and the target is the colour. */
function Sample({ info, title }: { info: DataInfo; title: string }) {
  const { t } = useTranslation();
  const shade = useShade();
  const id = useId();
  const flat = info.inputs.length === 1;
  const [[a, b], setAxes] = useState<readonly [number, number]>([0, flat ? 0 : 1]);
  const { training, validation } = info.sample;
  const xRange = padded(info.ranges[a] ?? [0, 1]);
  const yRange = padded(
    flat ? extent([...training.targets, ...validation.targets]) : (info.ranges[b] ?? [0, 1]),
  );
  const [toX, toY] = [across(xRange, SIDE), up(yRange, SIDE)];
  const names = {
    x: info.inputs[a] ?? '',
    y: flat ? t('data.targets') : (info.inputs[b] ?? ''),
  };
  const options = info.inputs.map((label, i) => ({ value: String(i), label }));
  return (
    <div>
      <svg
        width={LEFT + SIDE + RIGHT}
        height={TOP + SIDE + BOTTOM}
        viewBox={`${-LEFT} ${-TOP} ${LEFT + SIDE + RIGHT} ${TOP + SIDE + BOTTOM}`}
        role="img"
        aria-labelledby={id}
      >
        <title id={id}>{t('data.scatter', { name: title, ...names })}</title>
        <Axes
          side={SIDE}
          x={{ name: names.x, range: xRange }}
          y={{ name: names.y, range: yRange }}
        />
        <Points
          info={info}
          scale={keyOf(info)}
          shade={shade}
          place={(features, targets) => [
            toX(features[a] ?? 0),
            toY((flat ? targets[0] : features[b]) ?? 0),
          ]}
        />
      </svg>
      <div className={classes.legend}>
        <span>
          <i className={classes.dot} data-filled />
          {t('data.legend.training')}
        </span>
        {info.validationRows > 0 && (
          <span>
            <i className={classes.dot} />
            {t('data.legend.validation')}
          </span>
        )}
      </div>
      {info.inputs.length > 2 && (
        <div className={classes.axesChoice}>
          <NativeSelect
            size="xs"
            label={t('data.across')}
            data={options}
            value={String(a)}
            onChange={(e) => setAxes([Number(e.currentTarget.value), b])}
          />
          <NativeSelect
            size="xs"
            label={t('data.up')}
            data={options}
            value={String(b)}
            onChange={(e) => setAxes([a, Number(e.currentTarget.value)])}
          />
        </div>
      )}
    </div>
  );
}
