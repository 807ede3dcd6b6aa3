/**
 * A sweep, worked out: every combination of the values of up to three settings is a configuration, and each
 * of its seeds a run. A run is a document of its own, so that whoever trains that document alone gets the
 * same numbers.
 */
import { fail, type Issue, issue, ok, type Result } from '../base/issue.ts';
import type { Document } from '../document/records.ts';
import { SEED, type Setting, type SettingValue, settingOf, withSetting } from './settings.ts';
import { writeValue } from './values.ts';

/** What is to be swept. */
export interface Sweep {
  readonly settings: readonly {
    readonly path: string;
    readonly values: readonly SettingValue[];
  }[];
  /** Each configuration is run with the seeds 1 … so many; 0: with the document's own. */
  readonly seeds: number;
  /** Training steps of a run. */
  readonly steps: number;
}

/** One value of each setting. */
export interface Configuration {
  readonly index: number;
  /** In the order of the settings. */
  readonly values: readonly SettingValue[];
  readonly runs: readonly SweptRun[];
}
export interface SweptRun {
  /** Among all runs of the sweep. */
  readonly index: number;
  readonly configuration: number;
  readonly seed: number;
  readonly document: Document;
}
export interface SweepPlan {
  /** As they stand in the document that is swept. */
  readonly settings: readonly Setting[];
  readonly configurations: readonly Configuration[];
  readonly runs: readonly SweptRun[];
  readonly steps: number;
}

export const MOST_SETTINGS = 3;
export const MOST_RUNS = 2_000;
export const MOST_SEEDS = 1_000;
export const MOST_STEPS = 1_000_000_000;

const outOf = (what: Issue['sentence'], got: number, least: number, most: number): Issue =>
  issue(
    'sweep.number',
    {
      en: '{what}: {got}; expected {least} to {most}.',
      zh: '{what}：{got}；应为 {least} 到 {most}。',
    },
    { args: { what, got, least, most } },
  );
const isCount = (n: number, least: number, most: number) =>
  Number.isInteger(n) && n >= least && n <= most;

function wrongIn({ settings, seeds, steps }: Sweep): Issue[] {
  const issues: Issue[] = [];
  if (!settings.length || settings.length > MOST_SETTINGS)
    issues.push(outOf({ en: 'Settings', zh: '设置项' }, settings.length, 1, MOST_SETTINGS));
  if (!isCount(seeds, 0, MOST_SEEDS))
    issues.push(outOf({ en: 'Seeds', zh: '种子数' }, seeds, 0, MOST_SEEDS));
  if (!isCount(steps, 1, MOST_STEPS))
    issues.push(outOf({ en: 'Steps of a run', zh: '每次运行的步数' }, steps, 1, MOST_STEPS));
  for (const { path, values } of settings)
    if (!values.length)
      issues.push(
        issue(
          'sweep.no-values',
          { en: '{path} has no values.', zh: '{path} 没有值。' },
          { args: { path } },
        ),
      );
  const runs = settings.reduce((n, s) => n * s.values.length, Math.max(1, seeds));
  if (runs > MOST_RUNS)
    issues.push(
      issue(
        'sweep.many-runs',
        {
          en: 'That would be {got} runs; a sweep has at most {most}. Take fewer values or seeds.',
          zh: '这将是 {got} 次运行；一次扫描最多 {most} 次。请减少取值或种子。',
        },
        { args: { got: runs, most: MOST_RUNS } },
      ),
    );
  return issues;
}

/** All combinations, the last setting changing fastest. */
const combinations = (lists: readonly (readonly SettingValue[])[]): SettingValue[][] =>
  lists.reduce<SettingValue[][]>(
    (all, values) => all.flatMap((before) => values.map((value) => [...before, value])),
    [[]],
  );

/** Which settings come first: whoever chooses an optimiser brings other fields, which are set behind it. */
const inOrder = (settings: readonly Setting[]): readonly number[] =>
  settings.map((_, i) => i).sort((a, b) => settings[a]!.labels.length - settings[b]!.labels.length);

/** What a sweep comes to for that document, or what stands in its way. */
export function planSweep(document: Document, sweep: Sweep): Result<SweepPlan> {
  const wrong = wrongIn(sweep);
  if (wrong.length) return fail(...wrong);
  const settings: Setting[] = [];
  for (const { path, values } of sweep.settings) {
    const found = findSetting(document, path, sweep);
    if (!found.ok) return found;
    if (settings.some((s) => s.path === found.value.path)) return fail(twice(found.value.path));
    if (found.value.path === SEED && sweep.seeds > 0)
      return fail(
        issue('sweep.seed-twice', {
          en: 'The seed is among the settings; then there is no number of seeds beside them.',
          zh: '种子已在设置项之中；不能再另给种子数。',
        }),
      );
    settings.push(found.value);
    if (new Set(values).size !== values.length) return fail(twice(found.value.path));
  }
  const order = inOrder(settings);
  const runs: SweptRun[] = [];
  const configurations: Configuration[] = [];
  for (const values of combinations(sweep.settings.map((s) => s.values))) {
    let drawn = document;
    for (const i of order) {
      const next = withSetting(drawn, settings[i]!.path, values[i]!);
      if (!next.ok) return fail(...next.issues.map((cause) => inside(settings, values, cause)));
      drawn = next.value;
    }
    const { seed } = drawn.run;
    const seeds = sweep.seeds ? Array.from({ length: sweep.seeds }, (_, i) => i + 1) : [seed];
    const configuration = configurations.length;
    const own = seeds.map((seed, i) => ({
      index: runs.length + i,
      configuration,
      seed,
      document: { ...drawn, run: { ...drawn.run, seed } },
    }));
    runs.push(...own);
    configurations.push({ index: configuration, values, runs: own });
  }
  return ok({ settings, configurations, runs, steps: sweep.steps });
}

/** As it stands in the document; one that only another setting brings as it is there then. */
function findSetting(document: Document, path: string, { settings }: Sweep): Result<Setting> {
  const found = settingOf(document, path);
  if (found.ok) return found;
  for (const other of settings) {
    for (const value of other.values) {
      // A choice alone brings other settings.
      if (typeof value === 'number' || other.path === path) continue;
      const drawn = withSetting(document, other.path, value);
      const there = drawn.ok ? settingOf(drawn.value, path) : drawn;
      if (there.ok) return there;
    }
  }
  return found;
}

const twice = (path: string): Issue =>
  issue(
    'sweep.twice',
    { en: '{path} is there twice, or has a value twice.', zh: '{path} 重复出现，或有重复的值。' },
    { args: { path } },
  );

/** What is wrong with a combination, and with which. */
const inside = (
  settings: readonly Setting[],
  values: readonly SettingValue[],
  cause: Issue,
): Issue => ({
  ...cause,
  sentence: {
    en: `{combination}: ${cause.sentence.en}`,
    zh: `{combination}：${cause.sentence.zh}`,
  },
  args: { ...cause.args, combination: nameOf(settings, values) },
});

/** `run.optimiser.lr = 0.1, run.batchSize = 8`. */
export const nameOf = (
  settings: readonly Pick<Setting, 'path'>[],
  values: readonly SettingValue[],
): string => settings.map((s, i) => `${s.path} = ${writeValue(values[i]!)}`).join(', ');
