/** What a setting is called and what it is set to, in the words of its form; and a few of them as a name. */
import type { Fields } from '../base/fields.ts';
import { alike, type Words } from '../base/words.ts';
import type { Difference, SettingValue } from '../document/differences.ts';
import type { Document } from '../document/records.ts';
import { kindOf, RUN_FIELDS, titleOf } from './index.ts';
import { thingOf } from './things.ts';

const words = (of: (language: 'en' | 'zh') => string): Words => ({ en: of('en'), zh: of('zh') });

/** What of the run settings is no field of anything. */
export const RUN_LABELS = {
  seed: { en: 'Seed', zh: '随机种子' },
  batchSize: { en: 'Batch size', zh: '批大小' },
} as const satisfies Readonly<Record<string, Words>>;
/** By the names of the file. */
const OTHERS: Readonly<Record<string, Words>> = {
  ...RUN_LABELS,
  kind: { en: 'Kind', zh: '类型' },
  shares: { en: 'Weights of', zh: '共用权重自' },
  source: { en: 'From', zh: '起点' },
  target: { en: 'To', zh: '终点' },
};

export interface SettingWords {
  /** Of which record: a node's title, a wire with both ends; empty for the run settings. */
  readonly record: Words;
  /** Empty where it is the record as a whole. */
  readonly setting: Words;
  readonly before?: Words;
  readonly after?: Words;
}

const nodeWords = (id: string, documents: readonly Document[]): Words => {
  const node = documents.find((d) => Object.hasOwn(d.nodes, id))?.nodes[id];
  return node ? words((language) => titleOf(node, language)) : alike(id);
};

function recordWords({ table, id }: Difference, documents: readonly Document[]): Words {
  if (table === 'nodes') return nodeWords(id, documents);
  const edge = documents.find((d) => Object.hasOwn(d.edges, id))?.edges[id];
  if (!edge) return alike('');
  const [from, to] = [edge.source, edge.target].map(({ node }) => nodeWords(node, documents));
  return words((language) => `${from?.[language]} → ${to?.[language]}`);
}

/** The form of the setting at the end of a path, through the things on the way as the document has them. */
function fieldAt({ table, id, path }: Difference, document: Document) {
  let fields: Fields | undefined;
  let values: unknown;
  let rest = path;
  if (table === 'run') [fields, values] = [RUN_FIELDS, document.run];
  else if (path[0] === 'params') {
    const node = document.nodes[id];
    [fields, values, rest] = [node && kindOf(node.kind)?.fields, node?.params, path.slice(1)];
  }
  for (const [i, name] of rest.entries()) {
    const field = fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (i === rest.length - 1 || field?.type !== 'thing') return field;
    const thing = (values as Record<string, unknown> | undefined)?.[name] ?? field.default;
    const { kind, params } = thing as { kind: string; params: unknown };
    [fields, values] = [thingOf(field.family, kind)?.fields, params];
  }
  return undefined;
}

export const switchWords = (on: boolean): Words =>
  on ? { en: 'on', zh: '开' } : { en: 'off', zh: '关' };

const LONGEST = 40;
const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

function valueWords(value: SettingValue, difference: Difference, document: Document): Words {
  const field = fieldAt(difference, document);
  const name = difference.path.at(-1);
  if (typeof value === 'boolean') return switchWords(value);
  if (typeof value === 'object' && 'node' in value) return nodeWords(value.node, [document]);
  if (typeof value === 'string') {
    if (name === 'shares') return nodeWords(value, [document]);
    if (name === 'kind') return kindOf(value)?.title ?? alike(value);
    if (field?.type === 'thing') return thingOf(field.family, value)?.title ?? alike(value);
    const option = field?.type === 'choice' && field.options.find((o) => o.value === value);
    return option ? option.label : alike(cut(value));
  }
  if (typeof value === 'number') return alike(String(value));
  return alike(cut(Array.isArray(value) ? value.join(', ') : JSON.stringify(value)));
}

export function settingWords(
  difference: Difference,
  before: Document,
  after: Document,
): SettingWords {
  const { path, before: was, after: is } = difference;
  const name = path.at(-1);
  const field = fieldAt(difference, after) ?? fieldAt(difference, before);
  return {
    record: difference.table === 'run' ? alike('') : recordWords(difference, [after, before]),
    setting: name === undefined ? alike('') : (field?.label ?? OTHERS[name] ?? alike(name)),
    ...(path.length > 0 && was !== undefined && { before: valueWords(was, difference, before) }),
    ...(path.length > 0 && is !== undefined && { after: valueWords(is, difference, after) }),
  };
}

/** So many of them are named; the others are counted. */
const NAMED = 3;

/** A label within a name: `learning rate`, but `L2`. */
const within = (label: string) =>
  /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;

/**
 * A name made of what differs: `learning rate 0.24`, `Dense 1 units 16, without Tanh 2`; none where nothing does.
 * What follows from another difference (wires of a node that is new, what only one of two optimisers has) is left out.
 */
export function nameOfDifferences(
  all: readonly Difference[],
  before: Document,
  after: Document,
): Words | undefined {
  const isWhole = (d: Difference) => d.path.length === 0;
  const nodesCame = all.some((d) => d.table === 'nodes' && isWhole(d));
  const told = all.filter((d) =>
    isWhole(d) || d.table === 'edges'
      ? d.table !== 'edges' || !nodesCame
      : d.after !== undefined && (d.before !== undefined || d.path.length === 1),
  );
  if (told.length === 0) return undefined;
  const one = (difference: Difference, language: 'en' | 'zh'): string => {
    const { record, setting, after: is } = settingWords(difference, before, after);
    if (isWhole(difference)) {
      const added = difference.after !== undefined;
      if (language === 'en') return `${added ? 'with' : 'without'} ${record.en}`;
      return `${added ? '加上' : '去掉'} ${record.zh}`;
    }
    const label = language === 'en' ? within(setting.en) : setting.zh;
    return [record[language], label, is?.[language]].filter(Boolean).join(' ');
  };
  const more = told.length - NAMED;
  return words((language) => {
    const parts = told.slice(0, NAMED).map((d) => one(d, language));
    if (language === 'en') return [...parts, ...(more > 0 ? [`${more} more`] : [])].join(', ');
    return parts.join('，') + (more > 0 ? `等 ${told.length} 项` : '');
  });
}
