/**
 * The steps in order, or the most expensive first. The row that one stands on selects its node; a node
 * selected elsewhere marks its rows, and the first of them comes into sight.
 */
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanStep } from '../../../workers/engine/protocol.ts';
import { formatBytes, formatCount } from '../../tensor/format.ts';
import { useActions, useApp } from '../kit/store.tsx';
import { type Column, Grid } from './Grid.tsx';
import classes from './plan.module.css';
import { flopsAt, insideLoop, ordered, type SortKey } from './times.ts';
import { useNodeName } from './useNodeName.ts';
import { useSelected } from './useSelected.ts';
import { formatFlops, formatRate, formatTime } from './words.ts';

const PLAIN = ['number', 'phase', 'node', 'kernel', 'flops', 'bytes'] as const;
const MEASURED = [...PLAIN, 'time', 'rate'] as const;

const sortKey = (column: (typeof MEASURED)[number]): SortKey | undefined =>
  column === 'number' || column === 'flops' || column === 'bytes' || column === 'time'
    ? column
    : undefined;

interface Props {
  readonly steps: readonly PlanStep[];
  readonly times: readonly number[] | undefined;
  readonly active: number | undefined;
  readonly onActive: (step: number) => void;
  readonly sort: SortKey;
  readonly onSort: (key: SortKey) => void;
}

export function Steps({ steps, times, active, onActive, sort, onSort }: Props) {
  const { t } = useTranslation();
  const { select } = useActions();
  const nodes = useApp((s) => s.document.nodes);
  const selected = useSelected();
  const name = useNodeName();
  const by = sort === 'time' && !times ? 'number' : sort;
  const order = useMemo(() => ordered(steps, by, times), [steps, by, times]);
  const place = useMemo(() => {
    const places = new Uint32Array(order.length);
    order.forEach((step, row) => {
      places[step] = row;
    });
    return places;
  }, [order]);
  const longest = useMemo(() => Math.max(0, ...(times ?? [])), [times]);

  const stand = useRef({ active, place, onActive });
  stand.current = { active, place, onActive };
  useEffect(() => {
    const here = stand.current;
    const node = here.active === undefined ? undefined : steps[here.active]?.node;
    // The row that one stands on is the one that selected it.
    if (selected.size === 0 || (node && selected.has(node))) return;
    const own = steps.flatMap((s, i) => (s.node && selected.has(s.node) ? [i] : []));
    const first = own.reduce<number | undefined>(
      (a, b) => (a === undefined || here.place[b]! < here.place[a]! ? b : a),
      undefined,
    );
    if (first !== undefined) here.onActive(first);
  }, [selected, steps]);

  const stepOf = (row: number) => order[row] ?? 0;
  const columns = (times ? MEASURED : PLAIN).map((id): Column => {
    const key = sortKey(id);
    return {
      id,
      label: t(`plan.${id}`),
      ...(key && { onSort: () => onSort(key) }),
      ...(key === by && { sorted: key === 'number' ? 'ascending' : 'descending' }),
    };
  });
  const cell = (row: number, column: string) => {
    const i = stepOf(row);
    const step = steps[i];
    if (!step) return null;
    switch (column) {
      case 'number':
        return formatCount(i);
      case 'phase':
        return t(`plan.phase.${step.phase}`);
      case 'node':
        return (
          <>
            {step.loop !== undefined && (
              <span role="img" aria-label={t('plan.loop', { loop: step.loop })}>
                ↻
              </span>
            )}{' '}
            {name(step.node)}
          </>
        );
      case 'kernel':
        return step.text;
      case 'flops':
        return formatFlops(step.flops);
      case 'bytes':
        return formatBytes(step.bytes);
    }
    const time = times?.[i] ?? 0;
    if (insideLoop(steps, i)) return column === 'time' ? t('plan.withLoop') : '';
    if (column === 'rate') return formatRate(flopsAt(steps, i), time);
    return (
      <>
        <span className={classes.gauge} aria-hidden="true">
          <span
            data-phase={step.phase}
            style={{ width: `${longest ? (100 * time) / longest : 0}%` }}
          />
        </span>
        {formatTime(time)}
      </>
    );
  };
  return (
    <Grid
      label={t('plan.view.steps')}
      className={times ? classes.timed : classes.plain}
      columns={columns}
      count={steps.length}
      active={active === undefined ? undefined : place[active]}
      isSelected={(row) => {
        const node = steps[stepOf(row)]?.node;
        return node !== undefined && node !== '' && selected.has(node);
      }}
      onGo={(row) => {
        const step = stepOf(row);
        onActive(step);
        const node = steps[step]?.node;
        if (node && nodes[node]) select({ nodes: [node], edges: [] });
      }}
      cell={cell}
      phase={(row) => steps[stepOf(row)]?.phase}
    />
  );
}
