/**
 * Which numbers depend on the one that paths begin at, and how many paths lead to each: counted by sets of what
 * arrives at a node, no path is followed.
 */
import { must } from '../base/assert.ts';
import type { Document } from '../document/records.ts';
import { type Bits, dependence, membersOf, type Sets } from '../ir/dependence.ts';
import type { Table } from '../plan/results.ts';
import { size } from '../tensor/shape.ts';
import {
  leavingName,
  type Part,
  type PathPlans,
  type PathStart,
  startName,
  wireName,
} from './path-programs.ts';

/** Words of sets that are kept of a node, beyond which nothing is counted. */
const MOST_WORDS = 2 ** 24;

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
export interface Trace {
  readonly reached: readonly Reached[];
  /** No sample counts for another. */
  readonly apart: boolean;
}

/** All that depends on the start, and leads to the objective; on wish by way of one sample alone. */
export function* traced(
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
export function counted({ reached }: Trace, times: number) {
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
