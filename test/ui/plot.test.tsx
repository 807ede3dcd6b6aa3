// @vitest-environment happy-dom
/** Lines that grow: what new rows cost, counted in renders and elements; and what is said where one points. */
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { act, type ComponentProps, Profiler } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Course, LinePlot } from '../../src/ui/plot/LinePlot.tsx';

interface Row {
  readonly step: number;
  readonly a: number | null;
  readonly b: number | null;
}
const COURSES: readonly Course<Row>[] = [
  { name: 'first', of: (r) => r.a, stroke: 'red', width: 1 },
  { name: 'second', of: (r) => r.b, stroke: 'blue', width: 1 },
];
const Y = { range: [0, 1] as const, ticks: [0, 0.5, 1].map((at) => ({ at, text: String(at) })) };
const along = (row: Row) => row.step;
const title = (row: Row) => `step ${row.step}`;

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
function plot(last: number, more: Partial<ComponentProps<typeof LinePlot<Row>>> = {}) {
  const x = {
    range: [0, last] as const,
    ticks: [0, last].map((at) => ({ at, text: String(at) })),
  };
  const rows = rowsTo(last);
  return (
    <LinePlot {...{ rows, along, courses: COURSES, x, y: Y, title, format: String }} {...more} />
  );
}

test('new rows are one render, and no element is made for them', async () => {
  let commits = 0;
  const counted = (last: number) => (
    <Profiler id="plot" onRender={() => commits++}>
      {plot(last)}
    </Profiler>
  );
  const { container, rerender } = render(counted(1000));
  const line = container.querySelector('path.recharts-curve');
  expect(line?.getAttribute('d')).toMatch(/^M52,106L82,96L/);
  await act(() => new Promise((resolve) => setTimeout(resolve, 100)));

  const made: string[] = [];
  const observer = new MutationObserver((records) => {
    for (const { addedNodes } of records) for (const node of addedNodes) made.push(node.nodeName);
  });
  observer.observe(container, { childList: true, subtree: true });
  commits = 0;
  for (let k = 1; k <= 10; k++) {
    rerender(counted(1000 + k));
    // What renders again by a timer, an effect or a frame is counted as well.
    await act(() => new Promise((resolve) => setTimeout(resolve, 40)));
  }
  expect(screen.getByText('1010')).toBeDefined();
  expect(commits).toBe(10);
  expect(made.filter((name) => name !== '#text')).toEqual([]);
  observer.disconnect();
});

test('a lone number is a dot, and pointing tells the row that is nearest', () => {
  const { container } = render(plot(100));
  expect(container.querySelectorAll('circle')).toHaveLength(1);
  const area = container.firstElementChild!;
  fireEvent.pointerMove(area, { clientX: 52 + 150 + 3 });
  expect(screen.getByText('step 50')).toBeDefined();
  expect(screen.getByText('second')).toBeDefined();
  fireEvent.pointerMove(area, { clientX: 360 });
  expect(screen.getByText('step 100')).toBeDefined();
  // It has no second number.
  expect(screen.queryByText('second')).toBeNull();
  fireEvent.pointerLeave(area);
  expect(screen.queryByText(/^step/)).toBeNull();
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
  expect(screen.queryByText(/^step/)).toBeNull();
  // A part of a picture is no place of its own.
  cleanup();
  const { container: part } = render(plot(100));
  expect(part.querySelector('[tabindex]')).toBeNull();
});

test('where there is no number a line goes on to the next one, or stops', () => {
  const courses = [
    { name: 'holed', of: (r: Row) => (r.step === 50 ? null : r.a), stroke: 'red', width: 1 },
  ];
  const strokes = (gaps: boolean) => {
    const { container } = render(plot(100, { courses, gaps }));
    return container.querySelector('path')?.getAttribute('d')?.match(/M/g)?.length;
  };
  expect(strokes(false)).toBe(1);
  expect(strokes(true)).toBe(2);
});
