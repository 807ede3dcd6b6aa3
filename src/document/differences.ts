/**
 * In which settings two documents differ, as far as these decide what is computed: where cards lie, titles and
 * notes are none of it. What is left at its default equals what says it.
 */
import type { HyperparameterValue, Thing } from '../base/fields.ts';
import { canonical } from '../base/hash.ts';
import type { Document, PortRef, Semantics } from './records.ts';
import { semanticsOf } from './semantics.ts';
import type { Signature, Vocabulary } from './vocabulary.ts';

export type SettingValue = HyperparameterValue | PortRef;

export interface Difference {
  /** `run`: the run settings, which are one record. */
  readonly table: keyof Semantics;
  readonly id: string;
  /**
   * Where in the record, by the names of the file; what a thing holds stands behind it: `optimiser`, `lr`. Empty
   * where the record as a whole is there on one side alone.
   */
  readonly path: readonly string[];
  /** Absent: it is not there. Of a record as a whole: that it is there. */
  readonly before?: SettingValue;
  readonly after?: SettingValue;
}

type Values = Readonly<Record<string, SettingValue | undefined>>;
interface Setting {
  readonly path: readonly string[];
  readonly value: SettingValue;
}

const isThing = (value: unknown): value is Thing =>
  typeof value === 'object' && value !== null && 'kind' in value && 'params' in value;

/** Each value by itself, and behind a thing what it holds. */
function spread(values: Values, path: readonly string[], signature?: Signature): Setting[] {
  return Object.entries({ ...signature?.defaults, ...values }).flatMap(([name, value]) => {
    const own = [...path, name];
    if (value === undefined) return [];
    if (!isThing(value)) return [{ path: own, value }];
    const held = spread(value.params, own, signature?.thing(name, value.kind));
    return [{ path: own, value: value.kind }, ...held];
  });
}

/** The settings of a record, each under its path as a text. */
function settingsOf(record: object, vocabulary: Vocabulary): ReadonlyMap<string, Setting> {
  const { params, ...values } = record as Values & { readonly params?: Values };
  const all = params
    ? [...spread(values, []), ...spread(params, ['params'], vocabulary(String(values.kind)))]
    : spread(values, [], 'seed' in values ? vocabulary.run : undefined);
  return new Map(all.map((setting) => [setting.path.join('\n'), setting]));
}

const isSame = (a: object, b: object): boolean => {
  const [x, y] = [Object.entries(a), new Map(Object.entries(b))];
  return x.length === y.size && x.every(([name, value]) => y.get(name) === value);
};

function inSettings(a: object, b: object, vocabulary: Vocabulary): Omit<Difference, 'table'>[] {
  if (isSame(a, b)) return [];
  const [was, is] = [settingsOf(a, vocabulary), settingsOf(b, vocabulary)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const [before, after] = [was.get(key), is.get(key)];
    if (before && after && canonical(before.value) === canonical(after.value)) return [];
    const path = before?.path ?? after?.path ?? [];
    return [
      {
        id: '',
        path,
        ...(before && { before: before.value }),
        ...(after && { after: after.value }),
      },
    ];
  });
}

/** Records by id; the run settings are the one without. */
const recordsOf = (rows: Semantics[keyof Semantics]): ReadonlyMap<string, object> =>
  new Map<string, object>('seed' in rows ? [['', rows]] : rows.map((r) => [r.id, r]));

/** Record by record: those that are gone or other in their order, then what is new. */
export function differencesOf(
  before: Document,
  after: Document,
  vocabulary: Vocabulary,
): readonly Difference[] {
  const [was, is] = [semanticsOf(before), semanticsOf(after)];
  return (Object.keys(is) as (keyof Semantics)[]).flatMap((table) => {
    const [mine, theirs] = [recordsOf(was[table]), recordsOf(is[table])];
    return [...new Set([...mine.keys(), ...theirs.keys()])].flatMap((id): Difference[] => {
      const [a, b] = [mine.get(id), theirs.get(id)];
      if (!a || !b) return [{ table, id, path: [], ...(a ? { before: true } : { after: true }) }];
      return inSettings(a, b, vocabulary).map((d) => ({ ...d, table, id }));
    });
  });
}
