/** Beside the tabs of the dock: the lowest cost, and how curves are drawn. */
import { Button, Slider, Switch } from '@mantine/core';
import { ZoomOut } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { lowestOf } from '../kit/cost.ts';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './curves.module.css';
import { useFact } from './points.ts';
import { isLogarithmic, zoomedSteps } from './stepAxis.ts';

/** More than that, and a line of a hundred points says nothing any more. */
const MOST = 0.99;

export function CurveTools() {
  const { t } = useTranslation();
  const begun = useFact((points) => points.length > 0);
  const { logY, smoothing } = useApp((s) => s.curveView);
  const logX = useApp(isLogarithmic);
  const { setCurveView } = useActions();
  if (!begun) return null;
  return (
    <div className={classes.tools}>
      <Lowest />
      <Whole />
      <span className={classes.smoothing}>
        <span aria-hidden>{t('curves.smoothing')}</span>
        <Slider
          size="sm"
          className={classes.slider}
          min={0}
          max={MOST}
          step={0.01}
          value={smoothing}
          label={null}
          thumbLabel={t('curves.smoothing')}
          onChange={(value) => setCurveView({ smoothing: value })}
        />
        <span className={classes.weight} aria-hidden>
          {smoothing ? formatNumber(smoothing, 2) : ''}
        </span>
      </span>
      <Switch
        size="xs"
        label={t('curves.logSteps')}
        checked={logX}
        onChange={(e) => setCurveView({ logX: e.currentTarget.checked })}
      />
      <Switch
        size="xs"
        label={t('curves.log')}
        checked={logY}
        onChange={(e) => setCurveView({ logY: e.currentTarget.checked })}
      />
    </div>
  );
}

function Lowest() {
  const { t } = useTranslation();
  const session = useApp((s) => s.session);
  const points = useSyncExternalStore(session.onPaint, session.curves);
  const said = useApp((s) => {
    const lowest = lowestOf(points, s);
    return lowest && `${formatNumber(lowest.cost)} ${formatCount(lowest.step)}`;
  });
  if (!said) return null;
  const [value, step] = said.split(' ');
  return <span className={classes.soft}>{t('curves.best', { value, step })}</span>;
}

/** Back from a part of the run to all of it. */
function Whole() {
  const { t } = useTranslation();
  const zoomed = useSyncExternalStore(zoomedSteps.subscribe, zoomedSteps.get);
  if (!zoomed) return null;
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-label={t('curves.whole')}
      onClick={() => zoomedSteps.set(undefined)}
    >
      <ZoomOut size={13} aria-hidden />
      <span className={classes.whole}>{t('curves.whole')}</span>
    </Button>
  );
}
