/**
 * What is wrong with the open document: each problem says what, where and why, leads to its place,
 * and offers its repair where there is one.
 */

import { Button, VisuallyHidden } from '@mantine/core';
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countOf } from '../../base/count.ts';
import type { Issue } from '../../base/issue.ts';
import { titleOf } from '../../catalog/index.ts';
import { useFixLabel } from '../kit/issues/fix.ts';
import { issueText } from '../kit/issues/text.ts';
import { useActions, useApp } from '../kit/store.tsx';
import { FEW, folded, MORE } from './folded.ts';
import classes from './problems.module.css';

const ICONS = { error: CircleAlert, warning: TriangleAlert, info: Info } as const;
const ORDER = { error: 0, warning: 1, info: 2 } as const;

/** What stopped the run, and what is said of the document. */
function useIssues(): readonly Issue[] {
  const trouble = useApp((s) => s.trouble);
  const issues = useApp((s) => s.issues);
  return useMemo(() => (trouble.length ? [...trouble, ...issues] : issues), [trouble, issues]);
}

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
  const issues = useIssues();
  const elsewhere = useApp((s) => s.dialog === 'issues' || s.dialog === 'exportIssues');
  if (issues.length === 0 || elsewhere) return null;
  return (
    <VisuallyHidden>
      <ul aria-label={t('kit.problems')}>
        {folded(issues).map((row, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: issues have no identity; two may be alike
          <li key={i}>
            {'issue' in row
              ? issueText(row.issue, language, nodes)
              : t('problems.more', { count: row.more })}
          </li>
        ))}
      </ul>
    </VisuallyHidden>
  );
}

/** How many more there are of a kind, and the way to them. */
function More({ more, onMore }: { more: number; onMore: () => void }) {
  const { t } = useTranslation();
  return (
    <li className={classes.problem}>
      <span className={classes.more}>{t('problems.more', { count: more })}</span>
      <Button size="compact-sm" variant="default" onClick={onMore}>
        {t('problems.showMore')}
      </Button>
    </li>
  );
}

export function Problems() {
  const { t } = useTranslation();
  const all = useIssues();
  const issues = useMemo(
    () => [...all].sort((a, b) => ORDER[a.severity] - ORDER[b.severity]),
    [all],
  );
  // How many of a kind somebody wished to see: of this document, whatever becomes of its issues.
  const [most, setMost] = useState<ReadonlyMap<string, number>>(new Map());
  const rows = useMemo(() => folded(issues, most), [issues, most]);
  const empty = useApp((s) => countOf(s.document.nodes) === 0);
  const checked = useApp((s) => s.compiled !== undefined);
  return (
    <div className={classes.panel}>
      <ul className={classes.list} aria-label={t('kit.problems')}>
        {rows.map((row, i) =>
          'issue' in row ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: issues have no identity; two may be alike
            <Problem key={i} issue={row.issue} />
          ) : (
            <More
              key={row.code}
              more={row.more}
              onMore={() =>
                setMost((m) => new Map(m).set(row.code, (m.get(row.code) ?? FEW) + MORE))
              }
            />
          ),
        )}
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
