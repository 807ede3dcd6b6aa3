/** The project's runs: listed, compared, taken along. Loaded when first shown. */
import { useTranslation } from 'react-i18next';
import { useApp } from '../kit/store.tsx';
import { Compare } from './Compare.tsx';
import { useChosen } from './chosen.ts';
import { RunRow } from './RunRow.tsx';
import { RunTools } from './RunTools.tsx';
import classes from './runs.module.css';

/** @param tools what belongs to the runs stands above them, not elsewhere */
export function Runs({ tools = true }: { tools?: boolean }) {
  const { t } = useTranslation();
  const open = useApp((s) => s.run);
  const { runs, there, pair, compares } = useChosen();
  if (runs.length === 0) return <p className={classes.empty}>{t('runs.empty')}</p>;
  return (
    <div className={classes.view}>
      {tools && <RunTools />}
      {compares && pair ? (
        <Compare pair={pair} />
      ) : (
        <div className={classes.scroll}>
          <table className={classes.table} aria-label={t('runs.list')}>
            <thead>
              <tr>
                <td />
                <td />
                <td />
                <th scope="col">{t('runs.run')}</th>
                <td />
                <th scope="col">{t('runs.curve')}</th>
                <th scope="col">{t('runs.steps')}</th>
                <th scope="col">{t('runs.bestCost')}</th>
                <th scope="col">{t('runs.lastCost')}</th>
                <th scope="col">{t('runs.bestValidation')}</th>
                <th scope="col">{t('runs.lastValidation')}</th>
                <th scope="col">{t('runs.accuracy')}</th>
                <th scope="col">{t('runs.time')}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <RunRow
                  key={run.id}
                  run={run}
                  isOpen={run.id === open}
                  isChosen={there.includes(run)}
                  isFull={pair !== undefined}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
