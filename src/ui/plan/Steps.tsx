/**
 * The steps in order. A plan may have ten thousand: only rows in sight are in the page, and the grid
 * itself has the focus. The row that one stands on selects its node; a node selected elsewhere marks
 * its rows, and the first of them comes into sight.
 */
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanStep } from '../../../workers/engine/protocol.ts';
import { titleOf } from '../../catalog/index.ts';
import { formatCount } from '../../tensor/format.ts';
import { useActions, useApp, useAppList } from '../app/context.tsx';
import classes from './plan.module.css';
import { bringIn, inSight, ROW } from './sight.ts';
import { useBox } from './useBox.ts';
import { formatBytes, formatFlops } from './words.ts';

const COLUMNS = ['number', 'phase', 'node', 'kernel', 'flops', 'bytes'] as const;

export function Steps({ steps }: { steps: readonly PlanStep[] }) {
  const { t } = useTranslation();
  const { select } = useActions();
  const language = useApp((s) => s.language);
  const nodes = useApp((s) => s.document.nodes);
  const selected = useAppList((s) => s.selection.nodes);
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const { height } = useBox(scroller);
  const [top, setTop] = useState(0);
  const [chosen, setActive] = useState<number>();
  const active = chosen !== undefined && chosen < steps.length ? chosen : undefined;

  const show = (row: number) => {
    const list = scroller.current;
    if (list) list.scrollTop = bringIn(row, list.scrollTop, list.clientHeight);
  };

  const stand = useRef(active);
  stand.current = active;
  useEffect(() => {
    const here = stand.current === undefined ? undefined : steps[stand.current]?.node;
    // The row that one stands on is the one that selected it.
    if (selected.length === 0 || (here && selected.includes(here))) return;
    const first = steps.findIndex((s) => s.node && selected.includes(s.node));
    if (first < 0) return;
    setActive(first);
    const list = scroller.current;
    if (list) list.scrollTop = bringIn(first, list.scrollTop, list.clientHeight);
  }, [selected, steps]);

  // The line below the list appears with the first row that is chosen: it must not cover that row.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height is what may hide the row
  useLayoutEffect(() => {
    const list = scroller.current;
    if (list && active !== undefined)
      list.scrollTop = bringIn(active, list.scrollTop, list.clientHeight);
  }, [height]);

  const go = (row: number) => {
    setActive(row);
    show(row);
    const node = steps[row]?.node;
    if (node && nodes[node]) select({ nodes: [node], edges: [] });
  };
  const page = Math.max(1, Math.floor(height / ROW) - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const end = steps.length - 1;
    const from = active ?? -1;
    const to = {
      ArrowDown: from + 1,
      ArrowUp: from - 1,
      PageDown: from + page,
      PageUp: from - page,
      Home: 0,
      End: end,
      Enter: from,
      ' ': from,
    }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    go(Math.min(end, Math.max(0, to)));
  };

  const name = (node: string) => {
    const known = nodes[node];
    return known ? titleOf(known, language) : node || '–';
  };
  const { from, to } = inSight(top, height, steps.length);
  const current = active === undefined ? undefined : steps[active];
  // It is drawn even out of sight, for whoever listens to the page.
  const rows = Array.from({ length: to - from }, (_, i) => from + i);
  if (active !== undefined && (active < from || active >= to)) rows.push(active);
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a table's rows could not be windowed by place */}
      <div
        role="grid"
        tabIndex={0}
        className={classes.grid}
        aria-label={t('plan.look.steps')}
        aria-rowcount={steps.length + 1}
        aria-multiselectable="true"
        aria-activedescendant={active === undefined ? undefined : `${id}-${active}`}
        onKeyDown={onKeyDown}
      >
        {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
        {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
        <div role="row" className={classes.head} aria-rowindex={1}>
          {COLUMNS.map((column) => (
            // biome-ignore lint/a11y/useFocusableInteractive: nothing can be done with a heading
            // biome-ignore lint/a11y/useSemanticElements: see the grid
            <span key={column} role="columnheader" data-column={column}>
              {t(`plan.${column}`)}
            </span>
          ))}
        </div>
        <div
          role="presentation"
          className={classes.scroller}
          ref={scroller}
          onScroll={(e) => setTop(e.currentTarget.scrollTop)}
        >
          {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
          <div role="rowgroup" className={classes.rows} style={{ height: steps.length * ROW }}>
            {rows.map((i) => {
              const step = steps[i];
              if (!step) return null;
              return (
                // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
                // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys
                // biome-ignore lint/a11y/useSemanticElements: see the grid
                <div
                  key={i}
                  role="row"
                  id={`${id}-${i}`}
                  className={classes.row}
                  style={{ top: i * ROW }}
                  aria-rowindex={i + 2}
                  aria-selected={step.node !== '' && selected.includes(step.node)}
                  data-active={i === active || undefined}
                  onClick={() => go(i)}
                >
                  <Cell column="number">{formatCount(i)}</Cell>
                  <Cell column="phase" phase={step.phase}>
                    {t(`plan.phase.${step.phase}`)}
                  </Cell>
                  <Cell column="node">
                    {step.loop !== undefined && (
                      <span role="img" aria-label={t('plan.loop', { loop: step.loop })}>
                        ↻
                      </span>
                    )}{' '}
                    {name(step.node)}
                  </Cell>
                  <Cell column="kernel">{step.text}</Cell>
                  <Cell column="flops">{formatFlops(step.flops)}</Cell>
                  <Cell column="bytes">{formatBytes(step.bytes)}</Cell>
                </div>
              );
            })}
          </div>
        </div>
      </div>
      {current && (
        <p className={classes.detail}>
          <span className={classes.soft}>{active}</span> {current.text}
        </p>
      )}
    </>
  );
}

function Cell(props: {
  readonly column: (typeof COLUMNS)[number];
  readonly phase?: string;
  readonly children: React.ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    <span role="gridcell" data-column={props.column} data-phase={props.phase}>
      {props.children}
    </span>
  );
}
