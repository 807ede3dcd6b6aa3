/** Where the time goes, node by node; while nothing has been measured, where the operations go. */

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanStep } from '../../../workers/engine/protocol.ts';
import { formatBytes } from '../../tensor/format.ts';
import { useActions, useApp } from '../kit/store.tsx';
import { type Column, Grid } from './Grid.tsx';
import { Legend, PHASES } from './Legend.tsx';
import classes from './plan.module.css';
import { costsByNode, type NodeCost } from './times.ts';
import { useNodeName } from './useNodeName.ts';
import { useSelected } from './useSelected.ts';
import { formatFlops, formatRate, formatTime } from './words.ts';

interface Props {
  readonly steps: readonly PlanStep[];
  readonly times: readonly number[] | undefined;
  readonly onActive: (step: number) => void;
}

export function Nodes({ steps, times, onActive }: Props) {
  const { t } = useTranslation();
  const { select } = useActions();
  const nodes = useApp((s) => s.document.nodes);
  const selected = useSelected();
  const name = useNodeName();
  const costs = useMemo(() => {
    const all = costsByNode(steps, times);
    return all.sort((a, b) => size(b) - size(a));
  }, [steps, times]);
  const total = costs.reduce((sum, c) => sum + size(c), 0);
  const most = Math.max(1e-9, ...costs.map(size));
  const found = costs.findIndex((c) => c.node !== '' && selected.has(c.node));

  const ids = times
    ? ['node', 'share', 'percent', 'time', 'flops', 'bytes', 'rate']
    : ['node', 'share', 'percent', 'flops', 'bytes'];
  const columns = ids.map(
    (id): Column => ({
      id,
      label: t(id === 'share' && !times ? 'plan.shareOfFlops' : `plan.${id}`),
    }),
  );
  const cell = (row: number, column: string) => {
    const cost = costs[row];
    if (!cost) return null;
    switch (column) {
      case 'node':
        return cost.node === '' ? t('plan.noNode') : name(cost.node);
      case 'percent':
        return `${((100 * size(cost)) / Math.max(1e-9, total)).toFixed(1)} %`;
      case 'time':
        return formatTime(cost.time ?? 0);
      case 'flops':
        return formatFlops(cost.flops);
      case 'bytes':
        return formatBytes(cost.bytes);
      case 'rate':
        return formatRate(cost.flops, cost.time ?? 0);
    }
    const told = PHASES.filter((p) => cost.parts[p]).map((p) =>
      t('plan.part', {
        phase: t(`plan.phase.${p}`),
        share: `${((100 * (cost.parts[p] ?? 0)) / Math.max(1e-9, size(cost))).toFixed(0)} %`,
      }),
    );
    return (
      <span
        className={classes.parts}
        role="img"
        aria-label={told.join(', ')}
        title={told.join(', ')}
      >
        {PHASES.map((p) => (
          <span
            key={p}
            data-phase={p}
            style={{ width: `${(100 * (cost.parts[p] ?? 0)) / most}%` }}
          />
        ))}
      </span>
    );
  };
  return (
    <>
      <Grid
        label={t('plan.view.nodes')}
        className={times ? classes.nodesTimed : classes.nodes}
        columns={columns}
        count={costs.length}
        active={found < 0 ? undefined : found}
        isSelected={(row) => selected.has(costs[row]?.node ?? '')}
        onGo={(row) => {
          const cost = costs[row];
          if (!cost) return;
          onActive(cost.step);
          if (nodes[cost.node]) select({ nodes: [cost.node], edges: [] });
        }}
        cell={cell}
      />
      <div className={classes.foot}>
        <Legend has={(phase) => costs.some((c) => c.parts[phase])} />
        {!times && <span className={classes.soft}>{t('plan.unmeasured')}</span>}
      </div>
    </>
  );
}

/** Its time where it was measured, else its operations. */
const size = (c: NodeCost): number => Object.values(c.parts).reduce((sum, part) => sum + part, 0);
