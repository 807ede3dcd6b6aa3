/**
 * The step that is being walked through: where the cursor stands, and what the last move did, in
 * letters and in numbers. The buttons that move it are in the training bar.
 */
import { useTranslation } from 'react-i18next';
import { titleOf } from '../../../catalog/index.ts';
import { formatCount, formatNumber } from '../../../tensor/format.ts';
import { isWalkedCost } from '../../kit/cost.ts';
import { useApp } from '../../kit/store.tsx';
import { Leave } from '../../stepping/Leave.tsx';
import { Timeline } from '../../stepping/Timeline.tsx';
import { StepSample } from '../../tensor/SamplePicker.tsx';
import { MoveView } from './MoveView.tsx';
import classes from './stepper.module.css';

const NO_MOVES = [] as const;

export function StepView() {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const cursor = useApp((s) => s.cursor);
  const moves = useApp((s) => s.compiled?.moves ?? NO_MOVES);
  const source = useApp(
    (s) =>
      s.cursor?.move !== undefined &&
      !Object.values(s.document.edges).some((e) => e.target.node === s.cursor?.move?.node),
  );
  const node = useApp((s) => (s.cursor?.move ? s.document.nodes[s.cursor.move.node] : undefined));
  const cost = useApp((s) => (isWalkedCost(s) && Number.isFinite(s.cost) ? s.cost : undefined));
  if (!cursor) return null;
  const { move, done, total, step } = cursor;
  return (
    <div className={classes.view}>
      <header className={classes.header}>
        <h2>{t('stepper.title', { step: formatCount(step) })}</h2>
        <span className={classes.count}>{t('stepping.move', { done, total })}</span>
        <Leave />
      </header>
      <StepSample />
      <Timeline moves={moves} done={done} />
      {move ? (
        <>
          <p className={classes.said} data-phase={move.phase}>
            {t(`stepping.does.${source ? 'source' : move.phase}`, {
              node: node ? titleOf(node, language) : move.node,
            })}
            {cost !== undefined && (
              <span className={classes.cost}>
                {t('stepper.cost', { cost: formatNumber(cost) })}
              </span>
            )}
          </p>
          <MoveView key={`${step}.${done}`} move={move} />
        </>
      ) : (
        <p className={classes.faint}>{t('stepper.before')}</p>
      )}
    </div>
  );
}
