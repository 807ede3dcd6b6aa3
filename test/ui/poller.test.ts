// @vitest-environment happy-dom
/** Numbers for cards: a node is asked for once, however many parts of its card show it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPoller } from '../../src/ui/canvas/nodes/poller.ts';
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
