/** What went wrong, in the reader's language. */
import { Alert, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import type { Issue } from '../../base/issue.ts';
import { issueText } from '../kit/issues/text.ts';
import { useApp } from '../kit/store.tsx';

export function Issues({ issues }: { issues: readonly Issue[] }) {
  const language = useApp((s) => s.language);
  const nodes = useApp((s) => s.document.nodes);
  return (
    <Alert color="red" variant="light" icon={<TriangleAlert size={18} aria-hidden />} role="alert">
      {issues.map((i) => (
        <Text key={i.code + i.message} size="sm" c="var(--ink)">
          {issueText(i, language, nodes)}
        </Text>
      ))}
    </Alert>
  );
}
