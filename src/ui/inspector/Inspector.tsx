/**
 * The panel on the right: whatever is selected, or the step that is being walked through, or, when
 * nothing is, the document itself.
 */
import { SegmentedControl } from '@mantine/core';
import { useDeferredValue, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckSummary } from '../checking/CheckSummary.tsx';
import { useApp } from '../kit/store.tsx';
import { PathSumView } from '../paths/PathSumView.tsx';
import { Question } from '../stepping/Question.tsx';
import { DocumentPanel } from './DocumentPanel.tsx';
import { EdgePanel } from './EdgePanel.tsx';
import classes from './inspector.module.css';
import { ManyPanel } from './ManyPanel.tsx';
import { NodePanel } from './NodePanel.tsx';
import { StepView } from './stepper/StepView.tsx';

export function Inspector() {
  const lecture = useApp((s) => s.lecture);
  return (
    <>
      <CheckSummary />
      <PathSumView />
      {!lecture && <Question place="panel" />}
      <StepOrSelected />
    </>
  );
}

function StepOrSelected() {
  const { t } = useTranslation();
  const stepping = useApp((s) => s.cursor !== undefined);
  const entering = useApp((s) => s.entering !== undefined);
  const [looking, setLooking] = useState<'step' | 'selection'>('step');
  useEffect(() => {
    if (!stepping) setLooking('step');
  }, [stepping]);
  // Whoever enters a node means the node.
  useEffect(() => {
    if (entering && stepping) setLooking('selection');
  }, [entering, stepping]);
  if (!stepping) return <Selected />;
  return (
    <div className={classes.panel}>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('inspector.view')}
        value={looking}
        onChange={(v) => setLooking(v as typeof looking)}
        data={[
          { value: 'step', label: t('inspector.viewStep') },
          { value: 'selection', label: t('inspector.viewSelection') },
        ]}
      />
      {looking === 'step' ? <StepView /> : <Selected />}
    </div>
  );
}

function Selected() {
  // A panel is built anew for each node, formulas and all. Whoever runs through nodes by keys, here or in
  // the plan, does not wait for those that are passed over.
  const selection = useDeferredValue(useApp((s) => s.selection));
  const { nodes, edges, notes } = selection;
  const count = nodes.length + edges.length + notes.length;
  const [node] = nodes;
  const [edge] = edges;
  if (count === 0) return <DocumentPanel />;
  // Keys: a draft typed for one node must not turn up in the next.
  if (count === 1 && node) return <NodePanel key={node} id={node} />;
  if (count === 1 && edge) return <EdgePanel key={edge} id={edge} />;
  return <ManyPanel selection={selection} />;
}
