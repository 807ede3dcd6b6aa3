/**
 * What of a document a sweep can set: every number, choice and switch of its run settings and of its nodes,
 * by a path (`run.optimiser.lr`, `nodes.dense1.units`). All of it follows from the catalogue's fields.
 */
import {
  type BooleanField,
  between,
  type ChoiceField,
  complete,
  type Field,
  type Fields,
  type Hyperparameters,
  type HyperparameterValue,
  type NumberField,
  relevant,
  type Thing,
  type ThingField,
} from '../base/fields.ts';
import { type Arg, fail, hasErrors, issue, ok, type Result } from '../base/issue.ts';
import { own } from '../base/own.ts';
import {
  checkFields,
  checkRun,
  kindOf,
  RUN_FIELDS,
  THINGS,
  titleOf,
  vocabulary,
} from '../catalog/index.ts';
import { RUN_LABELS } from '../catalog/setting-words.ts';
import { setRun } from '../document/commands.ts';
import { LIMITS } from '../document/limits.ts';
import { setParam } from '../document/nodes.ts';
import { apply, type Patch } from '../document/patch.ts';
import type { Document, NodeRecord, RunSettings } from '../document/records.ts';

export type SettingValue = number | string | boolean;
/** A thing is chosen by its kind: what can be set is a number, a choice or a switch. */
export type SettingField = NumberField | ChoiceField | BooleanField;

export interface Setting {
  /** As it is written: `nodes.<id>.<param>`, whatever the node is called. */
  readonly path: string;
  /** For people: the node, where it is one's, and what of it. */
  readonly node?: string;
  readonly labels: readonly Field['label'][];
  readonly field: SettingField;
  /** As it stands in the document. */
  readonly value: SettingValue;
  /** The document with another value. */
  readonly put: (value: SettingValue) => Result<Document>;
}

/** How a value of something that holds others is put into the document. */
type Put<T> = (value: T) => Result<Document>;
type Place = Pick<Setting, 'path' | 'node' | 'labels'>;

const under = (place: Place, name: string, label: Field['label']): Place => ({
  ...place,
  path: `${place.path}.${name}`,
  labels: [...place.labels, label],
});

/** The thing of another kind; what both understand is carried over, a learning rate for instance. */
function ofKind(family: ThingField['family'], thing: Thing, kind: string): Thing {
  const fields = THINGS[family].find((t) => t.name === kind)?.fields ?? {};
  const kept = Object.entries(thing.params).filter(
    ([name, value]) =>
      own(fields, name) !== undefined &&
      checkFields({ [name]: fields[name]! }, { [name]: value }).length === 0,
  );
  return { kind, params: Object.fromEntries(kept) };
}

function* ofThing(place: Place, field: ThingField, thing: Thing, put: Put<Thing>): Settings {
  const things = THINGS[field.family];
  yield {
    ...place,
    field: {
      type: 'choice',
      label: field.label,
      default: field.default.kind,
      options: things.map((t) => ({ value: t.name, label: t.title })),
    },
    value: thing.kind,
    put: (kind) => put(ofKind(field.family, thing, String(kind))),
  };
  const fields = things.find((t) => t.name === thing.kind)?.fields ?? {};
  yield* ofFields(place, fields, thing.params, (name, value) =>
    put({ ...thing, params: { ...thing.params, [name]: value } }),
  );
}

type Settings = Generator<Setting, void>;

function* ofFields(
  place: Place,
  fields: Fields,
  params: Hyperparameters,
  put: (name: string, value: HyperparameterValue) => Result<Document>,
  skip: (field: Field) => boolean = () => false,
): Settings {
  const all = complete(fields, params);
  for (const [name, field] of Object.entries(fields)) {
    if (field.hidden || skip(field) || !relevant(field, all)) continue;
    const here = under(place, name, field.label);
    if (field.type === 'thing') {
      const thing = all[name] as Thing;
      yield* ofThing(here, field, thing, (value) => put(name, value));
    } else if (field.type === 'number' || field.type === 'choice' || field.type === 'boolean')
      yield {
        ...here,
        field,
        value: all[name] as SettingValue,
        put: (value) => put(name, value),
      };
  }
}

const applied = (document: Document, patch: Result<Patch>): Result<Document> =>
  patch.ok ? ok(apply(document, patch.value)) : patch;

/** The numbers of the run settings, which are no things. */
const RUN_NUMBERS = {
  batchSize: {
    type: 'number',
    label: RUN_LABELS.batchSize,
    default: 32,
    min: 1,
    max: LIMITS.batchSize,
    integer: true,
    log: true,
  },
  seed: {
    type: 'number',
    label: RUN_LABELS.seed,
    default: 1,
    min: 0,
    max: LIMITS.seed,
    integer: true,
  },
} as const satisfies Readonly<Partial<Record<keyof RunSettings, NumberField>>>;
/** The path of the seed, which has a field of its own where a sweep is declared. */
export const SEED = 'run.seed';

function* ofRun(document: Document): Settings {
  const { run } = document;
  const put = (change: Partial<RunSettings>): Result<Document> => {
    const wrong = checkRun({ ...run, ...change }).filter((i) => i.severity === 'error');
    return wrong.length ? fail(...wrong) : applied(document, setRun(document, change));
  };
  const place: Place = { path: 'run', labels: [] };
  for (const [name, field] of Object.entries(RUN_FIELDS)) {
    const key = name as keyof typeof RUN_FIELDS;
    yield* ofThing(under(place, name, field.label), field, run[key] ?? field.default, (thing) =>
      put({ [key]: thing }),
    );
  }
  for (const [name, field] of Object.entries(RUN_NUMBERS)) {
    const key = name as keyof typeof RUN_NUMBERS;
    yield {
      ...under(place, name, field.label),
      field,
      value: run[key],
      put: (value) => put({ [key]: Number(value) }),
    };
  }
}

function* ofNode(document: Document, node: NodeRecord): Settings {
  const kind = kindOf(node.kind);
  if (!kind) return;
  const place: Place = { path: `nodes.${node.id}`, node: node.id, labels: [] };
  yield* ofFields(
    place,
    kind.fields,
    node.params,
    (name, value) => applied(document, setParam(document, vocabulary, node.id, name, value)),
    // Who uses another node's weights has no say in them.
    (field) => node.shares !== undefined && field.ofWeights === true,
  );
}

/** All that can be set: of the run, then node by node. @param nodes only of these */
export function settingsOf(document: Document, nodes?: readonly string[]): readonly Setting[] {
  return [
    ...ofRun(document),
    ...Object.values(document.nodes)
      .filter((node) => nodes?.includes(node.id) ?? true)
      .flatMap((node) => [...ofNode(document, node)]),
  ];
}

/** The nodes that a path may mean which begins with an id or a title. */
function nodeAt(document: Document, rest: string): readonly [NodeRecord, string][] {
  const names = (node: NodeRecord) => [node.id, titleOf(node), titleOf(node, 'zh')];
  const begins = (name: string) => rest === name || rest.startsWith(`${name}.`);
  for (const which of [0, 1, 2]) {
    const found = Object.values(document.nodes).flatMap((node) => {
      const name = names(node)[which]!;
      return begins(name) ? [[node, rest.slice(name.length + 1)] as [NodeRecord, string]] : [];
    });
    if (found.length) return found;
  }
  return [];
}

/** How much of two texts is alike from the beginning, for what is offered in the place of what is not there. */
const alikeness = (a: string, b: string): number => {
  let n = 0;
  while (n < a.length && a[n]?.toLowerCase() === b[n]?.toLowerCase()) n++;
  return n;
};
const OFFERED = 8;

function unknownSetting(document: Document, path: string) {
  const known = settingsOf(document).map((s) => s.path);
  const last = path.slice(path.lastIndexOf('.') + 1);
  const score = (p: string) =>
    alikeness(p, path) + (last && p.endsWith(`.${last}`) ? path.length : 0);
  const near = known
    .map((p) => ({ p, score: score(p) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, OFFERED);
  return fail(
    issue(
      'sweep.setting',
      {
        en: 'There is no setting {path}. Near to it: {near}.',
        zh: '没有设置项 {path}。相近的有：{near}。',
      },
      { args: { path: path.slice(0, 100), near: near.map((n) => n.p).join(', ') } },
    ),
  );
}

/** The setting of that path; nodes are named by their ids, or by what they are called. */
export function settingOf(document: Document, path: string): Result<Setting> {
  const written = path.trim();
  if (!written.startsWith('nodes.')) {
    for (const setting of ofRun(document)) if (setting.path === written) return ok(setting);
    return unknownSetting(document, written);
  }
  const nodes = nodeAt(document, written.slice('nodes.'.length));
  if (nodes.length > 1)
    return fail(
      issue(
        'sweep.which',
        {
          en: '{path} may mean several nodes: {nodes}. Say which by its id.',
          zh: '{path} 可指多个节点：{nodes}。请用节点的 id 指明。',
        },
        { args: { path: written, nodes: nodes.map(([node]) => node.id).join(', ') } },
      ),
    );
  for (const [node, param] of nodes)
    for (const setting of ofNode(document, node))
      if (setting.path === `nodes.${node.id}.${param}`) return ok(setting);
  return unknownSetting(document, written);
}

/** The document with that setting, or why it cannot have it. */
export function withSetting(
  document: Document,
  path: string,
  value: SettingValue,
): Result<Document> {
  const setting = settingOf(document, path);
  if (!setting.ok) return setting;
  const wrong = checkFields({ [path]: setting.value.field }, { [path]: value });
  return hasErrors(wrong) ? fail(...wrong) : setting.value.put(value);
}

/** What may stand there, in words. */
export const expectedOf = (field: SettingField): Arg =>
  field.type === 'number'
    ? between(field.min, field.max, field.integer)
    : field.type === 'choice'
      ? field.options.map((o) => o.value).join(', ')
      : 'true, false';
