/** What a problem says, in the reader's language. */
import { useCallback } from 'react';
import type { Issue } from '../../../base/issue.ts';
import { useApp, useAppStore } from '../store.tsx';
import { issueText } from './text.ts';

/** What one problem says: told again when its language or the title of a node changes. */
export const useIssueText = (issue: Issue): string =>
  useApp((s) => issueText(issue, s.language, s.document.nodes));

/** A function that changes only with the language: nodes are called as they are when it is asked. */
export function useIssueWords(): (issue: Issue) => string {
  const app = useAppStore();
  const language = useApp((s) => s.language);
  return useCallback(
    (issue) => issueText(issue, language, app.getState().document.nodes),
    [app, language],
  );
}
