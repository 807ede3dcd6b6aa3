/**
 * Rewriting: algebraic simplification, constant folding, common subexpression and dead code elimination. The
 * program is rebuilt from the front; each value is visited once with its operands already rewritten, so that a rule may count on their
 * final form. Equal values become one (hash-consing), unused ones are dropped at the end.
 *
 * With `fence: 'node'` nothing is shared or moved across nodes, and each `wire` stays, so that one step is
 * one node. A rewrite may not change a number beyond rounding; the laws compare both.
 */
import { must } from '../base/assert.ts';
import { atOnce, isPause, type Piecemeal, type Share } from '../base/piecemeal.ts';
import { needs } from '../ir/loops.ts';
import type { Program, Value } from '../ir/ops.ts';
import type { Shape } from '../tensor/shape.ts';
import { createValueTable } from './hash-consing.ts';
import { rowDependenceOf } from './row-dependence.ts';
import type { Fence, NewValue, Rewriting } from './rule.ts';
import { RULES } from './rules.ts';

const roots = (p: Program) => [...Object.values(p.results), ...p.writes.map((w) => w.value)];

function countUses(p: Program): Uint32Array {
  const uses = new Uint32Array(p.values.length);
  for (const v of p.values) for (const a of v.args) uses[a] = uses[a]! + 1;
  for (const id of roots(p)) uses[id] = uses[id]! + 1;
  return uses;
}

/** The same program over new values; `place` says where each old one went. */
const moved = (program: Program, values: readonly Value[], place: Int32Array): Program => ({
  values,
  results: Object.fromEntries(Object.entries(program.results).map(([k, id]) => [k, place[id]!])),
  writes: program.writes.map((w) => ({ ...w, value: place[w.value]! })),
});

/** One pass of all rules, with common values shared; the very program where there was nothing to do. */
function* pass(
  program: Program,
  fence: Fence,
  undifferentiated: boolean,
): Piecemeal<Program, Share<'rewrite'>> {
  const live = needs(program.values, roots(program));
  const oldUses = countUses(program);
  const out: Value[] = [];
  const uses: number[] = [];
  const claimed = new Set<number>();
  const table = createValueTable(out);
  const dependence = rowDependenceOf(program.values, out);
  const place = new Int32Array(program.values.length);
  let unchanged = true;
  let current: Value = must(program.values[0], 'a program has values');

  const scope = () => (fence === 'node' ? current : undefined);
  const make = (id: number, { op, args, attrs, shape }: NewValue): Value => {
    const { origin, phase } = current;
    uses.push(1);
    // Written out, so that all values have one layout: engines copy objects of many layouts slowly.
    const value = { id, op, args, attrs, shape, origin, phase } as Value;
    dependence?.made(value, current);
    return value;
  };
  const rewriting: Rewriting = {
    fence,
    undifferentiated,
    at: (id) => must(out[id], 'a rewritten value'),
    uses: (id) => uses[id] ?? 1,
    inFusionScope: (id) =>
      fence === 'none' || (out[id]?.origin === current.origin && out[id]?.phase === current.phase),
    known: (value) => table.find(value, scope()),
    add(value) {
      for (const rule of RULES) {
        const id = rule(value, rewriting);
        if (id === undefined || dependence?.isLegal(id, current) === false) continue;
        unchanged = false;
        return id;
      }
      return table.findOrMake(value, scope(), (id) => make(id, value));
    },
  };
  const of = program.values.length;
  for (const v of program.values) {
    if (isPause(v.id)) yield { pass: 'rewrite', done: v.id, of };
    if (!live[v.id]) continue;
    current = v;
    const args = v.args.map((a) => place[a]!);
    const id = rewriting.add({ op: v.op, attrs: v.attrs, shape: v.shape, args } as NewValue);
    place[v.id] = id;
    // From here on the rows that are carried stand for what closed them: one tensor less.
    if (v.op === 'close') place[v.args[0]!] = id;
    dependence?.done(v);
    // A value that stands for several old ones is used as often as all of them.
    uses[id] = (claimed.has(id) ? uses[id]! : 0) + oldUses[v.id]!;
    claimed.add(id);
    unchanged &&= id === v.id && v.args.every((a, i) => a === args[i]);
  }
  unchanged &&= roots(program).every((id) => place[id] === id);
  return unchanged ? program : moved(program, out, place);
}

/** Dead code elimination: drops what no root needs and numbers the rest anew. */
function eliminateDeadCode(program: Program): Program {
  const live = needs(program.values, roots(program));
  if (!live.includes(0)) return program;
  const place = new Int32Array(program.values.length);
  const values: Value[] = [];
  for (const v of program.values) {
    if (!live[v.id]) continue;
    place[v.id] = values.length;
    values.push({ ...v, id: values.length, args: v.args.map((a) => place[a]!) } as Value);
  }
  return moved(program, values, place);
}

/** A rule may open the way for another: a few rounds, fewer where nothing is moved across nodes. */
const ROUNDS: Readonly<Record<Fence, number>> = { node: 1, none: 4 };

/** @param undifferentiated gradients are still to be taken of the program */
export function* rewriting(
  program: Program,
  fence: Fence,
  undifferentiated = false,
): Piecemeal<Program, Share<'rewrite'>> {
  if (!program.values.length) return program;
  let p = program;
  for (let round = 0; round < ROUNDS[fence]; round++) {
    const before = p;
    p = eliminateDeadCode(yield* pass(p, fence, undifferentiated));
    if (p === before || (p.values.length === before.values.length && round > 0)) break;
  }
  return p;
}

export const rewrite = (...of: Parameters<typeof rewriting>): Program => atOnce(rewriting(...of));

/**
 * Horizontal fusion of products (XLA's DotMerger, TVM's CombineParallelDense): those that share their left
 * operand become one: dot(X, A), dot(X, B) → columns of dot(X, [A; B]).
 * That is what turns a graph of single neurons into matrix products. Only where the right operands
 * depend on storage alone, so that they can be computed first.
 */
export function mergeDots(program: Program): Program {
  const early = new Uint8Array(program.values.length);
  for (const v of program.values)
    early[v.id] =
      v.op === 'read' || (v.op !== 'carry' && v.args.length > 0 && v.args.every((a) => early[a]))
        ? 1
        : 0;
  const groups = new Map<string, (Value & { op: 'dot' })[]>();
  for (const v of program.values) {
    if (v.op !== 'dot' || v.shape.length !== 2 || v.attrs.transposeA || !v.attrs.transposeB)
      continue;
    if (!early[v.args[1]!] || early[v.args[0]!]) continue;
    const key = String(v.args[0]);
    const group = groups.get(key);
    if (group) group.push(v);
    else groups.set(key, [v]);
  }
  const merged = [...groups.values()].filter((g) => g.length > 1);
  if (!merged.length) return program;
  const leader = new Map<number, (Value & { op: 'dot' })[]>();
  const member = new Set<number>();
  for (const g of merged) {
    leader.set(must(g[0], 'a group').id, g);
    for (const v of g) member.add(v.id);
  }
  const values: Value[] = [];
  const place = new Int32Array(program.values.length);
  const push = (v: Value, args: readonly number[]): number => {
    values.push({ ...v, id: values.length, args } as Value);
    return values.length - 1;
  };
  const copy = (v: Value) => {
    place[v.id] = push(
      v,
      v.args.map((a) => place[a]!),
    );
  };
  for (const v of program.values) if (early[v.id]) copy(v);
  for (const v of program.values) {
    if (early[v.id]) continue;
    const group = leader.get(v.id);
    if (group) {
      const shapes = group.map((m) => must(program.values[m.args[1]!], 'an operand').shape);
      const rows = shapes.reduce((n, s) => n + s[0]!, 0);
      const [first] = shapes as [Shape];
      const like = { ...v, origin: v.origin, phase: v.phase };
      const stack = push(
        { ...like, op: 'concat', attrs: { axis: 0 }, shape: [rows, first[1]!] } as Value,
        group.map((m) => place[m.args[1]!]!),
      );
      const whole = push({ ...like, shape: [v.shape[0]!, rows] } as Value, [
        place[v.args[0]!]!,
        stack,
      ]);
      let at = 0;
      for (const m of group) {
        place[m.id] = push(
          { ...m, op: 'slice', attrs: { starts: [0, at] }, shape: m.shape } as unknown as Value,
          [whole],
        );
        at += m.shape[1]!;
      }
    } else if (!member.has(v.id)) copy(v);
  }
  return moved(program, values, place);
}
