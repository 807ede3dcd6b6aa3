/**
 * The sum over the paths: from one number of a weight or of what a wire carries along every way to the
 * objective, number by number through the borders of nodes. A path counts as the product of the local
 * derivatives on it, and the gradient is the sum over all paths. Few paths are followed one by one; many are summed
 * node by node, from the end, which takes one product for each pair of numbers that depend on each other,
 * however many paths go through it.
 */
import { must } from '../base/assert.ts';
import type { Issue } from '../base/issue.ts';
import type { Piecemeal } from '../base/piecemeal.ts';
import type { Document } from '../document/records.ts';
import { type Bits, dependence, membersOf, type Sets } from '../ir/dependence.ts';
import { evaluate } from '../ir/evaluate.ts';
import type { Table } from '../plan/results.ts';
import { size } from '../tensor/shape.ts';
import type { Progress } from './compilation.ts';
import {
  cotangentName,
  leavingName,
  type Part,
  type PathPlans,
  planPaths,
  storedName,
  tangentName,
  wireName,
} from './path-programs.ts';

/** As many are followed one by one. */
export const MOST_PATHS = 64;
/** Words of sets that are kept of a node, beyond which nothing is counted. */
const MOST_WORDS = 2 ** 24;

/** One number: of a weight, or of what a wire carries (the batch first). */
export interface PathStart {
  readonly weight?: string;
  readonly edge?: string;
  readonly index: number;
}

/** Through a node, from a number that arrives (or is a weight) to one that leaves. */
export interface PathStep {
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

/** What goes through one node. */
export interface NodeSum {
  readonly node: string;
  readonly ends?: Part['ends'];
  /** Ways from the start to the numbers that leave it (and lead on to the objective); one product each for every number that they depend on. */
  readonly paths: number;
  readonly products: number;
  /** The sum over all paths through it. */
  readonly sum: number;
}

export interface PathSum {
  readonly of: PathStart;
  readonly rows: number;
  /** By back-propagation. */
  readonly gradient: number;
  readonly sum: number;
  /** How many; absent where the network is too large to count them. */
  readonly paths?: number;
  /** Local derivatives on them, each as often as a path goes by it; products that it takes to sum node by node. */
  readonly factors?: number;
  readonly products?: number;
  /** Those whose product is not 0, where they are few. */
  readonly listed?: readonly Path[];
  /** Of those that were followed: how many come to exactly 0, and in which nodes they first do. */
  readonly zeros: number;
  readonly ended: readonly string[];
  /** In the order of the way back. */
  readonly nodes: readonly NodeSum[];
}

/** Numbers of the moment, in float64: what wires carry, weights and states, gradients by back-propagation. */
export interface PathNumbers {
  readonly wires: Table<ArrayLike<number>>;
  readonly stored: Table<ArrayLike<number>>;
  readonly seed: number;
  readonly step: number;
  readonly gradient: number;
}

type Summing = Piecemeal<PathSum, undefined>;

/** As the engine is handed it. */
export interface Paths {
  readonly plan: (
    document: Document,
    rows: number,
  ) => Piecemeal<PathPlans | readonly Issue[], Progress>;
  readonly sum: (
    document: Document,
    plans: PathPlans,
    start: PathStart,
    numbers: PathNumbers,
  ) => Summing;
}

/** A number that arrives at a part: of which wire (or the start itself), which one of it, and its paths. */
interface Arrival {
  readonly name: string;
  readonly edge?: string;
  readonly index: number;
  readonly paths: number;
  /** Local derivatives on these. */
  readonly factors: number;
}
/** What the numbers that leave a part depend on. */
interface Reached {
  readonly part: Part;
  readonly arrivals: readonly Arrival[];
  readonly sets: Table<Sets>;
  /** Paths from the start to each number. */
  readonly paths: Table<Float64Array>;
  readonly factors: Table<Float64Array>;
  /** Whether a number leads to the objective. */
  readonly leads: Table<Uint8Array>;
}
interface Trace {
  readonly reached: readonly Reached[];
  /** No sample counts for another. */
  readonly apart: boolean;
}

const startName = ({ weight, edge }: PathStart): string =>
  edge === undefined ? storedName(weight ?? '') : wireName(edge);

/** All that depends on the start, and leads to the objective; on wish by way of one sample alone. */
function* traced(
  document: Document,
  { parts, rows }: PathPlans,
  start: PathStart,
  sample?: number,
): Generator<undefined, Trace | undefined> {
  const from = startName(start);
  const byPlace = new Map<string, Reached>();
  const reached: Reached[] = [];
  const sourceOf = (edge: string) => {
    const { node, port } = must(document.edges[edge], 'a wire').source;
    return { found: byPlace.get(node), port };
  };
  let apart = true;
  for (const part of parts) {
    const arrivals: Arrival[] = [];
    if (part.weights.includes(start.weight ?? ''))
      arrivals.push({ name: from, index: start.index, paths: 1, factors: 0 });
    const first = arrivals.length > 0;
    for (const edge of part.edges) {
      const name = wireName(edge);
      if (edge === start.edge)
        arrivals.push({ name, edge, index: start.index, paths: 1, factors: 0 });
      const { found, port } = sourceOf(edge);
      const paths = found?.paths[port];
      for (let index = 0; paths && index < paths.length; index++)
        if (paths[index])
          arrivals.push({
            ...{ name, edge, index, paths: paths[index]! },
            factors: found!.factors[port]![index]!,
          });
    }
    if (arrivals.length === 0) continue;
    yield;
    const sets = dependenceOf(part, arrivals);
    if (!sets) return undefined;
    const own: Record<string, Float64Array> = {};
    const along: Record<string, Float64Array> = {};
    const leads: Record<string, Uint8Array> = {};
    for (const [port, shape] of Object.entries(part.outputs)) {
      const count = size(shape);
      const length = count / rows;
      const paths = new Float64Array(count);
      const factors = new Float64Array(count);
      const all = sets[port];
      for (let i = 0; all && i < count; i++) {
        const ownSample = Math.floor(i / length);
        if (sample !== undefined && !part.ends && ownSample !== sample) {
          // Those of the other samples are followed for themselves.
          if (all[i] && !(first && onlyStart(all[i], arrivals))) apart = false;
          continue;
        }
        for (const bit of membersOf(all[i])) {
          const { paths: ways, factors: before } = arrivals[bit]!;
          paths[i]! += ways;
          factors[i]! += before + ways;
        }
      }
      own[port] = paths;
      along[port] = factors;
      leads[port] = new Uint8Array(count).fill(part.ends ? 1 : 0);
    }
    const here = { part, arrivals, sets, paths: own, factors: along, leads };
    reached.push(here);
    if (!part.ends) byPlace.set(part.node, here);
  }
  for (const { part, arrivals, sets, paths, leads } of [...reached].reverse())
    for (const port of Object.keys(part.outputs))
      for (const [i, bits] of (sets[port] ?? []).entries()) {
        if (!leads[port]![i] || !paths[port]![i]) continue;
        for (const bit of membersOf(bits)) {
          const { edge, index } = arrivals[bit]!;
          if (edge === undefined) continue;
          const source = sourceOf(edge);
          const marks = source.found?.leads[source.port];
          if (marks) marks[index] = 1;
        }
      }
  return { reached, apart };
}

const onlyStart = (bits: Bits, arrivals: readonly Arrival[]): boolean =>
  [...membersOf(bits)].every((bit) => arrivals[bit]!.edge === undefined);

function dependenceOf(part: Part, arrivals: readonly Arrival[]): Table<Sets> | undefined {
  const words = Math.ceil(arrivals.length / 32);
  const { results, values } = part.program;
  const ids = Object.keys(part.outputs).map((port) => must(results[leavingName(port)], port));
  const numbers = ids.reduce((n, id) => n + size(must(values[id], 'what leaves').shape), 0);
  if (words * (numbers + arrivals.length) > MOST_WORDS) return undefined;
  const shapes = new Map(
    values.flatMap((v) => (v.op === 'input' ? [[v.attrs.name, v.shape]] : [])),
  );
  const given: Record<string, Bits[]> = {};
  for (const [bit, { name, index }] of arrivals.entries()) {
    given[name] ??= new Array<Bits>(size(must(shapes.get(name), name))).fill(undefined);
    const bits = new Uint32Array(words);
    bits[bit >>> 5] = 1 << (bit & 31);
    given[name]![index] = bits;
  }
  const at = dependence(part.program, ids, given);
  return Object.fromEntries(Object.keys(part.outputs).map((port, i) => [port, at(ids[i]!)]));
}

/** Paths to the objective, and products that sum them; of one sample for as many samples as there are. */
function counted({ reached }: Trace, times: number) {
  const nodes = reached.map(({ part, sets, paths, factors, leads }) => {
    let [ways, products, along] = [0, 0, 0];
    for (const port of Object.keys(part.outputs))
      for (const [i, n] of paths[port]!.entries()) {
        if (!n || !leads[port]![i]) continue;
        ways += n;
        along += factors[port]![i]!;
        for (const _ of membersOf(sets[port]?.[i])) products++;
      }
    // A penalty is of no sample.
    const each = part.ends === 'penalty' ? 1 : times;
    return { part, paths: ways * each, products: products * each, factors: along * each };
  });
  const total = (of: (n: (typeof nodes)[number]) => number) => nodes.reduce((n, x) => n + of(x), 0);
  return {
    nodes,
    paths: total((n) => (n.part.ends ? n.paths : 0)),
    factors: total((n) => (n.part.ends ? n.factors : 0)),
    products: total((n) => n.products),
  };
}

function* summing(
  document: Document,
  plans: PathPlans,
  start: PathStart,
  numbers: PathNumbers,
): Summing {
  const alone =
    plans.rows > 1 && start.edge === undefined
      ? yield* traced(document, plans, start, 0)
      : undefined;
  const bySample = alone?.apart ? counted(alone, plans.rows) : undefined;
  const whole =
    bySample && bySample.paths > MOST_PATHS ? undefined : yield* traced(document, plans, start);
  const count = whole ? counted(whole, 1) : bySample;
  const machine = borders(document, plans, numbers);
  const { sum, through } = yield* nodeByNode(plans, start, machine);
  const followed = count && whole && count.paths <= MOST_PATHS ? count : undefined;
  const paths = followed && whole && (yield* follow(document, whole, start, machine));
  const nodes = count
    ? count.nodes.filter((n) => n.paths > 0)
    : [...through.keys()].map((part) => ({ part, paths: 0, products: 0 }));
  return {
    of: start,
    rows: plans.rows,
    gradient: numbers.gradient,
    ...(count && { paths: count.paths, factors: count.factors, products: count.products }),
    ...(paths && { listed: paths.listed }),
    sum: paths ? paths.listed.reduce((a, p) => a + p.product, 0) : sum,
    zeros: paths?.zeros ?? 0,
    ended: paths?.ended ?? [],
    nodes: nodes
      .map(({ part, paths: ways, products }) => ({
        node: part.node,
        ...(part.ends && { ends: part.ends }),
        paths: ways,
        products,
        sum: through.get(part) ?? 0,
      }))
      .reverse(),
  };
}

/** Programs of parts, run at the numbers of the moment. */
function borders(document: Document, plans: PathPlans, numbers: PathNumbers) {
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
function* nodeByNode(
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
function* follow(
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

/** Both halves of it, over one cache of compilations. */
export const pathsWith = (plans?: Parameters<typeof planPaths>[2]): Paths => ({
  plan: (document, rows) => planPaths(document, rows, plans),
  sum: summing,
});
