/** What is done for each node does not grow with their number: counted, not timed. */
import { describe, expect, it } from 'vitest';
import { advice } from '../../src/compile/advice.ts';
import { check, type SoundNode } from '../../src/compile/check.ts';
import type { Document, NodeRecord } from '../../src/document/records.ts';
import { dense, input, model, mse, step, tanh, type Word } from '../vocabulary.ts';

/** How often advice asks what a node is, or whose weights it uses. */
function asked(document: Document): number {
  const { nodes, shapes } = check(document);
  let count = 0;
  const counted = <T extends object>(record: T): T =>
    new Proxy(record, {
      get(target, key, receiver) {
        count++;
        return Reflect.get(target, key, receiver);
      },
    });
  const records = Object.entries(document.nodes).map(([id, n]): [string, NodeRecord] => [
    id,
    counted(n),
  ]);
  const sound = new Map(nodes.map((n): [string, SoundNode] => [n.id, counted(n)]));
  advice({ ...document, nodes: Object.fromEntries(records) }, sound, (id) => id, shapes);
  return count;
}

describe('advice on twice the nodes asks twice as much', () => {
  it.each<[string, (n: number) => Word[]]>([
    ['dense layers in a chain', (n) => Array.from({ length: n }, () => dense(2))],
    ['steps in a chain', (n) => Array.from({ length: n }, () => step())],
    [
      'layers and activations',
      (n) => Array.from({ length: n }, (_, i) => (i % 2 ? tanh() : dense(2))),
    ],
  ])('%s', (_, chain) => {
    const count = (n: number) => asked(model(input(2, 2), dense(2), ...chain(n), mse()));
    const [few, many] = [count(100), count(400)];
    expect(few).toBeGreaterThan(100);
    expect(many / few).toBeLessThan(4.4);
  });
});
