/** The check of hyperparameters, nested ones included: a thing that one holds has its own. */

import { checkValues, type Fields, type Hyperparameters, type ThingField } from '../base/fields.ts';
import { type Issue, issue } from '../base/issue.ts';
import type { Words } from '../base/words.ts';
import type { RunSettings } from '../document/records.ts';
import { THINGS, thingOf } from './things.ts';

/** What is wrong with hyperparameters, inside nested things too; `param` names the outer one. */
export function checkFields(
  fields: Fields,
  params: Readonly<Record<string, unknown>>,
): readonly Issue[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    if (!(name in params)) return [];
    const own = checkValues({ [name]: field }, params);
    if (field.type !== 'thing' || own.length > 0) return own;
    return checkThing(
      field.family,
      params[name] as { kind: string; params: Hyperparameters },
      name,
    );
  });
}

function checkThing(
  family: ThingField['family'],
  { kind, params }: { readonly kind: string; readonly params: Hyperparameters },
  param: string,
): readonly Issue[] {
  const thing = thingOf(family, kind);
  if (!thing)
    return [
      issue(
        'param.thing',
        {
          en: 'There is no “{kind}” here; expected one of {expected}.',
          zh: '这里没有“{kind}”；应为 {expected} 之一。',
        },
        {
          args: {
            kind: kind.slice(0, 60),
            expected: THINGS[family].map((t) => t.name).join(', '),
          },
          where: { param },
        },
      ),
    ];
  return checkHyperparameters(thing.fields, params).map((i) => ({
    ...i,
    where: { ...i.where, param },
  }));
}

/** What is wrong with hyperparameters, and which of them nobody reads: a name that was mistyped is told. */
export const checkHyperparameters = (
  fields: Fields,
  params: Readonly<Record<string, unknown>>,
): readonly Issue[] => [
  ...checkFields(fields, params),
  ...Object.keys(params)
    .filter((name) => !Object.hasOwn(fields, name))
    .map((name) =>
      issue(
        'param.stray',
        {
          en: 'There is no parameter “{param}” here; it is kept, but does nothing. Known: {expected}.',
          zh: '这里没有参数“{param}”；它会保留，但不起作用。已知的参数：{expected}。',
        },
        {
          severity: 'warning',
          args: {
            param: name,
            expected: Object.keys(fields).join(', ') || { en: 'none', zh: '无' },
          },
          where: { param: name },
        },
      ),
    ),
];

type Things = Pick<RunSettings, 'optimiser' | 'schedule' | 'clip' | 'stop'>;

/** The run settings that are things, as the fields that they are. */
export const RUN_FIELDS = {
  optimiser: runField({ en: 'Optimiser', zh: '优化器' }, 'optimisers', 'adam'),
  schedule: runField({ en: 'Schedule', zh: '学习率调度' }, 'schedules', 'constant'),
  clip: runField({ en: 'Clipping', zh: '梯度裁剪' }, 'clips', 'none'),
  stop: runField({ en: 'Stop', zh: '早停' }, 'stops', 'none'),
} satisfies Fields;

function runField(label: Words, family: ThingField['family'], kind: string): ThingField {
  return { type: 'thing', label, family, default: { kind, params: {} } };
}

/** What is wrong with the things of the run settings. */
export const checkRun = ({ optimiser, schedule, clip, stop }: Things): readonly Issue[] =>
  Object.entries({ optimiser, schedule, clip, stop }).flatMap(([name, thing]) =>
    thing ? checkThing(RUN_FIELDS[name as keyof Things].family, thing, name) : [],
  );
