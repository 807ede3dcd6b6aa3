/** What one source holds: a picture of a sample, its task and parts, its columns with their ranges. */
import { NativeSelect } from '@mantine/core';
import { ArrowRight, ArrowUp } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataInfo } from '../../../workers/engine/protocol.ts';
import { complete } from '../../base/fields.ts';
import { kindOf, titleOf } from '../../catalog/index.ts';
import { extent } from '../../charts/extent.ts';
import { generatorOf } from '../../data/info.ts';
import type { NodeRecord } from '../../document/records.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { ChooseFile } from '../kit/ChooseFile.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import { visible } from '../kit/symbols.ts';
import { useWord } from '../kit/word.ts';
import classes from './data.module.css';
import { Pictures } from './Pictures.tsx';
import { Sample } from './Sample.tsx';

interface Props {
  readonly record: NodeRecord;
  /** Pixels that the picture may take. */
  readonly side: number;
}

export function SourceView({ record, side }: Props) {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const compiling = useApp((s) => s.compiling);
  const info = useApp((s) => s.compiled?.data.find((d) => d.node === record.id));
  const { openFile } = useActions();
  const title = titleOf(record, language);
  const kind = kindOf(record.kind);
  return (
    <section className={classes.source} aria-label={title}>
      {info ? (
        <Loaded key={info.inputs.join()} info={info} title={title} side={side} />
      ) : (
        <div className={classes.facts}>
          <h2>{title}</h2>
          {kind?.table?.(complete(kind.fields, record.params)) === '' ? (
            <ChooseFile
              small
              label={t('kit.chooseFile')}
              variant="filled"
              onFile={(file) => void openFile(file)}
            />
          ) : (
            <p>{t(compiling ? 'kit.loading' : 'data.waiting')}</p>
          )}
        </div>
      )}
    </section>
  );
}

function Loaded({ info, title, side }: { info: DataInfo; title: string; side: number }) {
  const { t } = useTranslation();
  const [axes, setAxes] = useState<readonly [number, number]>([0, info.inputs.length > 1 ? 1 : 0]);
  const options = info.inputs.map((label, i) => ({ value: String(i), label }));
  const choose = (label: string, at: 0 | 1) => (
    <NativeSelect
      size="xs"
      aria-label={label}
      leftSection={
        at === 0 ? <ArrowRight size={13} aria-hidden /> : <ArrowUp size={13} aria-hidden />
      }
      data={options}
      value={String(axes[at])}
      onChange={(e) => {
        const next = Number(e.currentTarget.value);
        setAxes(at === 0 ? [next, axes[1]] : [axes[0], next]);
      }}
    />
  );
  return (
    <>
      {info.shape ? (
        <Pictures info={info} title={title} side={side} />
      ) : (
        <Sample info={info} title={title} axes={axes} side={side} />
      )}
      <div className={classes.facts}>
        <h2>{title}</h2>
        <Facts info={info} />
        {info.inputs.length > 2 && !info.shape && (
          <div className={classes.axesChoice}>
            {choose(t('data.across'), 0)}
            {choose(t('data.up'), 1)}
          </div>
        )}
      </div>
      <Columns info={info} title={title} />
    </>
  );
}

function Facts({ info }: { info: DataInfo }) {
  const { t } = useTranslation();
  const rows = (n: number) => t('data.rows', { rows: formatCount(n) });
  return (
    <dl>
      <dt>{t(`data.task.${info.task}`, { count: info.classes?.length ?? info.width })}</dt>
      <dd>{rows(info.trainingRows + info.validationRows)}</dd>
      <dt>
        <i className={classes.dot} data-filled />
        {t('data.training')}
      </dt>
      <dd>{rows(info.trainingRows)}</dd>
      <dt>
        <i className={classes.dot} />
        {t('data.validationRows')}
      </dt>
      <dd>{rows(info.validationRows)}</dd>
    </dl>
  );
}

const rangeText = ([low, high]: readonly [number, number]) =>
  `${formatNumber(low)} … ${formatNumber(high)}`;

/** More rows than this nobody reads in a panel. */
const MOST = 100;

function Columns({ info, title }: { info: DataInfo; title: string }) {
  const { t } = useTranslation();
  const { training, validation } = info.sample;
  const word = useWord();
  const generator = useApp((s) => generatorOf(s.document.nodes[info.node]?.params ?? {}));
  // Classes of a generator are words of ours; those of a table are a person's own.
  const own = generator?.classes;
  const named = (c: string, i: number) => {
    const words = typeof own === 'object' ? own[i] : undefined;
    return typeof words === 'object' ? word(words) : c;
  };
  const targets =
    info.classes?.map(named).join(', ') ??
    rangeText(extent([...training.targets, ...validation.targets]));
  const inputs = info.inputs.map((name, i) => [name, rangeText(info.ranges[i] ?? [0, 0])] as const);
  if (info.symbols)
    return (
      <div className={classes.vocabulary}>
        <h3>{t('data.symbols')}</h3>
        <p>{info.symbols.map(visible).join(' ')}</p>
      </div>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <div className={classes.columns} tabIndex={0}>
      <table className={classes.table} aria-label={t('data.columns', { name: title })}>
        <thead>
          <tr>
            <th scope="col">{t('data.column')}</th>
            <th scope="col">{t('data.range')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td data-role="target">{t('data.targets')}</td>
            <td data-role="target">{targets}</td>
          </tr>
          {inputs.slice(0, MOST).map(([name, range]) => (
            <tr key={name}>
              <td data-role="input">{name}</td>
              <td data-role="input">{range}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {inputs.length > MOST && (
        <p className={classes.soft}>{t('data.preview.more', { count: inputs.length - MOST })}</p>
      )}
    </div>
  );
}
