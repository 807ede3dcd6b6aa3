/**
 * A long table: only rows in sight are in the page, and the grid itself has the focus. Headings of columns
 * that can be sorted by are buttons.
 */
import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useBox } from '../kit/useBox.ts';
import { placeByKey } from './keys.ts';
import classes from './plan.module.css';
import { bringIn, inSight, ROW } from './sight.ts';

/** Pixels of the headings, which stay above the rows. */
const HEAD = 23;

export interface Column {
  readonly id: string;
  readonly label: string;
  /** Chosen to sort by it. */
  readonly onSort?: () => void;
  readonly sorted?: 'ascending' | 'descending';
}

interface Props {
  readonly label: string;
  readonly className?: string | undefined;
  readonly columns: readonly Column[];
  readonly count: number;
  /** The row that one stands on. */
  readonly active: number | undefined;
  readonly isSelected: (row: number) => boolean;
  readonly onGo: (row: number) => void;
  readonly cell: (row: number, column: string) => ReactNode;
  /** What tells its cells apart in colour. */
  readonly phase?: (row: number) => string | undefined;
}

export function Grid(props: Props) {
  const { label, columns, count, active, isSelected, onGo, cell, phase } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const height = Math.max(0, useBox(scroller).height - HEAD);
  const [top, setTop] = useState(0);

  // Whoever chooses a row, here or on the canvas, sees it, also where the list has become lower since.
  useLayoutEffect(() => {
    const list = scroller.current;
    if (list && active !== undefined && height > 0)
      list.scrollTop = bringIn(active, list.scrollTop, height);
  }, [active, height]);
  // A shorter table may have ended above.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count is what may move it
  useEffect(() => setTop(scroller.current?.scrollTop ?? 0), [count]);

  const page = Math.max(1, Math.floor(height / ROW) - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const to = placeByKey(event, active, count, {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
    });
    if (to !== undefined) onGo(to);
  };

  const { from, to } = inSight(top, height, count);
  // The active row is drawn even out of sight, for whoever listens to the page.
  const rows = Array.from({ length: to - from }, (_, i) => from + i);
  if (active !== undefined && active < count && (active < from || active >= to)) rows.push(active);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table's rows could not be windowed by place
    <div
      role="grid"
      tabIndex={0}
      className={`${classes.grid} ${props.className ?? ''}`}
      aria-label={label}
      aria-rowcount={count + 1}
      aria-multiselectable="true"
      aria-activedescendant={active === undefined ? undefined : `${id}-${active}`}
      ref={scroller}
      onScroll={(e) => setTop(e.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
      <div role="row" className={classes.head} aria-rowindex={1}>
        {columns.map(({ id: column, label: name, onSort, sorted }) => (
          // biome-ignore lint/a11y/useFocusableInteractive: its button has the focus
          // biome-ignore lint/a11y/useSemanticElements: see the grid
          <span key={column} role="columnheader" data-column={column} aria-sort={sorted}>
            {onSort ? (
              <button type="button" className={classes.sort} onClick={onSort}>
                {name}
                <span aria-hidden="true">
                  {sorted === 'descending' ? ' ↓' : sorted === 'ascending' ? ' ↑' : ''}
                </span>
              </button>
            ) : (
              name
            )}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
      <div role="rowgroup" className={classes.rows} style={{ height: count * ROW }}>
        {rows.map((row) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
          // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys
          // biome-ignore lint/a11y/useSemanticElements: see the grid
          <div
            key={row}
            role="row"
            id={`${id}-${row}`}
            className={classes.row}
            style={{ top: row * ROW }}
            aria-rowindex={row + 2}
            aria-selected={isSelected(row)}
            data-active={row === active || undefined}
            onClick={() => onGo(row)}
          >
            {columns.map(({ id: column }) => (
              // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
              // biome-ignore lint/a11y/useSemanticElements: see the grid
              <span
                key={column}
                role="gridcell"
                data-column={column}
                data-phase={column === 'phase' ? phase?.(row) : undefined}
              >
                {cell(row, column)}
              </span>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
