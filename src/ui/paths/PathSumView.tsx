/** What a sum over the paths came to, above whatever the panel shows: path by path, or node by node. */
import { ActionIcon, Button, Loader } from '@mantine/core';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PathSum } from '../../../workers/engine/protocol.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { useActions, useApp } from '../kit/store.tsx';
import { NodeSums } from './NodeSums.tsx';
import { PathList } from './PathList.tsx';
import classes from './paths.module.css';
import { placeOf, startsOf } from './starts.ts';
import { useNodeTitle, useStartName } from './words.ts';

export function PathSumView() {
  const { t } = useTranslation();
  const pathSum = useApp((s) => s.pathSum);
  const { dropPaths } = useActions();
  if (!pathSum) return null;
  const { running, sum } = pathSum;
  return (
    <section className={classes.summary} aria-label={t('paths.title')} aria-busy={running}>
      <header>
        <h2>{t('paths.title')}</h2>
        <ActionIcon
          size="sm"
          variant="subtle"
          aria-label={t(running ? 'paths.stop' : 'paths.drop')}
          onClick={() => dropPaths()}
        >
          <X size={14} aria-hidden />
        </ActionIcon>
      </header>
      <Start />
      {running && (
        <div className={classes.running}>
          <Loader size={14} aria-hidden />
          <span>{t('paths.running')}</span>
          <Button size="compact-xs" variant="default" onClick={() => dropPaths()}>
            {t('paths.stop')}
          </Button>
        </div>
      )}
      <div aria-live="polite" className={classes.said}>
        {!running && (sum ? <Total sum={sum} /> : <p>{t('paths.none')}</p>)}
      </div>
      {sum?.listed && <PathList sum={sum} />}
      {sum && !sum.listed && <NodeSums sum={sum} />}
      {sum && <About sum={sum} />}
    </section>
  );
}

/** The number that the paths begin at. */
function Start() {
  const { t } = useTranslation();
  const of = useApp((s) => s.pathSum?.of);
  const compiled = useApp((s) => s.compiled);
  const document = useApp((s) => s.document);
  const name = useStartName();
  if (!of) return null;
  const shape =
    of.edge === undefined
      ? compiled?.compilation.parameters.find((p) => p.name === of.weight)?.shape
      : startsOf({ edge: of.edge }, { compiled, document })[0]?.shape;
  const place = placeOf(of.index, shape ?? []);
  return (
    <p className={classes.start}>
      {place.some((_, axis) => (shape?.[axis] ?? 1) > 1)
        ? t('paths.number', { name: name(of), place: place.join(', ') })
        : name(of)}
    </p>
  );
}

/** As close as rounding in float64 leaves sums of these terms. */
const CLOSE = 1e-9;
/** What is left of terms that cancel. */
const FLOOR = 1e-12;

function Total({ sum }: { sum: PathSum }) {
  const { t } = useTranslation();
  const title = useNodeTitle();
  const terms = sum.listed?.map((p) => Math.abs(p.product)) ?? [];
  const level = Math.max(Math.abs(sum.sum), Math.abs(sum.gradient), ...terms);
  const equal = Math.abs(sum.sum - sum.gradient) <= CLOSE * level + FLOOR;
  return (
    <>
      {sum.paths !== undefined && (
        <p className={classes.count}>
          {t('paths.count', { count: sum.paths, formatted: formatCount(sum.paths) })}
        </p>
      )}
      {sum.paths === 0 && <p className={classes.soft}>{t('paths.unread')}</p>}
      {sum.zeros > 0 && (
        <p className={classes.soft}>
          {t('paths.zeros', { count: sum.zeros, where: sum.ended.map(title).join(', ') })}
        </p>
      )}
      <p className={classes.total}>
        <span>
          <b>{formatNumber(sum.sum, 6)}</b> <small>{t('paths.total')}</small>
        </span>
        <span>{equal ? '=' : '≠'}</span>
        <span>
          <b>{formatNumber(sum.gradient, 6)}</b> <small>{t('paths.gradient')}</small>
        </span>
      </p>
      {!equal && <p className={classes.problem}>{t('paths.differs')}</p>}
    </>
  );
}

/** Of which step and samples it is. */
function About({ sum }: { sum: PathSum }) {
  const { t } = useTranslation();
  const step = useApp((s) => s.pathSum?.step ?? 0);
  const batch = useApp((s) => s.pathSum?.batch ?? 0);
  const walking = useApp((s) => s.cursor !== undefined);
  return (
    <>
      <p className={classes.soft}>
        {t(walking ? 'paths.walked' : 'paths.next', { step: formatCount(step) })}
        {sum.rows < batch && ` ${t('paths.rows', { rows: sum.rows, batch })}`}
        {sum.rows > 1 && sum.of.edge === undefined && ` ${t('paths.samples')}`}
      </p>
      <p className={classes.soft}>{t('paths.inside')}</p>
    </>
  );
}
