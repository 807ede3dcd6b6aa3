/** Issues in the reader's language. */
import { type Issue, sentenceOf } from '../../../base/issue.ts';
import type { Language } from '../../../base/words.ts';
import { namesIn } from '../../../catalog/index.ts';
import type { NodeRecord } from '../../../document/records.ts';

/** @param nodes those that the issue is about: they are called as they are now */
export const issueText = (
  issue: Issue,
  language: Language,
  nodes: Readonly<Record<string, NodeRecord>> = {},
): string => sentenceOf(issue, namesIn(nodes, language), language);
