/** Two runs beside each other: the settings in which they differ, and what they came to. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { vocabulary } from '../../catalog/index.ts';
import { type SettingWords, settingWords } from '../../catalog/setting-words.ts';
import { differencesOf } from '../../document/differences.ts';
import type { RunFigures } from '../../document/runs.ts';
import type { Run } from '../../state/run.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { colourOf, labelOfRun } from '../kit/runs.ts';
import { useActions, useApp } from '../kit/store.tsx';
import own from './compare.module.css';
import { percent, timeWords, useFigures } from './figures.ts';
import classes from './runs.module.css';
import { type Wire, Wires } from './Wires.tsx';
import { wiresOfBoth } from './wires.ts';

type Pair = readonly [Run, Run];

interface Compared {
  readonly differences: readonly SettingWords[];
  readonly wires: readonly Wire[];
}
const NOTHING: Compared = { differences: [], wires: [] };

function useCompared([a, b]: Pair): Compared | undefined {
  const { readRunDocument } = useActions();
  const { data } = useQuery({
    queryKey: ['compared', a.id, a.changes, b.id, b.changes],
    queryFn: async (): Promise<Compared> => {
      const [before, after] = await Promise.all([readRunDocument(a.id), readRunDocument(b.id)]);
      if (!before || !after) return NOTHING;
      const differences = differencesOf(before, after, vocabulary).map((d) =>
        settingWords(d, before, after),
      );
      const wires = wiresOfBoth(before, after).map((id) => {
        const { record: name } = settingWords({ table: 'edges', id, path: [] }, before, after);
        return { id, name };
      });
      return { differences, wires };
    },
  });
  return data;
}

type Best = 'cost' | 'validationCost' | 'accuracy' | 'validationAccuracy';
const MEASURED: readonly (readonly [Best, string])[] = [
  ['cost', 'runs.bestCost'],
  ['validationCost', 'runs.bestValidation'],
  ['accuracy', 'runs.bestAccuracy'],
  ['validationAccuracy', 'runs.bestValidationAccuracy'],
];

/** What it came to, with the step at which that was. */
function useCame() {
  const { t } = useTranslation();
  return (figures: RunFigures, of: Best): string => {
    const found = figures[of];
    if (!found) return '–';
    const value =
      of === 'cost' || of === 'validationCost' ? formatNumber(found.best) : percent(found.best);
    return t('runs.atStep', { value, step: formatCount(found.at) });
  };
}

export function Compare({ pair }: { pair: Pair }) {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const compared = useCompared(pair);
  const differences = compared?.differences;
  const figures = [useFigures(pair[0]), useFigures(pair[1])] as const;
  const came = useCame();
  return (
    <section
      className={`${classes.scroll} ${own.sides}`}
      aria-label={t('runs.compared')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by key
      tabIndex={0}
    >
      <table className={own.compared} aria-label={t('runs.compared')}>
        <thead>
          <tr>
            <td />
            {pair.map((run) => (
              <th scope="col" key={run.id}>
                <i className={own.dot} style={{ background: colourOf(run.number) }} />
                {labelOfRun(run, language, t)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {differences?.map(({ record, setting, before, after }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they have no name of their own
            <tr key={i}>
              <th scope="row">
                {[record[language], setting[language]].filter(Boolean).join(' · ')}
              </th>
              <td>{before?.[language] ?? t('runs.none')}</td>
              <td>{after?.[language] ?? t('runs.none')}</td>
            </tr>
          ))}
          {differences?.length === 0 && (
            <tr>
              <th scope="row">{t('runs.same')}</th>
              <td colSpan={2} />
            </tr>
          )}
        </tbody>
        <tbody>
          <tr>
            <th scope="row">{t('runs.steps')}</th>
            {figures.map(({ steps }, i) => (
              <td key={pair[i]?.id}>{formatCount(steps)}</td>
            ))}
          </tr>
          {MEASURED.filter(([of]) => figures.some((f) => f[of])).map(([of, name]) => (
            <tr key={of}>
              <th scope="row">{t(name)}</th>
              {figures.map((f, i) => (
                <td key={pair[i]?.id}>{came(f, of)}</td>
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">{t('runs.time')}</th>
            {pair.map((run) => (
              <td key={run.id}>{timeWords(run.time)}</td>
            ))}
          </tr>
        </tbody>
      </table>
      {compared && compared.wires.length > 0 && <Wires pair={pair} wires={compared.wires} />}
    </section>
  );
}
