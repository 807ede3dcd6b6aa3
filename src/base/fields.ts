/**
 * Fields: the hyperparameters of a thing in the catalogue (`params` in files), as data. From the one declaration come the
 * default, the check of a value, the form, the CLI's table and the JSON Schema. Not a form library.
 */
import { type Arg, type Issue, issue } from './issue.ts';
import type { Words } from './words.ts';

interface Common {
  readonly label: Words;
  /** Short help shown beside the field. */
  readonly hint?: Words;
  /** The field matters only when another hyperparameter has one of these values. */
  readonly when?: Readonly<Record<string, readonly (string | boolean)[]>>;
  /** It says how weights start or are trained; who uses the weights of another node has no say in it. */
  readonly ofWeights?: boolean;
  /** Of no use to a reader: a form leaves it out, as it is set by choosing something. */
  readonly hidden?: boolean;
  /** Changing it writes a dial; nothing is compiled anew. */
  readonly live?: boolean;
}
export interface NumberField extends Common {
  readonly type: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
  readonly step?: number;
  /** The slider moves on a logarithmic scale. */
  readonly log?: boolean;
}
export interface ChoiceField extends Common {
  readonly type: 'choice';
  readonly default: string;
  readonly options: readonly { readonly value: string; readonly label: Words }[];
}
export interface BooleanField extends Common {
  readonly type: 'boolean';
  readonly default: boolean;
}
export interface TextField extends Common {
  readonly type: 'text';
  readonly default: string;
  /** A text of several lines; what stands for an empty one, and how many characters it may have. */
  readonly lines?: { readonly placeholder: string; readonly maxLength: number };
}
/** A list of numbers, e.g. a shape or a constant's values. */
export interface NumbersField extends Common {
  readonly type: 'numbers';
  readonly default: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
  readonly maxLength: number;
}
interface TextsField extends Common {
  readonly type: 'texts';
  readonly default: readonly string[];
}
/** Another thing of the catalogue with its own fields, e.g. an initialiser: `{ kind, params }`. */
export interface ThingField extends Common {
  readonly type: 'thing';
  readonly family: 'initialisers' | 'optimisers' | 'schedules' | 'clips' | 'stops';
  readonly default: Thing;
}
export interface Thing {
  readonly kind: string;
  readonly params: Hyperparameters;
}
export type Field =
  | NumberField
  | ChoiceField
  | BooleanField
  | TextField
  | NumbersField
  | TextsField
  | ThingField;
export type Fields = Readonly<Record<string, Field>>;

/** The value of a hyperparameter as it stands in a document. */
export type HyperparameterValue =
  | number
  | string
  | boolean
  | readonly number[]
  | readonly string[]
  | Thing;
export type Hyperparameters = Readonly<Record<string, HyperparameterValue>>;

type ValueOf<F extends Field> = F['type'] extends 'number'
  ? number
  : F['type'] extends 'choice' | 'text'
    ? string
    : F['type'] extends 'boolean'
      ? boolean
      : F['type'] extends 'numbers'
        ? readonly number[]
        : F['type'] extends 'texts'
          ? readonly string[]
          : Thing;
/** The hyperparameters of a thing that was declared with these fields; of any thing, where they are not known. */
export type HyperparametersOf<F extends Fields> = string extends keyof F
  ? Hyperparameters
  : { readonly [K in keyof F]: ValueOf<F[K]> };

export function defaults(fields: Fields): Hyperparameters {
  return Object.fromEntries(Object.entries(fields).map(([name, f]) => [name, f.default]));
}

/** Whether the field matters for these hyperparameters; see `when`. */
export function relevant(field: Field, params: Hyperparameters): boolean {
  return Object.entries(field.when ?? {}).every(([key, values]) =>
    values.includes(params[key] as string | boolean),
  );
}

const show = (v: unknown) => JSON.stringify(v) ?? String(v);

/** What was expected of a number. */
export const between = (min: number, max: number, whole = false): Words =>
  whole
    ? { en: `a whole number from ${min} to ${max}`, zh: `${min} 到 ${max} 的整数` }
    : { en: `a number from ${min} to ${max}`, zh: `${min} 到 ${max} 的数` };
const oneOf = (list: string): Words => ({ en: `one of ${list}`, zh: `${list} 之一` });
const TRUE_OR_FALSE: Words = { en: 'true or false', zh: 'true 或 false' };
const A_TEXT: Words = { en: 'a text', zh: '文本' };

/** Says what is wrong with a value, or nothing. What things hold is checked by the catalogue. */
export function checkValue(name: string, field: Field, value: unknown): Issue | undefined {
  const bad = (expected: Arg) =>
    issue(
      'param.invalid',
      { en: '{param} is {got}; expected {expected}.', zh: '{param} 为 {got}；应为 {expected}。' },
      {
        args: { param: field.label, got: show(value)?.slice(0, 60) ?? '', expected },
        where: { param: name },
      },
    );
  const inRange = (v: unknown, f: NumberField | NumbersField) =>
    typeof v === 'number' &&
    Number.isFinite(v) &&
    v >= f.min &&
    v <= f.max &&
    (!f.integer || Number.isInteger(v));
  const range = (f: NumberField | NumbersField): Words => between(f.min, f.max, f.integer);
  switch (field.type) {
    case 'number':
      return inRange(value, field) ? undefined : bad(range(field));
    case 'numbers':
      return Array.isArray(value) &&
        value.length <= field.maxLength &&
        value.every((v) => inRange(v, field))
        ? undefined
        : bad({
            en: `up to ${field.maxLength} numbers, each ${range(field).en}`,
            zh: `至多 ${field.maxLength} 个 ${range(field).zh}`,
          });
    case 'choice':
      return field.options.some((o) => o.value === value)
        ? undefined
        : bad(oneOf(field.options.map((o) => o.value).join(', ')));
    case 'boolean':
      return typeof value === 'boolean' ? undefined : bad(TRUE_OR_FALSE);
    case 'text':
      if (typeof value !== 'string') return bad(A_TEXT);
      return field.lines && value.length > field.lines.maxLength
        ? bad({
            en: `at most ${field.lines.maxLength} characters`,
            zh: `至多 ${field.lines.maxLength} 个字符`,
          })
        : undefined;
    case 'texts':
      return Array.isArray(value) && value.every((v) => typeof v === 'string')
        ? undefined
        : bad({ en: 'a list of texts', zh: '文本列表' });
    case 'thing': {
      const thing = value as Partial<Thing> | null;
      return typeof thing === 'object' &&
        thing !== null &&
        typeof thing.kind === 'string' &&
        typeof thing.params === 'object' &&
        thing.params !== null &&
        !Array.isArray(thing.params)
        ? undefined
        : bad('{ kind, params }');
    }
    default:
      return field satisfies never;
  }
}

export function checkValues(fields: Fields, params: Readonly<Record<string, unknown>>): Issue[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    Object.hasOwn(params, name) ? (checkValue(name, field, params[name]) ?? []) : [],
  );
}

/** The given hyperparameters over the defaults; unknown names are kept, so that nothing is lost. */
export const complete = (fields: Fields, params: Hyperparameters): Hyperparameters => ({
  ...defaults(fields),
  ...params,
});
