/** A sweep as a person writes it, one text of values for each setting: of the command line, and of the page. */

import { fail, type Issue, type Result } from '../base/issue.ts';
import type { Document } from '../document/records.ts';
import type { WrittenSetting, WrittenSweep } from '../document/sweeps.ts';
import { planSweep, type SweepPlan } from './plan.ts';
import { type Setting, type SettingValue, settingOf, withSetting } from './settings.ts';
import { readValues } from './values.ts';

/** What came of one of them; its setting is known where its values may be wrong. */
interface ReadSetting {
  readonly setting?: Setting;
  readonly values: Result<readonly SettingValue[]>;
}

/** Reads each where those before it are set: what belongs to an optimiser is known where that is chosen before. */
export function readSettings(
  document: Document,
  written: readonly WrittenSetting[],
): readonly ReadSetting[] {
  let drawn = document;
  return written.map(({ path, text }) => {
    const setting = settingOf(drawn, path);
    if (!setting.ok) return { values: setting };
    const values = readValues(text, setting.value.field);
    const next = values.ok ? withSetting(drawn, setting.value.path, values.value[0]!) : undefined;
    if (next?.ok) drawn = next.value;
    return { setting: setting.value, values };
  });
}

export function readSweep(
  document: Document,
  { settings: written, seeds, steps }: WrittenSweep,
): Result<SweepPlan> {
  const wrong: Issue[] = [];
  const settings = readSettings(document, written).flatMap(({ setting, values }) => {
    if (!values.ok) wrong.push(...values.issues);
    return setting && values.ok ? [{ path: setting.path, values: values.value }] : [];
  });
  return wrong.length ? fail(...wrong) : planSweep(document, { settings, seeds, steps });
}
