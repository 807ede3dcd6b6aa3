/** Combinations as a table, best first: medians with their quartiles, and each run to be opened. */
import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { ArrowUpRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Configuration } from '../../sweep/plan.ts';
import { type Ending, endingsOf, resultsOf, typicalRun } from '../../sweep/ranking.ts';
import { bestOf, figureOf, type Measure, quartilesOf } from '../../sweep/summary.ts';
import { valueTitle } from '../../sweep/words.ts';
import { formatCount } from '../../tensor/format.ts';
import { useApp } from '../kit/store.tsx';
import { useShade } from '../kit/useShade.ts';
import { colourOf } from './colours.ts';
import type { Shown } from './shown.ts';
import classes from './sweep.module.css';
import { figure, useNames } from './words.ts';

/** Rows that are made before somebody wants all. */
const MANY = 60;

interface Props extends Shown {
  readonly order: readonly Configuration[];
  /** What there are figures of. */
  readonly measures: readonly Measure[];
  readonly compareBy: (measure: Measure) => void;
}

export function SweptTable({ measures, compareBy, order, ...shown }: Props) {
  const { swept, measure } = shown;
  const { t } = useTranslation();
  const names = useNames(swept.document);
  const { settings } = swept.plan;
  const [all, setAll] = useState(false);
  return (
    <>
      <table className={classes.table} aria-label={t('sweep.table')}>
        <thead>
          <tr>
            <td />
            {settings.map((s) => (
              <th key={s.path} scope="col">
                {names.setting(s)}
              </th>
            ))}
            <th scope="col" className={classes.number}>
              {measures.length > 1 ? (
                <NativeSelect
                  size="xs"
                  variant="unstyled"
                  aria-label={t('sweep.by')}
                  data={measures.map((value) => ({ value, label: t(`sweep.measure.${value}`) }))}
                  value={measure}
                  onChange={(e) => {
                    const next = measures.find((m) => m === e.currentTarget.value);
                    if (next) compareBy(next);
                  }}
                />
              ) : (
                t(`sweep.measure.${measure}`)
              )}
            </th>
            <th scope="col" className={classes.number}>
              {t('sweep.lowest')}
            </th>
            <th scope="col">{t('sweep.end')}</th>
          </tr>
        </thead>
        <tbody>
          {order.slice(0, all ? undefined : MANY).map((configuration) => (
            <Row key={configuration.index} {...shown} configuration={configuration} />
          ))}
        </tbody>
      </table>
      {order.length > MANY && !all && (
        <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
          {t('sweep.all', { count: order.length })}
        </Button>
      )}
    </>
  );
}

function Row(props: Shown & { readonly configuration: Configuration }) {
  const { swept, measure, pointed, point, open, configuration } = props;
  const { t } = useTranslation();
  const shade = useShade();
  const language = useApp((s) => s.language);
  const names = useNames(swept.document);
  const { plan, sweeping } = swept;
  const { index, values } = configuration;
  const results = resultsOf(sweeping.runs, configuration);
  const { low, median, high } = quartilesOf(results.map((r) => figureOf(r, measure)));
  const typical = typicalRun(sweeping.runs, configuration, measure);
  const run = typical === undefined ? undefined : plan.runs[typical];
  const opens = t('sweep.openRun', {
    what: names.configuration(plan, values),
    seed: run?.seed ?? '',
  });
  return (
    <tr
      data-pointed={pointed === index || undefined}
      onMouseEnter={() => point(index)}
      onMouseLeave={() => point(undefined)}
    >
      <td>
        <span
          className={classes.swatch}
          style={{ background: colourOf(index, plan.configurations.length, shade) }}
        />
        <ActionIcon
          size="xs"
          variant="subtle"
          className={classes.open}
          disabled={!run}
          aria-label={opens}
          title={opens}
          onFocus={() => point(index)}
          onBlur={() => point(undefined)}
          onClick={() => open(index)}
        >
          <ArrowUpRight size={14} />
        </ActionIcon>
      </td>
      {plan.settings.map((s, i) => (
        <td key={s.path}>{valueTitle(s, values[i]!, language)}</td>
      ))}
      <td className={classes.number}>
        {results.length > 0 && figure(measure, median)}
        {results.length > 1 && (
          <span className={classes.spread}>
            {' '}
            {figure(measure, low)} … {figure(measure, high)}
          </span>
        )}
      </td>
      <td className={classes.number}>
        {results.length > 0 && figure('cost', quartilesOf(results.map(bestOf)).median)}
      </td>
      <td className={classes.ending}>
        <Ended {...{ swept, configuration }} />
      </td>
    </tr>
  );
}

/** How its runs stand, where not all have gone to their last step. */
function Ended({ swept, configuration }: Pick<Shown, 'swept'> & { configuration: Configuration }) {
  const { t } = useTranslation();
  const { runs } = swept.sweeping;
  const all = configuration.runs.length;
  const step = formatCount(Math.max(0, ...configuration.runs.map((r) => runs[r.index]!.step)));
  const word = (ending: Ending) =>
    swept.ended !== undefined && (ending === 'running' || ending === 'waiting')
      ? t('sweep.ending.cut')
      : t(`sweep.ending.${ending}`, { step });
  return [...endingsOf(runs, configuration)]
    .filter(([ending]) => ending !== 'whole')
    .map(([ending, n]) => (n === all ? word(ending) : t('sweep.some', { n, what: word(ending) })))
    .join(', ');
}
