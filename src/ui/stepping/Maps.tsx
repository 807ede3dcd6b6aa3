/** Tensors of a move side by side, with their signs between them: incoming × local = what goes back. */
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { bitmapUrl } from '../../charts/bitmap.ts';
import { sequentialRamp, signRamp } from '../../charts/colour.ts';
import { extent, magnitude } from '../../charts/extent.ts';
import { formatIndex } from '../../charts/grid.ts';
import { formatNumber } from '../../tensor/format.ts';
import { formatShape } from '../../tensor/shape.ts';
import { useAppStore } from '../kit/store.tsx';
import { named, symbolsAt, symbolsOn } from '../kit/symbols.ts';
import { useShade } from '../kit/useShade.ts';
import { Tex } from '../tex/Tex.tsx';
import { useEnds } from './ends.ts';
import classes from './maps.module.css';
import { marked } from './pointing.ts';
import type { TensorMap } from './tensorMaps.ts';

/** Pixels that a row of maps has across and down: on a card, and in the panel beside its signs. */
const ROOM = { card: { wide: 252, high: 76, side: 84 }, panel: { wide: 204, high: 56, side: 68 } };
/** Those of a cell. */
const CELL = { least: 3, most: 16 };
/** A map has so many pixels at least, down a little more, for one row is to be seen. */
const LEAST = { across: 8, down: 12 };

type Room = (typeof ROOM)[keyof typeof ROOM];

/** One scale for all maps of a row, so that one sees what is summed over; where that is too small, each its own. */
function scaleOf(
  row: readonly TensorMap[],
  { wide: across, high, side }: Room,
): (map: TensorMap) => { width: number; height: number } {
  const columns = row.reduce((n, m) => n + m.grids.reduce((k, g) => k + g.columns, 0), 0);
  const rows = Math.max(...row.flatMap((m) => m.grids.map((g) => g.rows)));
  const cell = Math.floor(Math.min(CELL.most, across / columns, high / rows));
  if (cell >= CELL.least)
    return ({ grids: [grid] }) => ({
      width: cell * (grid?.columns ?? 1),
      height: Math.max(LEAST.down, cell * (grid?.rows ?? 1)),
    });
  return ({ grids }) => {
    const [grid] = grids;
    const wide = Math.min(side, across / row.length) / (grids.length > 1 ? 2 : 1);
    const own = Math.min(CELL.most, wide / (grid?.columns ?? 1), high / (grid?.rows ?? 1));
    return {
      width: Math.max(LEAST.across, own * (grid?.columns ?? 1)),
      height: Math.max(LEAST.down, own * (grid?.rows ?? 1)),
    };
  };
}

interface Props {
  readonly row: readonly TensorMap[];
  readonly on?: keyof typeof ROOM;
}

export function Maps({ row, on = 'card' }: Props) {
  const { t } = useTranslation();
  const shade = useShade();
  const ends = useEnds();
  const app = useAppStore();
  const readout = useRef<HTMLParagraphElement>(null);
  const scale = scaleOf(row, ROOM[on]);
  const symbolsOf = ({ of, name }: TensorMap['of']) => {
    const state = app.getState();
    if (of === 'wire') return symbolsOn(state, name);
    return of === 'output' && state.cursor?.move
      ? symbolsAt(state, state.cursor.move.node, name)
      : undefined;
  };
  const tell = (text: string) => {
    if (readout.current) readout.current.textContent = text;
  };
  return (
    <div className={classes.maps} onPointerLeave={() => tell('')}>
      <div className={classes.row} data-maps>
        {row.map((map, i) => {
          const { title, of, hue, sign, shape, grids, frame } = map;
          const { width, height } = scale(map);
          const word =
            typeof title === 'string'
              ? t(`stepping.map.${title}`, { node: ends(of.name).to })
              : title.text;
          const all = grids.map((g) => extent(g.data));
          const limit = Math.max(...grids.map((g) => magnitude(g.data))) || 1;
          const symbols = of.gradient ? undefined : symbolsOf(of);
          const said = t('stepping.map', {
            title: word,
            shape: formatShape(shape),
            low: formatNumber(Math.min(...all.map(([low]) => low))),
            high: formatNumber(Math.max(...all.map(([, high]) => high))),
          });
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a map is its place
            <div key={i} className={classes.operand}>
              {sign && <span className={classes.sign}>{sign}</span>}
              <figure data-hue={hue} {...marked(of.of, of.name)}>
                <figcaption aria-hidden>
                  {typeof title === 'string' ? word : <Tex source={title.tex} />}
                </figcaption>
                <div className={classes.pictures} role="img" aria-label={said}>
                  {grids.map((grid, k) => (
                    <span
                      // biome-ignore lint/suspicious/noArrayIndexKey: a picture is its place
                      key={k}
                      className={classes.picture}
                      style={{ width, height }}
                      onPointerMove={(event) => {
                        const box = event.currentTarget.getBoundingClientRect();
                        const at = (part: number, count: number) =>
                          Math.max(0, Math.min(count - 1, Math.floor(part * count)));
                        const r = at((event.clientY - box.top) / box.height, grid.rows);
                        const c = at((event.clientX - box.left) / box.width, grid.columns);
                        const place = formatIndex(grid.rows > 1 ? [r, c] : [c]);
                        const value = grid.data[r * grid.columns + c] ?? Number.NaN;
                        const [symbol = ''] = (symbols && named([value], symbols)) ?? [];
                        tell(`${word} ${place} = ${formatNumber(value)} ${symbol}`.trim());
                      }}
                    >
                      <img
                        alt=""
                        draggable={false}
                        src={
                          symbols
                            ? bitmapUrl(grid, 0, symbols.length - 1, sequentialRamp())
                            : bitmapUrl(grid, -limit, limit, signRamp(shade))
                        }
                      />
                      {frame && k === 0 && grid.blockRows === 1 && grid.blockColumns === 1 && (
                        <i
                          className={classes.frame}
                          style={{
                            left: `${(100 * frame.column) / grid.columns}%`,
                            top: `${(100 * frame.row) / grid.rows}%`,
                            width: `${(100 * frame.columns) / grid.columns}%`,
                            height: `${(100 * frame.rows) / grid.rows}%`,
                          }}
                        />
                      )}
                    </span>
                  ))}
                </div>
              </figure>
            </div>
          );
        })}
      </div>
      <p ref={readout} className={classes.readout} aria-hidden />
    </div>
  );
}
