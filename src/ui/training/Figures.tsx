/**
 * How far the run is and how well it does: the cost, and beside it the objective where weights are
 * penalised. (The loss of one sample stands with the loss itself.) Figures keep their width, so that
 * nothing jumps.
 */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { isWalkedCost } from '../kit/cost.ts';
import { useApp, useAppStore } from '../kit/store.tsx';
import { useMove } from '../stepping/useMove.ts';
import { useSpoken } from '../stepping/useSpoken.ts';
import classes from './training.module.css';

/** What is read aloud may not chase what is shown. */
const SPOKEN_MS = 1_000;

function Figure(props: { label: string; value: string; wide?: boolean; why?: string }) {
  return (
    <span className={classes.figure} data-wide={props.wide || undefined} title={props.why}>
      <span className={classes.label}>{props.label}</span>
      <span className={classes.value}>{props.value}</span>
    </span>
  );
}

const number = (v: number) => (Number.isNaN(v) ? '–' : formatNumber(v));
const percent = (v: number) => (Number.isNaN(v) ? '–' : `${(100 * v).toFixed(1)} %`);

/** `279k`, where there is little room. */
const short = (n: number) =>
  n < 10_000
    ? formatCount(n)
    : new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(n);

function Counts({ brief }: { brief: boolean }) {
  const { t } = useTranslation();
  // That of the cost beside it: once all losses of a walked step are told, the step's own.
  const step = useApp((s) => (s.cursor && isWalkedCost(s) ? s.cursor.step : s.step));
  const epoch = useApp((s) => s.epoch);
  const rate = useApp((s) => (s.status === 'training' ? s.stepsPerSecond : 0));
  return (
    <>
      <Figure
        label={t('training.count.step')}
        value={brief ? short(step) : formatCount(step)}
        wide
      />
      <span className={classes.minor}>
        <Figure label={t('training.count.epoch')} value={formatCount(Math.floor(epoch))} />
        <Figure label={t('training.count.rate')} value={rate ? formatCount(rate) : '–'} />
      </span>
    </>
  );
}

/** Step, epoch, speed, loss and accuracy in one row; only the step and the loss where it is narrow. */
export function Figures({ brief = false }: { brief?: boolean }) {
  return (
    <div className={classes.figures} data-brief={brief || undefined}>
      <Counts brief={brief} />
      <Scores />
      <LiveStatus />
    </div>
  );
}

/** One score on both parts of the data, the validation only where there is one. */
function Score(props: {
  label: string;
  why?: string;
  train: string;
  validation: string;
  minor?: boolean;
}) {
  const { t } = useTranslation();
  const held = useApp((s) => s.compiled?.data.some((d) => d.validationRows > 0) ?? false);
  return (
    <span className={classes.score} data-minor={props.minor || undefined}>
      <span className={classes.label} title={props.why}>
        {props.label}
      </span>
      <span className={classes.value} title={t('training.onTraining')}>
        {props.train}
      </span>
      {held && (
        <span className={classes.validation}>
          <span className={classes.part}>{t('training.onValidation')}</span>
          <span className={classes.value}>{props.validation}</span>
        </span>
      )}
    </span>
  );
}

function Scores() {
  const { t } = useTranslation();
  const cost = useApp((s) => s.cost);
  const objective = useApp((s) => s.objective);
  const penalised = useApp((s) => s.compiled?.compilation.penalised ?? false);
  const validationCost = useApp((s) => s.validationCost);
  const accuracy = useApp((s) => s.accuracy);
  const validationAccuracy = useApp((s) => s.validationAccuracy);
  const hasAccuracy = useApp((s) => s.compiled?.compilation.losses.some((l) => l.hasAccuracy));
  return (
    <>
      <Score
        label={t('training.cost')}
        why={t('training.costWhy')}
        train={number(cost)}
        validation={number(validationCost)}
      />
      {penalised && (
        <Figure
          label={t('training.objective')}
          why={t('training.objectiveWhy')}
          value={number(objective)}
          wide
        />
      )}
      {hasAccuracy && (
        <Score
          label={t('training.accuracy')}
          train={percent(accuracy)}
          validation={percent(validationAccuracy)}
          minor
        />
      )}
    </>
  );
}

/**
 * The page's one line for who listens, told politely: the move that was done last, or else step, cost and
 * objective about once a second. A lecture has one of its own in its stead.
 */
function LiveStatus() {
  const told = useSpoken(useMove());
  const stepping = useApp((s) => s.cursor !== undefined);
  const figures = useSpokenFigures();
  return (
    <span role="status" className={classes.spoken}>
      {stepping ? told : figures}
    </span>
  );
}

function useSpokenFigures(): string {
  const { t } = useTranslation();
  const app = useAppStore();
  const [told, setTold] = useState({ step: 0, cost: Number.NaN, objective: Number.NaN });
  useEffect(() => {
    let last = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      clearTimeout(timer);
      timer = undefined;
      last = Date.now();
      const { step, cost, objective } = app.getState();
      setTold((before) =>
        before.step === step &&
        Object.is(before.cost, cost) &&
        Object.is(before.objective, objective)
          ? before
          : { step, cost, objective },
      );
    };
    const soon = () => {
      timer ??= setTimeout(tell, Math.max(0, SPOKEN_MS - (Date.now() - last)));
    };
    soon();
    const forget = app.subscribe((s, before) => {
      // Where training ends there is nothing to chase: the last figures are said at once.
      if (s.status !== before.status && s.status !== 'training') tell();
      else if (s.step !== before.step || !Object.is(s.cost, before.cost)) soon();
    });
    return () => {
      forget();
      if (timer !== undefined) clearTimeout(timer);
    };
  }, [app]);
  const said = {
    step: formatCount(told.step),
    cost: formatNumber(told.cost),
    objective: formatNumber(told.objective),
  };
  const key = Number.isNaN(told.cost)
    ? 'training.statusNone'
    : Number.isNaN(told.objective)
      ? 'training.status'
      : 'training.statusObjective';
  return t(key, said);
}
