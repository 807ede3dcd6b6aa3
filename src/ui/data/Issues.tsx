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
      {issues.map((i) => {
        const text = issueText(i, language, nodes);
        return (
          <Text key={i.code + text} size="sm" c="var(--ink)">
            {text}
          </Text>
        );
      })}
    </Alert>
  );
}
