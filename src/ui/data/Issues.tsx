/** What went wrong, in the reader's language. */
import { Alert, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../../base/issue.ts';

export function Issues({ issues }: { issues: readonly Issue[] }) {
  const { t } = useTranslation();
  return (
    <Alert color="red" variant="light" icon={<TriangleAlert size={18} aria-hidden />} role="alert">
      {issues.map((i) => (
        <Text key={i.code + i.message} size="sm" c="var(--ink)">
          {t(`issue.${i.code}`, { defaultValue: i.message, ...i.args })}
        </Text>
      ))}
    </Alert>
  );
}
