/**
 * What paths come to, at the numbers of the moment: the product of each that is followed, and the sum over all of
 * them node by node, as back-propagation does it.
 */
import { must } from '../base/assert.ts';
import type { Document } from '../document/records.ts';
import { membersOf } from '../ir/dependence.ts';
import { evaluate } from '../ir/evaluate.ts';
import type { Table } from '../plan/results.ts';
import { size } from '../tensor/shape.ts';
import type { Trace } from './path-counting.ts';
import {
  cotangentName,
  leavingName,
  type Part,
  type PathPlans,
  type PathStart,
  startName,
  storedName,
  tangentName,
  wireName,
} from './path-programs.ts';

/** Numbers of the moment, in float64: what wires carry, weights and states, gradients by back-propagation. */
export interface PathNumbers {
  readonly wires: Table<ArrayLike<number>>;
  readonly stored: Table<ArrayLike<number>>;
  readonly seed: number;
  readonly step: number;
  readonly gradient: number;
}

/** Through a node, from a number that arrives (or is a weight) to one that leaves. */
interface PathStep {
  readonly node: string;
  /** The wire on which it arrives; absent for a weight. */
  readonly edge?: string;
  /** What it comes to, where that is a number that leaves the node: of which port, sample and place; none where a sample has one. */
  readonly to?: {
    readonly port: string;
    readonly sample: number;
    readonly place: readonly number[];
  };
  readonly ends?: Part['ends'];
  /** The local derivative. */
  readonly factor: number;
}
export interface Path {
  readonly steps: readonly PathStep[];
  readonly product: number;
}

/** Programs of parts, run at the numbers of the moment. */
export function borders(document: Document, plans: PathPlans, numbers: PathNumbers) {
  const fixed = Object.fromEntries([
    ...Object.entries(numbers.wires).map(([edge, data]) => [wireName(edge), data] as const),
    ...Object.entries(numbers.stored).map(([name, data]) => [storedName(name), data] as const),
  ]);
  const { seed, step } = numbers;
  const run = (
    part: Part,
    program: Part['program'],
    cotangents: (port: string, count: number) => ArrayLike<number>,
    tangents: Table<ArrayLike<number>> = {},
  ) => {
    const inputs = { ...fixed, ...tangents };
    for (const [port, shape] of Object.entries(part.outputs))
      inputs[cotangentName(port)] = cotangents(port, size(shape));
    return evaluate(program, { inputs, seed, step }).results;
  };
  return {
    rows: plans.rows,
    sourceOf: (edge: string) => must(document.edges[edge], 'a wire').source,
    /** Gradients of what arrives from those of what leaves. */
    back: (part: Part, cotangents: (port: string, count: number) => ArrayLike<number>) =>
      run(part, part.program, cotangents),
    /** Tangents of what leaves from those of what arrives. */
    push: (part: Part, tangents: (name: string, count: number) => ArrayLike<number>) => {
      const given: Record<string, ArrayLike<number>> = {};
      for (const v of part.pushed.values) {
        if (v.op !== 'input' || !v.attrs.name.startsWith(tangentName(''))) continue;
        const name = v.attrs.name.slice(tangentName('').length);
        given[v.attrs.name] = tangents(name, size(v.shape));
      }
      return run(part, part.pushed, (_, n) => new Float64Array(n), given);
    },
  };
}
type Borders = ReturnType<typeof borders>;

const oneHot = (count: number, index: number): Float64Array => {
  const numbers = new Float64Array(count);
  numbers[index] = 1;
  return numbers;
};

/**
 * From the end to the start, as back-propagation does it, and what of the sum goes through each node: the
 * tangents of what leaves it, along with their gradients.
 */
export function* nodeByNode(
  { parts }: PathPlans,
  start: PathStart,
  machine: Borders,
): Generator<undefined, { sum: number; through: ReadonlyMap<Part, number> }> {
  const from = startName(start);
  const outgoing = new Map<string, Float64Array>();
  const key = (node: string, port: string) => `${node} ${port}`;
  const tangents = new Map<string, Float64Array>();
  const pushed = new Map<Part, Readonly<Record<string, Float64Array>>>();
  for (const part of parts) {
    const reaches =
      part.weights.includes(start.weight ?? '') ||
      part.edges.some((edge) => {
        const { node, port } = machine.sourceOf(edge);
        return edge === start.edge || tangents.has(key(node, port));
      });
    if (!reaches) continue;
    yield;
    const results = machine.push(part, (name, count) => {
      if (name === from) return oneHot(count, start.index);
      const edge = part.edges.find((e) => wireName(e) === name);
      const source = edge === undefined ? undefined : machine.sourceOf(edge);
      const known = source && tangents.get(key(source.node, source.port));
      return known ?? new Float64Array(count);
    });
    const own = Object.fromEntries(
      Object.keys(part.outputs).map((port) => [
        port,
        must(results[leavingName(port)], port).data as Float64Array,
      ]),
    );
    pushed.set(part, own);
    if (part.ends) continue;
    for (const [port, data] of Object.entries(own)) tangents.set(key(part.node, port), data);
  }
  const through = new Map<Part, number>();
  let sum = 0;
  for (const part of [...parts].reverse()) {
    const own = pushed.get(part);
    if (!own) continue;
    const arrived = (port: string) =>
      part.ends ? Float64Array.of(1) : outgoing.get(key(part.node, port));
    if (!Object.keys(part.outputs).some(arrived)) continue;
    yield;
    const results = machine.back(part, (port, count) => arrived(port) ?? new Float64Array(count));
    let share = 0;
    for (const [port, data] of Object.entries(own)) {
      const gradient = arrived(port);
      for (let i = 0; gradient && i < data.length; i++) share += data[i]! * gradient[i]!;
    }
    through.set(part, share);
    if (part.weights.includes(start.weight ?? '') || part.edges.includes(start.edge ?? ''))
      sum += results[from]?.data[start.index] ?? 0;
    for (const edge of part.edges) {
      const given = results[wireName(edge)]?.data;
      if (!given) continue;
      const { node, port } = machine.sourceOf(edge);
      const known = outgoing.get(key(node, port)) ?? new Float64Array(given.length);
      for (let i = 0; i < known.length; i++) known[i]! += given[i]!;
      outgoing.set(key(node, port), known);
    }
  }
  return { sum, through };
}

/** Every path, and its product. */
export function* follow(
  document: Document,
  { reached }: Trace,
  start: PathStart,
  machine: Borders,
): Generator<undefined, { listed: Path[]; zeros: number; ended: string[] }> {
  type Arrow = Omit<PathStep, 'factor'> & {
    readonly factor: number;
    readonly onTo: string;
  };
  /** By the place that they begin at. */
  const arrows = new Map<string, Arrow[]>();
  const place = (name: string, index: number) => `${name} ${index}`;
  for (const { part, arrivals, sets, paths, leads } of reached)
    for (const [port, shape] of Object.entries(part.outputs))
      for (const [i, n] of paths[port]!.entries()) {
        if (!n || !leads[port]![i]) continue;
        yield;
        const rows = machine.back(part, (p, count) =>
          p === port ? oneHot(count, i) : new Float64Array(count),
        );
        for (const bit of membersOf(sets[port]?.[i])) {
          const { name, edge, index } = arrivals[bit]!;
          const begin = place(name, index);
          const list = arrows.get(begin) ?? [];
          arrows.set(begin, list);
          const length = size(shape.slice(1));
          list.push({
            node: part.node,
            ...(edge !== undefined && { edge }),
            ...(part.ends
              ? { ends: part.ends }
              : {
                  to: {
                    port,
                    sample: Math.floor(i / length),
                    place: length > 1 ? placeOf(i % length, shape.slice(1)) : [],
                  },
                }),
            factor: rows[name]?.data[index] ?? 0,
            onTo: part.ends ? '' : `${i}`,
          });
        }
      }
  const listed: Path[] = [];
  let zeros = 0;
  const ended = new Set<string>();
  const edgesFrom = (node: string, port: string) =>
    Object.values(document.edges).filter((e) => e.source.node === node && e.source.port === port);
  const walk = (at: string, steps: readonly PathStep[], product: number): void => {
    for (const { onTo, ...step } of arrows.get(at) ?? []) {
      const along = [...steps, step];
      const now = product * step.factor;
      if (step.to)
        for (const { id } of edgesFrom(step.node, step.to.port))
          walk(place(wireName(id), Number(onTo)), along, now);
      else if (now !== 0) listed.push({ steps: along, product: now });
      else {
        zeros++;
        ended.add(must(along.find((s) => s.factor === 0) ?? along.at(-1), 'a step').node);
      }
    }
  };
  walk(place(startName(start), start.index), [], 1);
  return { listed, zeros, ended: [...ended] };
}

function placeOf(index: number, shape: readonly number[]): number[] {
  let rest = index;
  return shape.map((_, i) => {
    const inner = size(shape.slice(i + 1));
    const at = Math.floor(rest / inner);
    rest -= at * inner;
    return at;
  });
}
