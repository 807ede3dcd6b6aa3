/** What is done for each node does not grow with their number: counted, not timed. */
import { describe, expect, it } from 'vitest';
import { advice } from '../../src/compile/advice.ts';
import { check, checking } from '../../src/compile/check.ts';
import { compiling } from '../../src/compile/compile.ts';
import type { SoundNode } from '../../src/compile/sound-node.ts';
import type { Document, EdgeRecord, NodeRecord } from '../../src/document/records.ts';
import { topologyOf } from '../../src/document/topology.ts';
import {
  data,
  dense,
  draw,
  input,
  model,
  mse,
  neuron,
  step,
  tanh,
  type Word,
} from '../vocabulary.ts';

/** How often advice asks what a node is, whose weights it uses, or how it is called. */
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
  advice({ ...document, nodes: Object.fromEntries(records) }, sound, shapes);
  return count;
}

const chained = (chain: (n: number) => readonly Word[]) => (n: number) =>
  model(input(2, 2), dense(2), ...chain(n), mse());

/** A chain beside the network that leads to no loss, with an end at each of its layers. */
const ends = (n: number): Document =>
  draw(
    [input(2, 2), dense(2), mse(), ...Array.from({ length: 2 * n }, () => dense(2))],
    [
      'data1.x -> dense1.in',
      'dense1.out -> mse1.prediction',
      'data1.y -> mse1.target',
      'data1.x -> dense2.in',
      ...Array.from({ length: n - 1 }, (_, i) => `dense${i + 2}.out -> dense${i + 3}.in`),
      ...Array.from({ length: n }, (_, i) => `dense${i + 2}.out -> dense${n + i + 2}.in`),
    ],
  );

describe('advice on twice the nodes asks twice as much', () => {
  it.each<[string, (n: number) => Document]>([
    ['dense layers in a chain', chained((n) => Array.from({ length: n }, () => dense(2)))],
    ['steps in a chain', chained((n) => Array.from({ length: n }, () => step()))],
    [
      'layers and activations',
      chained((n) => Array.from({ length: n }, (_, i) => (i % 2 ? tanh() : dense(2)))),
    ],
    ['branches that lead to no loss', ends],
  ])('%s', (_, network) => {
    const [few, many] = [asked(network(100)), asked(network(400))];
    expect(few).toBeGreaterThan(100);
    expect(many / few).toBeLessThan(4.4);
  });
});

/** Two layers of so many neurons, each wired to each. */
function mesh(n: number): Document {
  const all = Array.from({ length: n }, (_, i) => i + 1);
  const wires = [
    ...all.map((i) => `data1.x -> neuron${i}.in`),
    ...all.flatMap((i) => all.map((j) => `neuron${i}.out -> neuron${n + j}.in`)),
    ...all.map((i) => `neuron${n + i}.out -> neuron${2 * n + 1}.in`),
    `neuron${2 * n + 1}.out -> mse1.prediction`,
    'data1.y -> mse1.target',
  ];
  const neurons = Array.from({ length: 2 * n + 1 }, () => neuron());
  return draw([data('xor-points'), ...neurons, mse()], wires);
}

/** What all passes go through: nodes, operations, steps. */
function passed(document: Document): number {
  let [count, last] = [0, ''];
  let most = 0;
  for (const { routine, pass, of } of compiling(document)) {
    // A pass that is gone through again is counted again.
    if (last !== `${routine} ${pass} ${of}`) count += most;
    last = `${routine} ${pass} ${of}`;
    most = of;
  }
  return count + most;
}

/** Records by the thousand, of which drawing with commands would take too long. */
function records(kinds: readonly (readonly [id: string, kind: string])[]) {
  const nodes = Object.fromEntries(
    kinds.map(([id, kind]) => [id, { id, kind, params: {}, position: { x: 0, y: 0 } }]),
  );
  const edges: Record<string, EdgeRecord> = {};
  let wires = 0;
  const wire = (from: string, to: string, port = 'in', out = 'out') => {
    const id = `e${++wires}`;
    edges[id] = { id, source: { node: from, port: out }, target: { node: to, port } };
  };
  const { run, notes, name } = model(data('xor-points'), neuron(), mse());
  return { wire, done: (): Document => ({ name, notes, run, nodes, edges }) };
}

function longChain(n: number): Document {
  const { wire, done } = records([
    ['data1', 'data'],
    ...Array.from({ length: n }, (_, i) => [`neuron${i + 1}`, 'neuron'] as const),
    ['mse1', 'mse'],
  ]);
  wire('data1', 'neuron1', 'in', 'x');
  for (let i = 1; i < n; i++) wire(`neuron${i}`, `neuron${i + 1}`);
  wire(`neuron${n}`, 'mse1', 'prediction');
  wire('data1', 'mse1', 'target', 'y');
  return done();
}

function wideMesh(n: number): Document {
  const all = Array.from({ length: n }, (_, i) => i + 1);
  const { wire, done } = records([
    ['data1', 'data'],
    ...all.flatMap((i) => [
      [`neuron${i}`, 'neuron'] as const,
      [`neuron${n + i}`, 'neuron'] as const,
    ]),
    [`neuron${2 * n + 1}`, 'neuron'],
    ['mse1', 'mse'],
  ]);
  for (const i of all) {
    wire('data1', `neuron${i}`, 'in', 'x');
    for (const j of all) wire(`neuron${i}`, `neuron${n + j}`);
    wire(`neuron${n + i}`, `neuron${2 * n + 1}`);
  }
  wire(`neuron${2 * n + 1}`, 'mse1', 'prediction');
  wire('data1', 'mse1', 'target', 'y');
  return done();
}

describe('a check pauses after some hundred nodes and wires, however many there are', () => {
  it.each<[string, Document]>([
    ['19,990 nodes in a chain', longChain(19_990)],
    ['99,226 wires of 629 neurons', wideMesh(314)],
  ])('%s', (_, document) => {
    const { order, into } = topologyOf(document);
    const cost = order.map((id) => 1 + (into.get(id)?.length ?? 0));
    const most = Math.max(...cost);
    const whole = cost.reduce((a, b) => a + b, 0);
    let [at, pieces, longest] = [0, 0, 0];
    for (const { done, of } of checking(document)) {
      if (of === 1 || done < at) continue;
      longest = Math.max(
        longest,
        cost.slice(at, done).reduce((a, b) => a + b, 0),
      );
      at = done;
      pieces++;
    }
    longest = Math.max(
      longest,
      cost.slice(at).reduce((a, b) => a + b, 0),
    );
    expect(longest).toBeLessThanOrEqual(256 + most);
    expect(pieces).toBeGreaterThan(whole / (256 + most));
  });
});

describe('passes of the compiler go through four times as much', () => {
  it('for four times the layers', () => {
    const count = (n: number) =>
      passed(
        model(input(2, 2), ...Array.from({ length: n }, () => [dense(2), tanh()]).flat(), mse()),
      );
    const [few, many] = [count(100), count(400)];
    expect(few).toBeGreaterThan(10_000);
    expect(many / few).toBeLessThan(4.4);
  });

  it('for four times the wires of single neurons', () => {
    const [few, many] = [passed(mesh(16)), passed(mesh(32))];
    expect(few).toBeGreaterThan(2_000);
    expect(many / few).toBeLessThan(4.4);
  });
});
