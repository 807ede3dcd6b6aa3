/** What a problem says, in the reader's language where it is known there, else its English sentence. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../../base/issue.ts';

export function useIssueWords(): (issue: Issue) => string {
  const { t } = useTranslation();
  return useCallback(
    (issue) => t(`issue.${issue.code}`, { ...issue.args, defaultValue: issue.message }),
    [t],
  );
}
