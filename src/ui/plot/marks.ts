/**
 * The marks of a plot, written into its SVG: axes and lines. A plot that streams is drawn ten times a
 * second; as elements of React that cost the page's thread most of an update, and training its pace.
 * Elements are kept from one drawing to the next, and an attribute is written only when it changes.
 */
import { lineThrough, tenths } from '../../charts/path.ts';
import { type Axis, labelsThatFit, scaleOf } from '../../charts/plane.ts';
import type { Tick } from '../../charts/ticks.ts';

/** What a plot shows in one area. */
export interface PlotData<R> {
  /** Ascending along x. */
  readonly rows: readonly R[];
  readonly x: Axis;
  readonly y: Axis;
}

/** Where a plot reads what it shows. */
export interface PlotSource<R> {
  /** What there is now; the same object as long as it is the same. */
  readonly read: () => PlotData<R>;
  /** Calls back in a frame in which there may be something new. Gives the function that ends it. */
  readonly on: (callback: () => void) => () => void;
}

/** One line of a plot: what it is, and how it is drawn. */
export interface Series<R> {
  readonly name: string;
  /** Null where there is no number. */
  readonly of: (row: R) => number | null;
  readonly stroke: string;
  readonly width: number;
  readonly dash?: string;
  readonly cap?: 'round';
  /** Each number is a dot as well: it was measured there, and nowhere between. */
  readonly dots?: true;
  /** Between two numbers a band is drawn behind the line. */
  readonly band?: (row: R) => readonly [low: number, high: number] | null;
  /** Told after the others, and drawn below them: named first. */
  readonly behind?: true;
  /** Behind the others: what one of them is made of. */
  readonly faint?: true;
}

/** The plot area: the rectangle between the axes, in CSS pixels of the SVG. */
interface PlotArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Below there is room for words, where the axis has any. */
export const plotAreaOf = (x: Axis, width: number, height: number): PlotArea => ({
  left: x.ticks.length ? 52 : 42,
  right: width - 10,
  top: 6,
  bottom: height - (x.ticks.length ? 22 : 4),
});

const LABEL_GAP = 12;
/** Digits are about so wide at the size of captions. */
const widthOf = (text: string) => 7 * text.length;

/** From rows and numbers to places in the plot; not finite where there is none. */
export function placesIn<R>({ x, y }: PlotData<R>, along: (row: R) => number, area: PlotArea) {
  const toX = scaleOf(x, area.left, area.right);
  const toY = scaleOf(y, area.bottom, area.top);
  return {
    over: toX,
    across: (row: R) => toX(along(row)),
    /** Zero has no logarithm: a gap is drawn there. */
    up: (value: number | null) => (value === null ? Number.NaN : toY(value)),
  };
}

/** The elements that a plot draws on; the rest of its SVG stands as it is. */
export interface Marks {
  readonly svg: SVGSVGElement;
  readonly axes: SVGGElement;
  /** Outside it no line is seen: they go on to rows beyond the axis. */
  readonly clip: SVGRectElement;
  /** One for each series. */
  readonly lines: readonly SVGPathElement[];
  /** Bands behind the lines, one for each series; empty where it has none. */
  readonly bands: readonly SVGPathElement[];
  /** Dots on the lines; of any line one where it is a single point: a dashed line's would be cut into pieces. */
  readonly dots: readonly SVGPathElement[];
}

export function write(element: Element, name: string, value: string | number) {
  const text = String(value);
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

function writeText(element: Element, text: string) {
  if (element.textContent !== text) element.textContent = text;
}

type Name = 'g' | 'line' | 'text' | 'circle';
export const make = <K extends Name>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

/** A pool of elements: as many as are asked for, the same ones as far as they were there. */
function pool<T>(make: () => T, remove: (item: T) => void): (count: number) => readonly T[] {
  const all: T[] = [];
  return (count) => {
    while (all.length < count) all.push(make());
    for (const item of all.splice(count)) remove(item);
    return all;
  };
}

/** Pixels between two words that stand one below the other, at least. */
const LINE = 13;
/** Every so many of the ticks beside a plot that their words do not touch. */
function spread(ticks: readonly Tick[], place: (value: number) => number): readonly Tick[] {
  const [first, second] = ticks;
  if (!first || !second) return ticks;
  const every = Math.ceil(LINE / Math.abs(place(second.at) - place(first.at)));
  return ticks.filter((_, i) => i % every === 0);
}

/** Draws both axes into a group that is empty. */
function axesOn(group: SVGGElement, baseClass: string) {
  const [rows, columns] = [make('g'), make('g')];
  const base = make('line', { class: baseClass });
  group.replaceChildren(rows, base, columns);
  const across = pool(
    () => {
      const mark = rows.appendChild(make('g'));
      const line = mark.appendChild(make('line'));
      const text = mark.appendChild(make('text', { dy: '0.35em', 'text-anchor': 'end' }));
      return { mark, line, text };
    },
    ({ mark }) => mark.remove(),
  );
  const below = pool(
    () => columns.appendChild(make('text', { dy: '0.71em', 'text-anchor': 'middle' })),
    (text) => text.remove(),
  );
  return ({ x, y }: { x: Axis; y: Axis }, area: PlotArea, width: number) => {
    const { left, right, top, bottom } = area;
    const toY = scaleOf(y, bottom, top);
    const beside = spread(y.ticks, toY);
    const lines = across(beside.length);
    for (const [i, tick] of beside.entries()) {
      const { mark, line, text } = lines[i]!;
      write(mark, 'transform', `translate(0 ${tenths(toY(tick.at))})`);
      write(line, 'x1', left);
      write(line, 'x2', right);
      write(text, 'x', left - 8);
      writeText(text, tick.text);
    }
    const written = labelsThatFit(x.ticks, scaleOf(x, left, right), width, widthOf, LABEL_GAP);
    const words = below(written.length);
    for (const [i, mark] of written.entries()) {
      write(words[i]!, 'x', tenths(mark.x));
      write(words[i]!, 'y', bottom + 8);
      writeText(words[i]!, mark.text);
    }
    write(base, 'visibility', written.length ? 'inherit' : 'hidden');
    write(base, 'x1', left);
    write(base, 'x2', right);
    write(base, 'y1', bottom);
    write(base, 'y2', bottom);
  };
}

/** How a plot is drawn, but for what it shows. */
export interface Style<R> {
  readonly along: (row: R) => number;
  readonly series: readonly Series<R>[];
  readonly gaps: 'kept' | 'bridged';
  readonly width: number;
  readonly height: number;
  /** The class of the line below, where there are words under it. */
  readonly base: string;
}

/** So far a dot at the edge of the plot area is seen beyond it. */
const DOT = 3;

/** Dots of round caps on lines of no length. */
const dotsAt = (xs: readonly number[], ys: readonly number[]): string =>
  ys.map((y, i) => (Number.isFinite(y) ? `M${tenths(xs[i]!)} ${tenths(y)}h0` : '')).join('');

/** Along the upper ends and back along the lower ones; what has no place lies at the edge. */
function bandAlong(
  xs: readonly number[],
  ends: readonly (readonly [number, number] | null)[],
  up: (value: number) => number,
  { top, bottom }: PlotArea,
): string {
  const at = (value: number) => {
    const y = value === Number.POSITIVE_INFINITY ? top - DOT : up(value);
    return Number.isFinite(y) ? y : bottom + DOT;
  };
  const known = ends.flatMap((end, i) => (end ? [{ x: xs[i]!, end }] : []));
  if (known.length < 2) return '';
  const over = known.map(({ x, end }) => `${tenths(x)} ${tenths(at(end[1]))}`);
  const under = known.map(({ x, end }) => `${tenths(x)} ${tenths(at(end[0]))}`).reverse();
  return `M${[...over, ...under].join('L')}Z`;
}

/** Gives the function that draws. What is there already is not drawn again. */
export function drawOn<R>(marks: Marks, style: Style<R>): (data: PlotData<R>) => void {
  const { along, series, gaps, width, height, base } = style;
  const axes = axesOn(marks.axes, base);
  let drawn: PlotData<R> | undefined;
  return (data) => {
    if (data === drawn) return;
    drawn = data;
    const area = plotAreaOf(data.x, width, height);
    const room = area.right > area.left && area.bottom > area.top;
    write(marks.svg, 'visibility', room ? 'inherit' : 'hidden');
    if (!room) return;
    axes(data, area, width);
    write(marks.clip, 'x', area.left - DOT);
    write(marks.clip, 'y', 0);
    write(marks.clip, 'width', area.right - area.left + 2 * DOT);
    write(marks.clip, 'height', height);
    const { across, up } = placesIn(data, along, area);
    const xs = data.rows.map(across);
    for (const [i, { of, dots, band }] of series.entries()) {
      if (band) write(marks.bands[i]!, 'd', bandAlong(xs, data.rows.map(band), up, area));
      const ys = data.rows.map((row) => up(of(row)));
      write(marks.lines[i]!, 'd', lineThrough(xs, ys, gaps));
      const lone = ys.findIndex(Number.isFinite);
      const one = lone >= 0 && ys.findLastIndex(Number.isFinite) === lone;
      write(marks.dots[i]!, 'd', dots || one ? dotsAt(xs, ys) : '');
    }
  };
}
