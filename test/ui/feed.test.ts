// @vitest-environment happy-dom
/** Numbers for cards: a node is asked for once, however many parts of its card show it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFeed } from '../../src/ui/canvas/nodes/feed.ts';
import type { EngineApi, NodeInspection } from '../../workers/engine/protocol.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function engineOf() {
  const asked: string[] = [];
  const inspectNode = async (node: string): Promise<NodeInspection> => {
    asked.push(node);
    return { node, inputs: [], outputs: [], free: [], weights: [], steps: [], inside: [] };
  };
  return { asked, engine: { inspectNode } as unknown as EngineApi };
}

test('one question serves all who show a node, and who comes later as well', async () => {
  const { asked, engine } = engineOf();
  const feed = createFeed(engine, () => 0);
  const stop = feed.start();
  const seen = { face: 0, edge: 0, late: 0 };
  const leave = feed.subscribe('lstm1', () => seen.face++);
  feed.subscribe('lstm1', () => seen.edge++);
  feed.subscribe('dense1', () => {});
  await vi.advanceTimersByTimeAsync(300);
  expect(asked.sort()).toEqual(['dense1', 'lstm1']);
  expect(seen).toEqual({ face: 1, edge: 1, late: 0 });

  feed.subscribe('lstm1', () => seen.late++);
  await vi.advanceTimersByTimeAsync(300);
  expect(seen.late).toBe(1);
  expect(asked).toHaveLength(3);

  // One leaves; the others are still told.
  leave();
  feed.touch();
  await vi.advanceTimersByTimeAsync(300);
  expect(seen).toEqual({ face: 2, edge: 3, late: 2 });
  stop();
});

test('while updates come what was fetched is shown with the next one, else at once', async () => {
  const { engine } = engineOf();
  let coming = true;
  const callbacks = new Set<() => void>();
  const feed = createFeed(engine, () => 0, {
    coming: () => coming,
    on: (callback) => {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
  });
  const stop = feed.start();
  let shown = 0;
  feed.subscribe('lstm1', () => shown++);
  feed.subscribe('dense1', () => shown++);
  await vi.advanceTimersByTimeAsync(300);
  expect(shown).toBe(0);
  for (const update of callbacks) update();
  expect(shown).toBe(2);
  for (const update of callbacks) update();
  expect(shown).toBe(2);
  // The last update came before the answers did.
  feed.touch();
  coming = false;
  await vi.advanceTimersByTimeAsync(300);
  expect(shown).toBe(4);
  stop();
  expect(callbacks.size).toBe(0);
});
