/** Figures and names of a sweep, as they stand on the page. */
import { useTranslation } from 'react-i18next';
import { titleOf } from '../../catalog/index.ts';
import type { Document } from '../../document/records.ts';
import type { SweepPlan } from '../../sweep/plan.ts';
import type { Setting, SettingValue } from '../../sweep/settings.ts';
import { isRising, type Measure } from '../../sweep/summary.ts';
import { configurationTitle, settingTitle } from '../../sweep/words.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { useApp } from '../kit/store.tsx';

export const figure = (measure: Measure, value: number): string => {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return '∞';
  return isRising(measure) ? `${formatNumber(100 * value)} %` : formatNumber(value);
};

/** `0.3 s`, `12 s`, `3 min`, `2 h`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${formatNumber(Math.max(0.1, seconds), 2)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5_400
    ? `${Math.round(seconds / 60)} min`
    : `${formatCount(Math.round(seconds / 3_600))} h`;
}

/** What settings and combinations are called in the document that was swept. */
export function useNames(document: Document): {
  readonly node: (id: string) => string;
  readonly setting: (setting: Pick<Setting, 'node' | 'labels'>) => string;
  readonly configuration: (
    plan: Pick<SweepPlan, 'settings'>,
    values: readonly SettingValue[],
  ) => string;
} {
  const language = useApp((s) => s.language);
  const title = (id: string) => {
    const node = document.nodes[id];
    return node ? titleOf(node, language) : id;
  };
  return {
    node: title,
    setting: (setting) => settingTitle(setting, language, title),
    configuration: (plan, values) => configurationTitle(plan, values, language, title),
  };
}

export function useAmounts(): {
  readonly runs: (n: number) => string;
  readonly threads: (n: number) => string;
} {
  const { t } = useTranslation();
  return {
    runs: (n) => t('sweep.runs', { count: n }),
    threads: (n) => t('sweep.threads', { count: n }),
  };
}
