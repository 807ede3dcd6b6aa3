/** What is wrong with one node, with the repair where there is one. */
import { Button } from '@mantine/core';
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { Severity } from '../../base/issue.ts';
import { useFixLabel } from '../kit/issues/fix.ts';
import { issueText } from '../kit/issues/text.ts';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './inspector.module.css';

const ICONS = { error: CircleAlert, warning: TriangleAlert, info: Info } satisfies Record<
  Severity,
  unknown
>;

export function NodeIssues({ id }: { id: string }) {
  const fixLabel = useFixLabel();
  const { applyFix } = useActions();
  const issues = useApp((s) => s.issues);
  const language = useApp((s) => s.language);
  const nodes = useApp((s) => s.document.nodes);
  const own = issues.filter((i) => i.where?.node === id);
  if (own.length === 0) return null;
  return (
    <div className={classes.issues}>
      {own.map((i) => {
        const Icon = ICONS[i.severity];
        return (
          <div
            key={`${i.code}:${issueText(i, language, nodes)}`}
            className={classes.issue}
            data-severity={i.severity}
          >
            <Icon size={15} aria-hidden="true" />
            <div>
              <p>{issueText(i, language, nodes)}</p>
              {i.fix && (
                <Button size="compact-xs" variant="default" onClick={() => applyFix(i)}>
                  {fixLabel(i.fix)}
                </Button>
              )}
            </div>
          </div>
        );
      })}
    </div>
  );
}
