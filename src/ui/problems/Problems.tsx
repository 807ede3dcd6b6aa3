/**
 * What is wrong with the open document: each problem says what, where and why, leads to its place,
 * and offers its repair where there is one.
 */
import { Button, VisuallyHidden } from '@mantine/core';
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../../base/issue.ts';
import { titleOf } from '../../catalog/index.ts';
import { useActions, useApp, useAppList } from '../app/context.tsx';
import { useFixLabel } from './fix.ts';
import { issueText } from './issues.ts';
import classes from './problems.module.css';

const ICONS = { error: CircleAlert, warning: TriangleAlert, info: Info } as const;
const ORDER = { error: 0, warning: 1, info: 2 } as const;

function Problem({ issue }: { issue: Issue }) {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const { select, applyFix } = useActions();
  const nodes = useApp((s) => s.document.nodes);
  const placed = issue.where?.node ? nodes[issue.where.node] : undefined;
  const place = placed && titleOf(placed, language);
  const fixLabel = useFixLabel();
  const Icon = ICONS[issue.severity];
  const { node, edge } = issue.where ?? {};
  const words = (
    <>
      <Icon size={16} aria-hidden="true" className={classes.icon} />
      <span className={classes.words}>
        <span className={classes.severity}>
          {t(`problems.${issue.severity}`)}
          {place && ` · ${place}`}
        </span>
        <span>{issueText(issue, language, nodes)}</span>
      </span>
    </>
  );
  return (
    <li className={classes.problem} data-severity={issue.severity}>
      {node || edge ? (
        <button
          type="button"
          className={classes.go}
          onClick={() => select({ nodes: node ? [node] : [], edges: edge ? [edge] : [] })}
        >
          {words}
        </button>
      ) : (
        <div className={classes.go}>{words}</div>
      )}
      {issue.fix && (
        <Button size="compact-sm" variant="default" onClick={() => applyFix(issue)}>
          {fixLabel(issue.fix)}
        </Button>
      )}
    </li>
  );
}

/** While the panel is folded away, what is wrong can still be found by whoever listens to the page. */
export function UnseenProblems() {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const nodes = useApp((s) => s.document.nodes);
  const issues = useAppList((s) => [...s.trouble, ...s.issues]);
  const elsewhere = useApp((s) => s.dialog === 'issues' || s.dialog === 'exportIssues');
  if (issues.length === 0 || elsewhere) return null;
  return (
    <VisuallyHidden>
      <ul aria-label={t('app.problems')}>
        {issues.map((issue, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: issues have no identity; two may be alike
          <li key={i}>{issueText(issue, language, nodes)}</li>
        ))}
      </ul>
    </VisuallyHidden>
  );
}

export function Problems() {
  const { t } = useTranslation();
  const issues = useAppList((s) =>
    [...s.trouble, ...s.issues].sort((a, b) => ORDER[a.severity] - ORDER[b.severity]),
  );
  const empty = useApp((s) => Object.keys(s.document.nodes).length === 0);
  const checked = useApp((s) => s.compiled !== undefined);
  return (
    <div className={classes.panel}>
      <ul className={classes.list} aria-label={t('app.problems')}>
        {issues.map((issue, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: issues have no identity; two may be alike
          <Problem key={i} issue={issue} />
        ))}
      </ul>
      {issues.length === 0 && (
        <p className={classes.none}>
          {checked && !empty && <CircleCheck size={16} aria-hidden="true" />}
          {t(empty ? 'problems.empty' : checked ? 'problems.none' : 'problems.compiling')}
        </p>
      )}
    </div>
  );
}
