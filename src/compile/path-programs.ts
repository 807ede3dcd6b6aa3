/**
 * A document for the sum over the paths: its own plan, whose `watch` says what back-propagation gives, and of
 * each node the program between its borders: what leaves it from what arrives on its wires and is read of its
 * weights, and the gradients of these from the gradient of what leaves. Both are the program that is trained,
 * cut at the wires and differentiated by the rules of `ir/vjp`; no kind says anything of its own.
 */
import { must } from '../base/assert.ts';
import type { Issue } from '../base/issue.ts';
import type { Piecemeal } from '../base/piecemeal.ts';
import type { Recent } from '../base/recent.ts';
import type { Document } from '../document/records.ts';
import { createBuilder, type V } from '../ir/builder.ts';
import { sweeping } from '../ir/differentiate.ts';
import { needs } from '../ir/loops.ts';
import type { Program, Value } from '../ir/ops.ts';
import type { Plan } from '../plan/plan.ts';
import type { Table } from '../plan/results.ts';
import type { Shape } from '../tensor/shape.ts';
import { during } from './assembling.ts';
import { checking } from './check.ts';
import { fittingPlan } from './check-plans.ts';
import type { Progress } from './compilation.ts';
import type { Planned } from './compile.ts';
import { lowering } from './lower.ts';
import { CPU, type Target } from './target.ts';

/** A node, or what a penalty adds to the objective, between its borders. */
export interface Part {
  readonly node: string;
  /** It gives a number that is added to the objective: the mean of a loss, or a penalty. */
  readonly ends?: 'loss' | 'penalty';
  /** Wires on which something arrives that counts, and weights that are read. */
  readonly edges: readonly string[];
  readonly weights: readonly string[];
  /** Shapes with the batch first, by port. */
  readonly outputs: Table<Shape>;
  /**
   * Results: what leaves by `leavingName`, and by `wireName` and `storedName` the gradient of what arrives, where
   * one comes back. Inputs: those by the same names, and by `cotangentName` the gradients of what leaves.
   */
  readonly program: Program;
  /** The tangents of what leaves, by `leavingName`, from those of what arrives (`tangentName`). */
  readonly pushed: Program;
}

export interface PathPlans {
  readonly own: Plan;
  /** Rows of the batch over which the cost is the mean. */
  readonly rows: number;
  /** Each after all that it reads. */
  readonly parts: readonly Part[];
}

/** One number: of a weight, or of what a wire carries (the batch first). */
export interface PathStart {
  readonly weight?: string;
  readonly edge?: string;
  readonly index: number;
}

export const wireName = (edge: string): string => `wire:${edge}`;
export const storedName = (name: string): string => `stored:${name}`;
export const startName = ({ weight, edge }: PathStart): string =>
  edge === undefined ? storedName(weight ?? '') : wireName(edge);
export const leavingName = (port: string): string => `leaving:${port}`;
export const cotangentName = (port: string): string => `cotangent:${port}`;
export const tangentName = (name: string): string => `tangent:${name}`;

export function* planPaths(
  document: Document,
  rows: number,
  plans?: Recent<Planned>,
  target: Target = CPU,
): Piecemeal<PathPlans | readonly Issue[], Progress> {
  const own = yield* fittingPlan(document, rows, plans, target);
  if (!own.plan) return own.issues;
  const { nodes } = yield* checking(document);
  const b = createBuilder();
  const lowered = yield* during('watch', lowering(nodes, b, { batch: own.rows, mode: 'train' }));
  const trained = new Set(lowered.weights.filter((w) => w.trainable !== false).map((w) => w.name));
  const ends = new Map(
    [...lowered.losses].map(([node, { loss }]) => [
      node,
      b.within(node, 'forward', () => b.mean(loss)),
    ]),
  );
  const values = b.values.map(cut);
  const parts: Part[] = [];
  const of = nodes.length;
  for (const [i, { id, kind }] of nodes.entries()) {
    yield { routine: 'watch', pass: 'differentiate', done: i, of };
    const end = ends.get(id);
    const leaving = end ? { loss: end } : lowered.outputs.get(id);
    if (leaving && !kind.batches)
      parts.push(yield* partOf(id, values, leaving, trained, end && 'loss'));
  }
  for (const penalty of lowered.penalties) {
    const { origin } = must(values[penalty.id], 'a penalty');
    parts.push(yield* partOf(origin, values, { penalty }, trained, 'penalty'));
  }
  return { own: own.plan, rows: own.rows, parts };
}

/** What comes over a border is given. */
function cut(v: Value): Value {
  const given = (name: string): Value => ({ ...v, op: 'input', args: [], attrs: { name } });
  if (v.op === 'wire') return given(wireName(v.attrs.edge));
  return v.op === 'read' ? given(storedName(v.attrs.buffer)) : v;
}

function* partOf(
  node: string,
  values: readonly Value[],
  leaving: Table<V>,
  trained: ReadonlySet<string>,
  ends?: 'loss' | 'penalty',
): Piecemeal<Part, Progress> {
  const b = createBuilder();
  const wanted = needs(
    values,
    Object.values(leaving).map((v) => v.id),
  );
  const made = new Map<number, V>();
  const arriving = new Map<string, V>();
  const edges: string[] = [];
  const weights: string[] = [];
  for (const v of values) {
    if (!wanted[v.id]) continue;
    const args = v.args.map((a) => must(made.get(a), 'an operand'));
    const copy = b.within(v.origin, v.phase, () => b.emit(v.op, args, v.attrs, v.shape));
    made.set(v.id, copy);
    if (v.op !== 'input') continue;
    const { name } = v.attrs;
    if (name.startsWith(wireName(''))) edges.push(name.slice(wireName('').length));
    else if (trained.has(name.slice(storedName('').length)))
      weights.push(name.slice(storedName('').length));
    else continue;
    arriving.set(name, copy);
  }
  const ports = Object.entries(leaving).map(
    ([port, v]) => [port, must(made.get(v.id), 'what leaves')] as const,
  );
  const cotangents = ports.map(([port, v]) =>
    b.emit('input', [], { name: cotangentName(port) }, v.shape),
  );
  const inner = (xs: readonly V[], ys: readonly V[]): V =>
    xs.map((x, i) => b.sum(b.mul(x, ys[i]!))).reduce((a, x) => b.add(a, x), b.fill(0));
  const back = yield* during(
    'watch',
    sweeping(
      b,
      inner(
        ports.map(([, v]) => v),
        cotangents,
      ),
      [...arriving.values()],
    ),
  );
  const gradients = [...arriving].flatMap(([name, v]) => {
    const gradient = back(v);
    return gradient ? [{ name, gradient }] : [];
  });
  const program = b.program({
    ...Object.fromEntries(ports.map(([port, v]) => [leavingName(port), v])),
    ...Object.fromEntries(gradients.map(({ name, gradient }) => [name, gradient])),
  });
  const alone = { ...program, values: [...program.values] };
  // What goes back is linear in what arrives there, so that its own derivative is the way forward.
  const tangents = gradients.map(({ name, gradient }) =>
    b.emit('input', [], { name: tangentName(name) }, gradient.shape),
  );
  const forward = yield* during(
    'watch',
    sweeping(
      b,
      inner(
        gradients.map((g) => g.gradient),
        tangents,
      ),
      cotangents,
    ),
  );
  const pushed = b.program(
    Object.fromEntries(
      ports.map(([port, v], i) => [
        leavingName(port),
        forward(cotangents[i]!) ?? b.fill(0, v.shape),
      ]),
    ),
  );
  return {
    node,
    ...(ends && { ends }),
    edges,
    weights,
    outputs: Object.fromEntries(ports.map(([port, v]) => [port, v.shape])),
    program: alone,
    pushed,
  };
}
