// @vitest-environment happy-dom
/** Lines that grow: what new rows cost, counted in renders and elements; and what is said where one points. */
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { type ComponentProps, Profiler } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCell } from '../../src/ui/kit/cell.ts';
import type { Span } from '../../src/ui/plot/hand.ts';
import { LinePlot } from '../../src/ui/plot/LinePlot.tsx';
import type { PlotData, PlotSource, Series } from '../../src/ui/plot/marks.ts';

interface Row {
  readonly step: number;
  readonly a: number | null;
  readonly b: number | null;
}
const SERIES: readonly Series<Row>[] = [
  { name: 'first', of: (r) => r.a, stroke: 'red', width: 1 },
  { name: 'second', of: (r) => r.b, stroke: 'blue', width: 1 },
];
const Y = { domain: [0, 1] as const, ticks: [0, 0.5, 1].map((at) => ({ at, text: String(at) })) };
const along = (row: Row) => row.step;
const title = (at: number) => `step ${at}`;
const shown = () => screen.queryAllByText(/^step/).filter((e) => !e.parentElement?.hidden);

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(362);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(136);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const rowsTo = (last: number): readonly Row[] =>
  Array.from({ length: 11 }, (_, i) => ({
    step: (i * last) / 10,
    a: i / 10,
    b: i === 5 ? 0.5 : null,
  }));
const plottedTo = (last: number): PlotData<Row> => ({
  rows: rowsTo(last),
  x: { domain: [0, last], ticks: [0, last].map((at) => ({ at, text: String(at) })) },
  y: Y,
});

/** A source that tells whoever listens what there is now. */
function streaming(first: PlotData<Row>) {
  const callbacks = new Set<() => void>();
  let now = first;
  const source: PlotSource<Row> = {
    read: () => now,
    on(callback) {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
  };
  return {
    source,
    heardBy: callbacks,
    show(next: PlotData<Row>) {
      now = next;
      for (const callback of callbacks) callback();
    },
  };
}

function plot(
  first: number | PlotSource<Row>,
  more: Partial<ComponentProps<typeof LinePlot<Row>>> = {},
) {
  const source = typeof first === 'number' ? streaming(plottedTo(first)).source : first;
  return <LinePlot {...{ source, along, series: SERIES, title, format: String }} {...more} />;
}
const lineOf = (container: Element, name: string) =>
  container.querySelector(`path[data-series="${name}"]`)?.getAttribute('d');

test('what streams is drawn at once, without a render and without a new element', async () => {
  let commits = 0;
  const { source, show, heardBy } = streaming(plottedTo(1000));
  const { container, unmount } = render(
    <Profiler id="plot" onRender={() => commits++}>
      {plot(source)}
    </Profiler>,
  );
  expect(lineOf(container, 'first')).toMatch(/^M52.0 114.0L82.0 103.2L/);
  await act(() => new Promise((resolve) => setTimeout(resolve, 100)));

  const changes: MutationRecord[] = [];
  const observer = new MutationObserver((records) => changes.push(...records));
  observer.observe(container, { childList: true, subtree: true, attributes: true });
  commits = 0;
  for (let k = 1; k <= 10; k++) {
    const next = plottedTo(1000 + k);
    show({ ...next, rows: next.rows.map((r) => ({ ...r, a: (r.a ?? 0) / (k + 1) })) });
    // All to the left of the last row is as it was; its number is told by the height of its end.
    expect(lineOf(container, 'first')).toMatch(
      new RegExp(`L352.0 ${(114 - 108 / (k + 1)).toFixed(1)}$`),
    );
    expect(screen.getByText(String(1000 + k))).toBeDefined();
    // What renders by a timer, an effect or a frame is counted as well.
    await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
  }
  expect(commits).toBe(0);
  const made = changes.flatMap(({ addedNodes }) => [...addedNodes].map((node) => node.nodeName));
  expect(made.filter((name) => name !== '#text')).toEqual([]);
  // Marks and lines that stay where they are are not written again.
  const written = new Set(
    changes.flatMap(({ attributeName, target }) => (attributeName ? [target.nodeName] : [])),
  );
  expect([...written]).toEqual(['path']);
  observer.disconnect();
  unmount();
  expect(heardBy.size).toBe(0);
});

test('marks that are no longer there go, and what is shown already is not drawn again', async () => {
  const first = plottedTo(100);
  const { source, show } = streaming(first);
  const { container } = render(plot(source));
  const texts = () => [...container.querySelectorAll('text')].map((text) => text.textContent);
  expect(texts()).toEqual(['0', '0.5', '1', '0', '100']);
  show({ ...first, y: { domain: [0, 8], ticks: [{ at: 8, text: '8' }] } });
  expect(texts()).toEqual(['8', '0', '100']);
  show(first);
  expect(texts()).toEqual(['0', '0.5', '1', '0', '100']);
  const changes: MutationRecord[] = [];
  const observer = new MutationObserver((records) => changes.push(...records));
  observer.observe(container, { childList: true, subtree: true, attributes: true });
  show(first);
  expect(observer.takeRecords()).toEqual([]);
  expect(changes).toEqual([]);
});

const dotsOf = (container: Element) =>
  [...container.querySelectorAll('path')].filter((path) => path.getAttribute('d')?.endsWith('h0'));

test('a lone number is a dot, and pointing tells the place that is nearest', () => {
  const { container } = render(plot(100, { elsewhere: (at) => `at ${at}` }));
  expect(dotsOf(container).map((c) => c.getAttribute('stroke'))).toEqual(['blue']);
  const area = container.firstElementChild!;
  fireEvent.pointerMove(area, { clientX: 52 + 150 + 3 });
  expect(screen.getByText('step 50')).toBeDefined();
  const told = () => [...shown()[0]!.nextElementSibling!.children].map((e) => e.textContent);
  expect(told()).toEqual(['first 0.5', 'second 0.5']);
  fireEvent.pointerMove(area, { clientX: 360 });
  expect(screen.getByText('step 100')).toBeDefined();
  // Its second number was measured elsewhere, which is told.
  expect(told()).toEqual(['first 1', 'second 0.5 at 50']);
  fireEvent.pointerLeave(area);
  expect(shown()).toEqual([]);
});

test('plots share what is pointed at, without a render: the line stands in each, and goes with the pointer', async () => {
  let commits = 0;
  const hovered = createCell<number | undefined>(undefined);
  const { container } = render(
    <Profiler id="plots" onRender={() => commits++}>
      {plot(100, { hovered })}
      {plot(200, { hovered })}
    </Profiler>,
  );
  await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
  commits = 0;
  const [first, second] = [...container.children] as [HTMLElement, HTMLElement];
  const lineIn = (area: Element) =>
    area.querySelector('svg > g:last-child:not([visibility="hidden"]) > line')?.getAttribute('x1');
  fireEvent.pointerMove(first, { clientX: 52 + 180 });
  expect(hovered.get()).toBe(60);
  expect([lineIn(first), lineIn(second)]).toEqual(['232.0', '142.0']);
  fireEvent.pointerMove(second, { clientX: 52 + 240 });
  expect(hovered.get()).toBe(160);
  // The first one's axis has no such place.
  expect([lineIn(first), lineIn(second)]).toEqual([undefined, '292.0']);
  await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
  expect(commits).toBe(0);
  // Who leaves one plot takes nothing from another.
  fireEvent.pointerLeave(first);
  expect(hovered.get()).toBe(160);
  fireEvent.pointerLeave(second);
  expect(hovered.get()).toBeUndefined();
});

test('a drag zooms along x, keys do, and a double press or Escape shows all again', () => {
  const zoomed = createCell<Span | undefined>(undefined);
  render(plot(100, { zoomed, label: 'curve' }));
  const area = screen.getByRole('application');
  const drag = (from: number, to: number) => {
    fireEvent.pointerDown(area, { clientX: 52 + from, button: 0, pointerId: 1 });
    fireEvent.pointerMove(area, { clientX: 52 + to });
    const band = area.querySelector('rect[visibility="inherit"]');
    fireEvent.pointerUp(area, { clientX: 52 + to });
    return band?.getAttribute('width');
  };
  expect(drag(150, 153)).toBeUndefined();
  expect(zoomed.get()).toBeUndefined();
  expect(drag(240, 60)).toBe('180');
  expect(zoomed.get()).toEqual([20, 80]);
  expect(area.querySelector('rect[visibility="inherit"]')).toBeNull();
  fireEvent.dblClick(area);
  expect(zoomed.get()).toBeUndefined();
  // About what is pointed at.
  for (const key of ['Home', 'ArrowRight', 'ArrowRight', '+']) fireEvent.keyDown(area, { key });
  expect(zoomed.get()?.map(Math.round)).toEqual([10, 60]);
  expect(fireEvent.keyDown(area, { key: 'Escape' })).toBe(false);
  expect(zoomed.get()).toBeUndefined();
  // There is nothing to leave: whoever else hears Escape hears it.
  expect(fireEvent.keyDown(area, { key: 'Escape' })).toBe(true);
  fireEvent.pointerDown(area, { clientX: 100, button: 0, pointerId: 1 });
  fireEvent.pointerMove(area, { clientX: 200 });
  fireEvent.keyDown(area, { key: 'Escape' });
  fireEvent.pointerUp(area, { clientX: 200 });
  expect(zoomed.get()).toBeUndefined();
});

test('a press picks a place, a drag none; a double press on what is zoomed is no pick', async () => {
  const picked: number[] = [];
  const zoomed = createCell<Span | undefined>(undefined);
  render(plot(100, { zoomed, label: 'curve', onPick: (at) => picked.push(Math.round(at)) }));
  const area = screen.getByRole('application');
  const press = (x: number, to = x) => {
    fireEvent.pointerDown(area, { clientX: 52 + x, button: 0, pointerId: 1 });
    fireEvent.pointerMove(area, { clientX: 52 + to });
    fireEvent.pointerUp(area, { clientX: 52 + to });
  };
  press(150);
  expect(picked).toEqual([50]);
  press(60, 240);
  expect(picked).toEqual([50]);
  press(150);
  press(150);
  fireEvent.dblClick(area);
  expect(zoomed.get()).toBeUndefined();
  await act(() => new Promise((resolve) => setTimeout(resolve, 350)));
  expect(picked).toEqual([50]);
  for (const key of ['Home', 'Enter']) fireEvent.keyDown(area, { key });
  expect(picked).toEqual([50, 0]);
});

test('what was measured now and then is a dot wherever it was, beside its line', () => {
  const { source } = streaming(plottedTo(100));
  const dotted = SERIES.map((one, i) => (i === 0 ? { ...one, dots: true as const } : one));
  const { container } = render(
    <LinePlot source={source} along={along} series={dotted} format={String} />,
  );
  const places = (path: Element) => path.getAttribute('d')!.match(/M/g)!.length;
  const known = plottedTo(100).rows.filter((row) => SERIES[0]!.of(row) !== null);
  expect(dotsOf(container).map(places)).toEqual([known.length, 1]);
});

test('a pointer at rest tells of the row that is under it by now', () => {
  const { source, show } = streaming(plottedTo(100));
  const { container } = render(plot(source));
  fireEvent.pointerMove(container.firstElementChild!, { clientX: 52 + 150 });
  expect(screen.getByText('step 50')).toBeDefined();
  act(() => show(plottedTo(400)));
  expect(screen.getByText('step 200')).toBeDefined();
});

test('where it is named, arrow keys walk from the last row on', () => {
  render(plot(100, { label: 'norms' }));
  const area = screen.getByRole('application', { name: 'norms' });
  expect(area.tabIndex).toBe(0);
  for (const _ of [1, 2]) fireEvent.keyDown(area, { key: 'ArrowLeft' });
  expect(screen.getByText('step 90')).toBeDefined();
  fireEvent.keyDown(area, { key: 'Home' });
  fireEvent.keyDown(area, { key: 'ArrowLeft' });
  expect(screen.getByText('step 0')).toBeDefined();
  fireEvent.keyDown(area, { key: 'End' });
  fireEvent.keyDown(area, { key: 'ArrowRight' });
  expect(screen.getByText('step 100')).toBeDefined();
  fireEvent.blur(area);
  expect(shown()).toEqual([]);
  // A part of a picture is no place of its own.
  cleanup();
  const { container: part } = render(plot(100));
  expect(part.querySelector('[tabindex]')).toBeNull();
});

test('where there is no number, or none that the axis has a place for, a line goes on to the next one or stops', () => {
  const holed = (hole: number | null) => [
    { name: 'holed', of: (r: Row) => (r.step === 50 ? hole : r.step + 1), stroke: 'red', width: 1 },
  ];
  const log = { domain: [1, 1000] as const, ticks: [], log: true };
  for (const hole of [null, 0, -3]) {
    const { source } = streaming({ ...plottedTo(100), y: log });
    const strokes = (gaps: 'kept' | 'bridged') => {
      const { container } = render(plot(source, { series: holed(hole), gaps }));
      return lineOf(container, 'holed')?.match(/M/g)?.length;
    };
    expect(strokes('bridged')).toBe(1);
    expect(strokes('kept')).toBe(2);
  }
});
