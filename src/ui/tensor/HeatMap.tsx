/**
 * A tensor as a picture: one cell for each number, on the sign scale, or from 0 up where they are indices. It is a button, so that the keyboard reaches every cell: arrows move, Enter picks.
 */

import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { extent } from '../../charts/extent.ts';
import { formatIndex, matrixView, ravel, unravel } from '../../charts/grid.ts';
import { paintRamp } from '../../charts/pixels.ts';
import { downsample, type Grid } from '../../tensor/downsample.ts';
import { formatNumber } from '../../tensor/format.ts';
import { formatShape, size } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { named, type Symbols } from '../kit/symbols.ts';
import { useShade } from '../kit/useShade.ts';
import { type Colours, coloursOf } from './paint.ts';
import classes from './tensor.module.css';

const MOST_ROWS = 64;
const MOST_COLUMNS = 96;
const LARGEST_CELL = 22;
const LEAST_CELL = 14;
/** Pixels; beyond it cells get flat instead. */
const TALLEST = 200;

interface Props {
  readonly tensor: Tensor;
  readonly title: string;
  /** End of the colour scale; the largest magnitude of the tensor where absent. */
  readonly max?: number;
  readonly width?: number;
  readonly picked?: readonly number[];
  readonly onPick?: (index: readonly number[]) => void;
  /** What its numbers are indices of. */
  readonly symbols?: Symbols | undefined;
  /** Stands where the pointed-at element is read out, while none is. */
  readonly idle?: ReactNode;
}

function paint(canvas: HTMLCanvasElement, grid: Grid, { low, high, ramp }: Colours) {
  canvas.width = grid.columns;
  canvas.height = grid.rows;
  const image = new ImageData(grid.columns, grid.rows);
  image.data.set(paintRamp(grid.data, low, high, ramp).subarray(0, grid.rows * grid.columns * 4));
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

export function HeatMap(props: Props) {
  const { tensor, title, max, width = 252, picked, onPick, symbols, idle } = props;
  const { t } = useTranslation();
  const shade = useShade();
  const canvas = useRef<HTMLCanvasElement>(null);
  /** Row and column of the cell that is pointed at. */
  const [cell, setCell] = useState<readonly [number, number]>();

  const drawn = matrixView(tensor);
  const grid = downsample(drawn.data, drawn.rows, drawn.columns, MOST_ROWS, MOST_COLUMNS);
  const colours = coloursOf(tensor.data, symbols ? 'share' : 'sign', shade, max);
  const side = Math.min(LARGEST_CELL, width / Math.max(1, grid.columns));
  // Cells are square where there is room; a strip of small ones is drawn taller, to be hit by hand.
  const height = Math.min(TALLEST, grid.rows * Math.max(side, grid.rows < 4 ? LEAST_CELL : 0));

  useLayoutEffect(() => {
    if (canvas.current && grid.rows > 0) paint(canvas.current, grid, colours);
  });

  if (grid.rows === 0) return <span className={classes.soft}>{t('tensor.empty')}</span>;

  const blocks = grid.blockRows > 1 || grid.blockColumns > 1;
  const indexOf = ([r, c]: readonly [number, number]) =>
    unravel(
      Math.min(drawn.position(r * grid.blockRows, c * grid.blockColumns), size(tensor.shape) - 1),
      tensor.shape,
    );
  const read = (at: readonly [number, number]) => {
    const value = grid.data[at[0] * grid.columns + at[1]] ?? 0;
    const [symbol] = (symbols && named([value], symbols)) ?? [];
    return t(blocks ? 'tensor.block' : 'tensor.at', {
      index: formatIndex(indexOf(at)),
      value: symbol === undefined ? formatNumber(value) : `${formatNumber(value)} ${symbol}`,
    });
  };
  const [low, high] = extent(tensor.data);
  const label = t('tensor.heat', {
    title,
    shape: formatShape(tensor.shape),
    min: formatNumber(low),
    max: formatNumber(high),
  });

  const under = (event: PointerEvent<HTMLElement>): readonly [number, number] | undefined => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return undefined;
    const r = Math.floor(((event.clientY - box.top) / box.height) * grid.rows);
    const c = Math.floor(((event.clientX - box.left) / box.width) * grid.columns);
    return r >= 0 && c >= 0 && r < grid.rows && c < grid.columns ? [r, c] : undefined;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    const [r, c] = cell ?? [0, 0];
    setCell([
      Math.min(grid.rows - 1, Math.max(0, r + (cell ? move[0] : 0))),
      Math.min(grid.columns - 1, Math.max(0, c + (cell ? move[1] : 0))),
    ]);
  };

  const place = (at: readonly [number, number]) => ({
    left: `${(at[1] / grid.columns) * 100}%`,
    top: `${(at[0] / grid.rows) * 100}%`,
    width: `${100 / grid.columns}%`,
    height: `${100 / grid.rows}%`,
  });
  const cellOf = (index: readonly number[]): readonly [number, number] => {
    const [r, c] = drawn.place(ravel(index, tensor.shape));
    return [Math.floor(r / grid.blockRows), Math.floor(c / grid.blockColumns)];
  };
  const pickedCell = picked?.length === tensor.shape.length ? cellOf(picked) : undefined;

  return (
    <div className={classes.heat}>
      <button
        type="button"
        className={classes.cells}
        style={{ width: side * grid.columns, height }}
        aria-label={label}
        title={t(onPick ? 'tensor.hintPick' : 'tensor.hint')}
        onPointerMove={(e) => setCell(under(e))}
        onPointerLeave={() => setCell(undefined)}
        onBlur={() => setCell(undefined)}
        onKeyDown={onKeyDown}
        onClick={() => cell && onPick?.(indexOf(cell))}
      >
        <canvas ref={canvas} />
        {pickedCell && <span className={classes.picked} style={place(pickedCell)} />}
        {cell && <span className={classes.pointed} style={place(cell)} />}
      </button>
      <div className={classes.reads}>
        {/* Kept in place while hidden, so that nothing below moves. */}
        <div className={cell ? classes.hidden : undefined}>{idle}</div>
        {/* Read out, but no status: that one is the run's. */}
        <span className={classes.readout} aria-live="polite">
          {cell && read(cell)}
        </span>
      </div>
      {drawn.transposed && <span className={classes.soft}>{t('tensor.turned')}</span>}
      {blocks && (
        <span className={classes.soft}>
          {t('tensor.shrunk', { rows: grid.blockRows, columns: grid.blockColumns })}
        </span>
      )}
    </div>
  );
}
