/**
 * Issues in the reader's language: in Chinese a sentence by its code. A code without one falls back to
 * English; a test sees that none is.
 */

import { type Arg, filled, type Issue, type NameOf, sentenceOf } from '../../../base/issue.ts';
import type { Language } from '../../../base/words.ts';
import { namesIn } from '../../../catalog/index.ts';
import type { NodeRecord } from '../../../document/records.ts';
import { CHINESE, PHRASES } from './chinese.ts';

const NAME = /\{(\w+)\}/g;

/** An argument as a Chinese reader wants it: phrases in their language. */
function inChinese(arg: Arg): Arg {
  if (typeof arg !== 'string') return arg;
  for (const [phrase, chinese] of PHRASES)
    if (phrase.test(arg)) return arg.replace(phrase, chinese);
  return arg;
}

function inChineseAll(args: NonNullable<Issue['args']>): NonNullable<Issue['args']> {
  return Object.fromEntries(Object.entries(args).map(([name, arg]) => [name, inChinese(arg)]));
}

/** @param nodes those that the issue is about: they are called as they are now */
export function issueText(
  issue: Issue,
  language: Language,
  nodes: Readonly<Record<string, NodeRecord>> = {},
): string {
  const nameOf: NameOf = namesIn(nodes, language);
  const sentences = language === 'zh' ? CHINESE[issue.code] : undefined;
  const args = issue.args ?? {};
  const complete = (sentence: string) =>
    [...sentence.matchAll(NAME)].every(([, name]) => name !== undefined && name in args);
  const sentence = [sentences ?? []].flat().find(complete);
  return sentence === undefined
    ? sentenceOf(issue, nameOf)
    : filled(sentence, inChineseAll(args), nameOf, language);
}
