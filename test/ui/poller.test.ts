// @vitest-environment happy-dom
/** Numbers for cards: a node is asked for once, however many parts of its card show it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPoller } from '../../src/ui/canvas/nodes/poller.ts';
import type { EngineApi, NodeInspection, Pictures, Shown } from '../../workers/engine/protocol.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function engineOf() {
  const asked: string[] = [];
  const inspectNode = async (node: string, step = 0): Promise<NodeInspection> => {
    asked.push(node);
    return { node, step, inputs: [], outputs: [], free: [], weights: [], steps: [], inside: [] };
  };
  const told: string[][] = [];
  const show = async ({ nodes }: Partial<Shown>) => void told.push([...(nodes ?? [])]);
  return { asked, told, engine: { inspectNode, show } as unknown as EngineApi };
}

test('one question serves all who show a node, and who comes later as well', async () => {
  const { asked, engine } = engineOf();
  const poller = createPoller(engine, () => 0);
  const stop = poller.start();
  const seen = { face: 0, edge: 0, late: 0 };
  const leave = poller.subscribe('lstm1', () => seen.face++);
  poller.subscribe('lstm1', () => seen.edge++);
  poller.subscribe('dense1', () => {});
  await vi.advanceTimersByTimeAsync(300);
  expect(asked.sort()).toEqual(['dense1', 'lstm1']);
  expect(seen).toEqual({ face: 1, edge: 1, late: 0 });

  poller.subscribe('lstm1', () => seen.late++);
  await vi.advanceTimersByTimeAsync(300);
  expect(seen.late).toBe(1);
  expect(asked).toHaveLength(3);

  // One leaves; the others are still told.
  leave();
  poller.touch();
  await vi.advanceTimersByTimeAsync(300);
  expect(seen).toEqual({ face: 2, edge: 3, late: 2 });
  stop();
});

test('while updates come what was fetched is shown with the next one, else at once', async () => {
  const { engine } = engineOf();
  let coming = true;
  const callbacks = new Set<() => void>();
  const poller = createPoller(engine, () => 0, {
    coming: () => coming,
    on: (callback) => {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    onFrame: () => () => {},
    step: () => 0,
  });
  const stop = poller.start();
  let shown = 0;
  poller.subscribe('lstm1', () => shown++);
  poller.subscribe('dense1', () => shown++);
  await vi.advanceTimersByTimeAsync(300);
  expect(shown).toBe(0);
  for (const update of callbacks) update();
  expect(shown).toBe(2);
  for (const update of callbacks) update();
  expect(shown).toBe(2);
  // The last update came before the answers did.
  poller.touch();
  coming = false;
  await vi.advanceTimersByTimeAsync(300);
  expect(shown).toBe(4);
  stop();
  expect(callbacks.size).toBe(0);
});

test('faces that come with the frame of their step are shown in its update, and not asked for', async () => {
  const { asked, told, engine } = engineOf();
  let step = 0;
  let paint = () => {};
  let hear: (pictures: Pictures | undefined) => void = () => {};
  const poller = createPoller(engine, () => step, {
    coming: () => true,
    on: (callback) => {
      paint = callback;
      return () => {};
    },
    onFrame: (callback) => {
      hear = callback;
      return () => {};
    },
    step: () => step,
  });
  const stop = poller.start();
  const shown: number[] = [];
  poller.subscribe('dense1', (seen) => shown.push(seen.step));
  await vi.advanceTimersByTimeAsync(300);
  paint();
  expect(told).toEqual([['dense1']]);
  expect(shown).toEqual([0]);

  const frame = async () => {
    step++;
    poller.touch();
    hear({ nodes: [(await engine.inspectNode('dense1', step)) as NodeInspection] });
    paint();
  };
  for (let i = 0; i < 3; i++) await frame();
  expect(shown).toEqual([0, 1, 2, 3]);
  const before = asked.length;
  poller.touch();
  await vi.advanceTimersByTimeAsync(600);
  expect(asked).toHaveLength(before);

  // A card that comes between two frames is asked for at once, and shown where the step is the same.
  poller.subscribe('late1', (seen) => shown.push(100 + seen.step));
  await vi.advanceTimersByTimeAsync(300);
  expect(told.at(-1)).toEqual(['dense1', 'late1']);
  paint();
  expect(shown.at(-1)).toBe(103);

  // Pictures come no more: it asks again.
  hear(undefined);
  poller.touch();
  await vi.advanceTimersByTimeAsync(300);
  paint();
  expect(asked.length).toBeGreaterThan(before + 1);
  stop();
});
