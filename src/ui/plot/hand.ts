/**
 * A person's hand on a plot: pointing with the pointer or the arrow keys, zooming along x by dragging and
 * by + and −, and back by a double press or Escape. It moves no more than two cells, which others may share.
 */
import { nearest, scaleOf, valueAt } from '../../charts/plane.ts';
import type { Cell } from '../kit/cell.ts';
import { type PlotSource, plotAreaOf, write } from './marks.ts';
import { placesOf, type Telling } from './reading.ts';

export type Span = readonly [from: number, to: number];

interface Held<R> extends Pick<Telling<R>, 'along' | 'series'> {
  readonly area: HTMLElement;
  /** Where what is read off is told: aloud to who walks by keys. */
  readonly told: HTMLElement;
  /** The band that is drawn while one drags. */
  readonly band: SVGRectElement;
  readonly source: PlotSource<R>;
  readonly width: number;
  readonly height: number;
  /** The place on the axis that is pointed at. */
  readonly hovered: Cell<number | undefined>;
  /** The part of the axis that is zoomed into; absent where one cannot zoom. */
  readonly zoomed?: Cell<Span | undefined> | undefined;
  /** A place on the axis was pressed, or chosen by Enter. */
  readonly onPick?: ((at: number) => void) | undefined;
}

/** Pixels: a press that moves less is none that drags. */
const DRAG = 5;
/** Milliseconds in which a second press makes it a double one. */
const DOUBLE = 300;
/** How much nearer a press of + comes. */
const NEARER = 0.5;

/** From one place to another; from beyond the last one at first. */
const WALK: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  Home: () => 0,
  End: (_, last) => last,
};

export function handOn<R>(held: Held<R>): () => void {
  const { area, told, band, source, width, height, hovered, zoomed, onPick } = held;
  /** Where a drag began, and where the pointer is, in pixels from the left. */
  let from: number | undefined;
  let under: number | undefined;
  /** What was pointed at here last: it may be pointed at elsewhere by now. */
  let mine: number | undefined;

  const plot = () => plotAreaOf(source.read().x, width, height);
  const within = (x: number) => Math.max(plot().left, Math.min(plot().right, x));
  const valueUnder = (x: number) => {
    const { left, right } = plot();
    return valueAt(source.read().x, left, right)(within(x));
  };
  const xOf = (event: MouseEvent) => {
    const box = area.getBoundingClientRect();
    // What is shown enlarged has pixels of its own.
    return (event.clientX - box.left) * (box.width ? width / box.width : 1);
  };
  /** A pointer at rest points at what is under it by now. */
  const point = () => {
    if (under === undefined) return;
    const places = placesOf(source.read(), held);
    mine = places[nearest(places, valueUnder(under))];
    hovered.set(mine);
  };
  const drop = () => {
    from = undefined;
    write(band, 'visibility', 'hidden');
  };
  const drags = (x: number): boolean => from !== undefined && Math.abs(x - from) >= DRAG;
  let picking: ReturnType<typeof setTimeout> | undefined;
  const whole = () => {
    clearTimeout(picking);
    zoomed?.set(undefined);
  };

  const move = (event: PointerEvent) => {
    under = xOf(event);
    told.ariaLive = 'off';
    point();
    if (from === undefined || !drags(under)) return;
    const { top, bottom } = plot();
    const [a, b] = [within(from), within(under)];
    write(band, 'visibility', 'inherit');
    write(band, 'x', Math.min(a, b));
    write(band, 'width', Math.abs(b - a));
    write(band, 'y', top);
    write(band, 'height', bottom - top);
  };
  const down = (event: PointerEvent) => {
    if (!(zoomed || onPick) || event.button !== 0) return;
    from = xOf(event);
    area.setPointerCapture(event.pointerId);
  };
  const up = (event: PointerEvent) => {
    const x = xOf(event);
    if (from !== undefined && drags(x)) {
      const [a, b] = [valueUnder(from), valueUnder(x)];
      zoomed?.set([Math.min(a, b), Math.max(a, b)]);
    } else if (from !== undefined) {
      const at = valueUnder(x);
      clearTimeout(picking);
      // It may be the first half of the way back from a zoom.
      if (zoomed?.get()) picking = setTimeout(() => onPick?.(at), DOUBLE);
      else onPick?.(at);
    }
    drop();
  };
  const leave = () => {
    under = undefined;
    if (mine === hovered.get()) hovered.set(undefined);
  };

  /** So much of what is seen, about what is pointed at. */
  const zoomBy = (share: number) => {
    const { x: axis } = source.read();
    const { left, right } = plot();
    const back = valueAt(axis, left, right);
    const at = scaleOf(axis, left, right)(hovered.get() ?? axis.domain[1]);
    zoomed?.set([back(at + (left - at) * share), back(at + (right - at) * share)]);
  };
  const press = (event: KeyboardEvent) => {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && key !== '+')) return;
    const taken = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (key === 'Escape' && (from !== undefined || zoomed?.get())) {
      if (from === undefined) whole();
      drop();
      return taken();
    }
    if (zoomed && (key === '+' || key === '-')) {
      zoomBy(key === '+' ? NEARER : 1 / NEARER);
      return taken();
    }
    const now = hovered.get();
    if (key === 'Enter' && onPick && now !== undefined) {
      onPick(now);
      return taken();
    }
    const places = placesOf(source.read(), held);
    const to = WALK[key]?.(
      now === undefined ? places.length : nearest(places, now),
      places.length - 1,
    );
    if (to === undefined || places.length === 0) return;
    under = undefined;
    told.ariaLive = 'polite';
    mine = places[Math.max(0, Math.min(to, places.length - 1))];
    hovered.set(mine);
    taken();
  };

  const ends = new AbortController();
  const { signal } = ends;
  area.addEventListener('pointermove', move, { signal });
  area.addEventListener('pointerdown', down, { signal });
  area.addEventListener('pointerup', up, { signal });
  area.addEventListener('pointercancel', drop, { signal });
  area.addEventListener('pointerleave', leave, { signal });
  area.addEventListener('dblclick', whole, { signal });
  area.addEventListener('keydown', press, { signal });
  area.addEventListener('blur', leave, { signal });
  const deaf = source.on(point);
  return () => {
    ends.abort();
    clearTimeout(picking);
    deaf();
    leave();
  };
}
