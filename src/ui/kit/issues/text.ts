/** Issues in the reader's language. */
import { type Arg, type Issue, type NameOf, sentenceOf } from '../../../base/issue.ts';
import type { Language } from '../../../base/words.ts';
import { namesIn } from '../../../catalog/index.ts';
import type { NodeRecord } from '../../../document/records.ts';
import { PHRASES } from './chinese.ts';

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
  const args = language === 'zh' ? inChineseAll(issue.args ?? {}) : issue.args;
  return sentenceOf({ ...issue, args }, nameOf, language);
}
