/** What settings and their values are called, in the words of their forms. */
import type { Language } from '../base/words.ts';
import { switchWords } from '../catalog/setting-words.ts';
import type { SweepPlan } from './plan.ts';
import type { Setting, SettingValue } from './settings.ts';
import { writeValue } from './values.ts';

/** What a node is called. */
type TitleOf = (node: string) => string;

/** Short, for the head of a column: `Learning rate`, `Dense 1 · Units`. */
export const settingTitle = (
  { node, labels }: Pick<Setting, 'node' | 'labels'>,
  language: Language,
  titleOf: TitleOf,
): string =>
  [...(node === undefined ? [] : [titleOf(node)]), labels.at(-1)?.[language] ?? ''].join(' · ');

/** With whatever it belongs to, for a list of all: `Optimiser · Learning rate`. */
export const settingPlace = ({ labels }: Pick<Setting, 'labels'>, language: Language): string =>
  labels.map((label) => label[language]).join(' · ');

export function valueTitle(
  { field }: Pick<Setting, 'field'>,
  value: SettingValue,
  language: Language,
): string {
  if (typeof value === 'boolean') return switchWords(value)[language];
  const option = field.type === 'choice' ? field.options.find((o) => o.value === value) : undefined;
  return option?.label[language] ?? writeValue(value);
}

/** A configuration in words: `Learning rate 0.1, Optimiser Adam`. */
export const configurationTitle = (
  { settings }: Pick<SweepPlan, 'settings'>,
  values: readonly SettingValue[],
  language: Language,
  titleOf: TitleOf,
): string =>
  settings
    .map((s, i) => `${settingTitle(s, language, titleOf)} ${valueTitle(s, values[i]!, language)}`)
    .join(language === 'zh' ? '，' : ', ');
