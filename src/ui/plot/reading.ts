/**
 * What is read off a plot where one points: a line down to the axis, a dot on each series, and its numbers
 * beside them. Written into elements that are kept, as often as the pointer moves or numbers come: no
 * render is made for either.
 */
import { tenths } from '../../charts/path.ts';
import { nearest } from '../../charts/plane.ts';
import {
  make,
  type PlotData,
  type PlotSource,
  placesIn,
  plotAreaOf,
  type Series,
  write,
} from './marks.ts';

/** How what is read off is told. */
export interface Telling<R> {
  readonly along: (row: R) => number;
  readonly series: readonly Series<R>[];
  readonly format: (value: number) => string;
  /** What stands above the numbers. @param at the place on the axis */
  readonly title?: ((at: number) => string) | undefined;
  /** Of a number that was measured at another place, and nowhere nearer. */
  readonly elsewhere?: ((at: number) => string) | undefined;
}

/** A number read off: that of the nearest row which has one. */
export interface Read<R> {
  readonly one: Series<R>;
  readonly row: R;
  readonly value: number;
}

/** Of each series the number nearest to a place on the axis. */
function readAt<R>(
  rows: readonly R[],
  { along, series }: Pick<Telling<R>, 'along' | 'series'>,
  at: number,
): readonly Read<R>[] {
  return series.flatMap((one) => {
    const known = rows.filter((row) => one.of(row) !== null);
    const row = known[nearest(known.map(along), at)];
    const value = row === undefined ? null : one.of(row);
    return row === undefined || value === null ? [] : [{ one, row, value }];
  });
}

/** Places on the axis at which any series has a number, in their order. */
export const placesOf = <R>(
  { rows, x }: PlotData<R>,
  { along, series }: Pick<Telling<R>, 'along' | 'series'>,
): readonly number[] =>
  rows
    .filter((row) => series.some((one) => one.of(row) !== null))
    .map(along)
    .filter((at) => at >= x.domain[0] && at <= x.domain[1]);

/** More than so many numbers stand in two columns. */
const FEW = 6;
/** Pixels between the line and what is told. */
const BESIDE = 10;

/** The elements that it is written into; they are empty at first. */
interface ReadingMarks {
  readonly cursor: SVGGElement;
  readonly told: HTMLElement;
}

/** Gives the function that writes it: for a place on the axis, or none. */
export function readingOn<R>(
  { cursor, told }: ReadingMarks,
  telling: Telling<R>,
  {
    width,
    height,
    line,
  }: { readonly width: number; readonly height: number; readonly line: string },
): (source: PlotSource<R>, at: number | undefined) => void {
  const { along, format, title, elsewhere } = telling;
  const down = make('line', { class: line });
  const dots = make('g');
  cursor.replaceChildren(down, dots);
  const head = document.createElement('div');
  const list = document.createElement('div');
  told.replaceChildren(head, list);
  return (source, at) => {
    const data = source.read();
    const area = plotAreaOf(data.x, width, height);
    const [from, to] = data.x.domain;
    const hidden = at === undefined || at < from || at > to || !(area.right > area.left);
    if (told.hidden !== hidden) told.hidden = hidden;
    write(cursor, 'visibility', hidden ? 'hidden' : 'inherit');
    if (hidden) return;
    const { over, across, up } = placesIn(data, along, area);
    const here = over(at);
    for (const name of ['x1', 'x2'] as const) write(down, name, tenths(here));
    write(down, 'y1', area.top);
    write(down, 'y2', area.bottom);
    const all = readAt(data.rows, telling, at);
    const read = [...all.filter((r) => !r.one.behind), ...all.filter((r) => r.one.behind)];
    head.textContent = title?.(at) ?? '';
    head.hidden = !title;
    if (read.length > FEW) list.dataset.many = '';
    else delete list.dataset.many;
    dots.replaceChildren();
    list.replaceChildren();
    for (const { one, row, value } of read) {
      const [x, y] = [across(row), up(value)];
      if (!one.faint && Number.isFinite(y) && x >= area.left && x <= area.right)
        dots.append(make('circle', { cx: tenths(x), cy: tenths(y), r: '4', fill: one.stroke }));
      const entry = document.createElement('div');
      const key = document.createElement('i');
      key.style.background = one.stroke;
      const name = document.createElement('span');
      name.textContent = one.name;
      const number = document.createElement('b');
      number.textContent = format(value);
      entry.append(key, name, ' ', number);
      const own = along(row);
      if (own !== at && elsewhere) entry.append(` ${elsewhere(own)}`);
      list.append(entry);
    }
    // Beside the line, where there is more room, and within the plot.
    const wide = told.offsetWidth;
    const wanted = here > width / 2 ? here - BESIDE - wide : here + BESIDE;
    told.style.left = `${Math.max(0, Math.min(wanted, width - wide))}px`;
  };
}
