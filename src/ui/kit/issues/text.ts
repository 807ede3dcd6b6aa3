/**
 * Issues in the reader's language. English is the issue's own message, complete as it is; in Chinese
 * it is a sentence by its code. A code without one falls back to English; a test sees that none is.
 */
import type { Issue } from '../../../base/issue.ts';
import { titleOf } from '../../../catalog/index.ts';
import type { NodeRecord } from '../../../document/records.ts';
import type { Language } from '../../../state/app.ts';
import { CHINESE, PHRASES } from './chinese.ts';

type Nodes = Readonly<Record<string, NodeRecord>>;

const NAME = /\{(\w+)\}/g;

const titles = new WeakMap<Nodes, ReadonlyMap<string, NodeRecord>>();

/** The nodes by what they are called in English, which is how issues name them. */
function byTitle(nodes: Nodes): ReadonlyMap<string, NodeRecord> {
  const kept = titles.get(nodes);
  if (kept) return kept;
  const table = new Map<string, NodeRecord>();
  for (const node of Object.values(nodes)) {
    const title = titleOf(node, 'en');
    if (!table.has(title)) table.set(title, node);
  }
  titles.set(nodes, table);
  return table;
}

/** An argument as a Chinese reader wants it: titles of nodes and phrases in their language. */
function argument(value: string | number, nodes: Nodes): string {
  if (typeof value === 'number') return String(value);
  for (const [phrase, chinese] of PHRASES)
    if (phrase.test(value)) return value.replace(phrase, chinese);
  const node = byTitle(nodes).get(value);
  return node ? titleOf(node, 'zh') : value;
}

export function issueText(issue: Issue, language: Language, nodes: Nodes = {}): string {
  const sentences = language === 'zh' ? CHINESE[issue.code] : undefined;
  const args = issue.args ?? {};
  const complete = (sentence: string) =>
    [...sentence.matchAll(NAME)].every(([, name]) => name !== undefined && name in args);
  const sentence = [sentences ?? []].flat().find(complete);
  if (sentence === undefined) return issue.message;
  return sentence.replace(NAME, (whole, name: string) =>
    name in args ? argument(args[name] ?? whole, nodes) : whole,
  );
}
