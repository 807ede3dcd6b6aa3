/** What a problem says, in the reader's language; a function that changes only with the language. */
import { useCallback } from 'react';
import type { Issue } from '../../../base/issue.ts';
import { useApp, useAppStore } from '../store.tsx';
import { issueText } from './text.ts';

export function useIssueWords(): (issue: Issue) => string {
  const app = useAppStore();
  const language = useApp((s) => s.language);
  return useCallback(
    (issue) => issueText(issue, language, app.getState().document.nodes),
    [app, language],
  );
}
