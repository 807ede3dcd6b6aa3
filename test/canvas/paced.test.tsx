// @vitest-environment happy-dom
/** React Flow gets new elements a few in each frame, also those of a small document. Counted, not timed. */
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { emptyDocument } from '../../src/catalog/empty.ts';
import type { Document, NodeRecord } from '../../src/document/records.ts';
import type { FlowEdge, FlowNode } from '../../src/ui/canvas/flow.ts';
import { usePaced } from '../../src/ui/canvas/usePaced.ts';

const FEW = 4;
const MANY = 8;
const frames = new Map<number, FrameRequestCallback>();
let asked = 0;
beforeEach(() => {
  frames.clear();
  vi.stubGlobal('requestAnimationFrame', (body: FrameRequestCallback) => {
    frames.set(++asked, body);
    return asked;
  });
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => frames.delete(frame));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const nextFrame = () =>
  act(() => {
    const due = [...frames.values()];
    frames.clear();
    for (const body of due) body(0);
  });

const cardsOf = (count: number): FlowNode[] =>
  Array.from({ length: count }, (_, i) => ({ id: `n${i}`, data: {} }) as FlowNode);
const wiresOf = (count: number): FlowEdge[] =>
  Array.from(
    { length: count - 1 },
    (_, i) => ({ id: `e${i}`, source: `n${i}`, target: `n${i + 1}` }) as FlowEdge,
  );

interface Props {
  readonly nodes: FlowNode[];
  readonly edges: FlowEdge[];
  readonly opening: number;
  readonly of?: Document;
}
const paced = (props: Props) =>
  renderHook(
    ({ nodes, edges, of, opening }: Props) =>
      usePaced(nodes, edges, of && { of, urgent: new Set() }, opening),
    { initialProps: props },
  );

test('a small document comes in its order, a few cards in each frame, no wire before its ends', () => {
  const [nodes, edges] = [cardsOf(30), wiresOf(30)];
  const { result } = paced({ nodes, edges, opening: 1 });
  for (let frame = 1; result.current.nodes.length < 30; frame++) {
    expect(result.current.nodes).toEqual(nodes.slice(0, FEW * frame));
    const there = new Set(result.current.nodes.map((n) => n.id));
    for (const edge of result.current.edges) expect(there.has(edge.target)).toBe(true);
    nextFrame();
  }
  while (frames.size) nextFrame();
  expect(result.current).toEqual({ nodes, edges });
});

test('a frame that renders several times brings its share once', () => {
  const { result, rerender } = paced({ nodes: [], edges: [], opening: 1 });
  for (let seen = 1; seen <= 10; seen++) {
    rerender({ nodes: cardsOf(seen), edges: wiresOf(seen), opening: 1 });
    expect(result.current.nodes).toHaveLength(Math.min(seen, FEW));
  }
  nextFrame();
  expect(result.current.nodes).toHaveLength(2 * FEW);
  // What was taken long ago is not counted.
  while (frames.size) nextFrame();
  rerender({ nodes: cardsOf(10 + FEW), edges: wiresOf(10 + FEW), opening: 1 });
  expect(result.current.nodes).toHaveLength(10 + FEW);
});

test('what is there changes at once, all of it', () => {
  const [nodes, edges] = [cardsOf(30), wiresOf(30)];
  const { result, rerender } = paced({ nodes, edges, opening: 1 });
  while (frames.size) nextFrame();
  const before = result.current;
  const chosen = nodes.map((n) => ({ ...n, selected: true }));
  rerender({ nodes: chosen, edges, opening: 1 });
  expect(result.current.nodes).toEqual(chosen);
  expect(result.current.edges).toBe(before.edges);
  expect(frames.size).toBe(0);
});

test('of a large document what leaves sight goes in turn, and what is deleted or changed at once', () => {
  const records = Array.from({ length: 60 }, (_, i): NodeRecord => {
    return { id: `n${i}`, kind: 'dense', params: {}, position: { x: 0, y: 0 } };
  });
  const documentOf = (list: readonly NodeRecord[]): Document => ({
    ...emptyDocument(),
    nodes: Object.fromEntries(list.map((record) => [record.id, record])),
  });
  const cards = records.map((record) => ({ id: record.id, data: { record } }) as FlowNode);
  const of = documentOf(records);
  const { result, rerender } = paced({ nodes: cards, edges: [], opening: 1, of });
  while (frames.size) nextFrame();
  expect(result.current.nodes).toEqual(cards);
  const wanted = cards.slice(0, 20);
  rerender({ nodes: wanted, edges: [], opening: 1, of });
  for (let there = 60 - MANY; there > 20; there -= MANY) {
    expect(result.current.nodes).toHaveLength(there);
    nextFrame();
  }
  while (frames.size) nextFrame();
  expect(result.current.nodes).toEqual(wanted);

  rerender({ nodes: cards, edges: [], opening: 1, of });
  while (frames.size) nextFrame();
  const [moved, ...others] = records.slice(1);
  const edited = documentOf([{ ...moved!, position: { x: 9, y: 9 } }, ...others]);
  rerender({ nodes: wanted.slice(2), edges: [], opening: 1, of: edited });
  const left = new Set(result.current.nodes.map((n) => n.id));
  expect(left.size).toBe(58 - MANY);
  expect(left.has('n0') || left.has('n1')).toBe(false);
});

test('of another document nothing of the former is left, though its nodes are called the same', () => {
  const first = cardsOf(30);
  const { result, rerender } = paced({ nodes: first, edges: wiresOf(30), opening: 1 });
  while (frames.size) nextFrame();
  const second = cardsOf(20);
  rerender({ nodes: second, edges: wiresOf(20), opening: 2 });
  expect(result.current.nodes).toEqual(second.slice(0, FEW));
  for (const node of result.current.nodes) expect(first.includes(node)).toBe(false);
  while (frames.size) nextFrame();
  expect(result.current.nodes).toEqual(second);
});
