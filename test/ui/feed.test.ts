// @vitest-environment happy-dom
/** Numbers for cards: a node is asked for once, however many parts of its card show it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFeed } from '../../src/ui/nodes/feed.ts';
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
