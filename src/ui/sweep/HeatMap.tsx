/** What combinations came to, over two settings: a number in each cell, which opens its run. */
import { Select } from '@mantine/core';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseColour, sequentialColour } from '../../charts/colour.ts';
import type { Configuration } from '../../sweep/plan.ts';
import { resultsOf } from '../../sweep/ranking.ts';
import type { SettingValue } from '../../sweep/settings.ts';
import { figureOf, quartilesOf } from '../../sweep/summary.ts';
import { valueTitle } from '../../sweep/words.ts';
import { useApp } from '../kit/store.tsx';
import { placing } from './colours.ts';
import type { Shown } from './shown.ts';
import classes from './sweep.module.css';
import { figure, useNames } from './words.ts';

/** Black or white, whichever is told from it more easily (WCAG's relative luminance). */
function inkOn(colour: string): string {
  const [r, g, b] = parseColour(colour).map((v) => {
    const c = v / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b! > 0.179 ? '#000' : '#fff';
}

const distinct = (plan: readonly Configuration[], setting: number): readonly SettingValue[] => [
  ...new Set(plan.map((c) => c.values[setting]!)),
];

export function HeatMap({ swept, measure, pointed, point, open }: Shown) {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const names = useNames(swept.document);
  const table = useRef<HTMLTableElement>(null);
  const { plan, sweeping } = swept;
  const { settings, configurations } = plan;
  const third = settings[2] && distinct(configurations, 2);
  const [chosen, setChosen] = useState(0);
  const [y, x] = settings;
  if (!x || !y) return <p className={classes.soft}>{t('sweep.heat.two')}</p>;
  const inSight = third
    ? configurations.filter((c) => c.values[2] === third[chosen % third.length])
    : configurations;
  const medianOf = (c: Configuration) =>
    quartilesOf(resultsOf(sweeping.runs, c).map((r) => figureOf(r, measure))).median;
  const { place, range, log } = placing(configurations.map(medianOf));
  const [rows, columns] = [distinct(configurations, 0), distinct(configurations, 1)];
  const move = (event: KeyboardEvent) => {
    const by = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
    }[event.key];
    const cells = [...(table.current?.querySelectorAll('button') ?? [])];
    const here = event.target instanceof HTMLButtonElement ? cells.indexOf(event.target) : -1;
    if (!by || here < 0) return;
    event.preventDefault();
    const row = Math.floor(here / columns.length) + by[0]!;
    const column = (here % columns.length) + by[1]!;
    if (column >= 0 && column < columns.length) cells[row * columns.length + column]?.focus();
  };
  return (
    <div className={classes.heat}>
      {third && settings[2] && (
        <Select
          size="xs"
          w={220}
          label={t('sweep.heat.third', { setting: names.setting(settings[2]) })}
          allowDeselect={false}
          data={third.map((value, i) => ({
            value: String(i),
            label: valueTitle(settings[2]!, value, language),
          }))}
          value={String(chosen % third.length)}
          onChange={(next) => setChosen(Number(next))}
        />
      )}
      <table
        ref={table}
        className={classes.cells}
        aria-label={t('sweep.heat', {
          measure: t(`sweep.measure.${measure}`),
          x: names.setting(x),
          y: names.setting(y),
        })}
      >
        <thead>
          <tr>
            <th className={classes.corner}>
              {names.setting(y)} ↓ {names.setting(x)} →
            </th>
            {columns.map((value) => (
              <th key={String(value)} scope="col">
                {valueTitle(x, value, language)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={move}>
          {rows.map((row) => (
            <tr key={String(row)}>
              <th scope="row">{valueTitle(y, row, language)}</th>
              {columns.map((column) => {
                const own = inSight.find((c) => c.values[0] === row && c.values[1] === column);
                if (!own) return <td key={String(column)} />;
                const median = medianOf(own);
                const at = place(median);
                const colour = Number.isFinite(at) ? sequentialColour(at) : undefined;
                const what = names.configuration(plan, own.values);
                return (
                  <td key={String(column)}>
                    <button
                      type="button"
                      className={classes.cell}
                      data-pointed={pointed === own.index || undefined}
                      style={colour ? { background: colour, color: inkOn(colour) } : undefined}
                      aria-label={`${what}: ${figure(measure, median)}. ${t('sweep.open')}`}
                      disabled={resultsOf(sweeping.runs, own).length === 0}
                      onMouseEnter={() => point(own.index)}
                      onMouseLeave={() => point(undefined)}
                      onFocus={() => point(own.index)}
                      onBlur={() => point(undefined)}
                      onClick={() => open(own.index)}
                    >
                      {figure(measure, median)}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <Legend {...{ range, log, measure }} />
    </div>
  );
}

const SAMPLES = [0, 0.25, 0.5, 0.75, 1];

/** The scale of colours with both of its ends. */
export function Legend({
  range: [low, high],
  log,
  measure,
}: {
  readonly range: readonly [number, number];
  readonly log: boolean;
  readonly measure: Shown['measure'];
}) {
  const { t } = useTranslation();
  return (
    <p className={classes.legend}>
      {t(`sweep.measure.${measure}`)} {figure(measure, low)}
      <span
        className={classes.ramp}
        style={{
          background: `linear-gradient(to right, ${SAMPLES.map(sequentialColour).join(', ')})`,
        }}
      />
      {figure(measure, high)}
      {log && <span className={classes.soft}> {t('sweep.log')}</span>}
    </p>
  );
}
