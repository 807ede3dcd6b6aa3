/**
 * Lowering: from nodes and edges to primitives. Each kind writes its own part; an edge becomes an identity op
 * with its edge's id, so that its value and its cotangent are those of that edge. Weights are read
 * from storage by name (`dense1.weight`); where they lie is decided later (layout).
 */
import { must } from '../base/assert.ts';
import { type Issue, issue } from '../base/issue.ts';
import { atOnce, isPause, type Piecemeal, type Share } from '../base/piecemeal.ts';
import type { LossOutputs, Notation, StateSpec, WeightSpec } from '../catalog/facets.ts';
import type { Penalty } from '../catalog/penalty.ts';
import { type Builder, createBuilder, type V } from '../ir/builder.ts';
import { inputName, perturbationName } from '../plan/plan.ts';
import type { Table } from '../plan/results.ts';
import { formatShape, type Shape, sameShape } from '../tensor/shape.ts';
import type { SoundNode } from './sound-node.ts';

/** What a node keeps: by its whole name, which is the node's and its own. */
interface Named {
  readonly name: string;
  readonly node: string;
  readonly own: string;
}
const named = (node: string, own: string): Named => ({ name: `${node}.${own}`, node, own });

export interface WeightDeclaration extends WeightSpec, Named {}
interface StateDeclaration extends StateSpec, Named {}

interface Intermediate {
  readonly node: string;
  readonly name: string;
  readonly value: V;
  readonly notation: Notation;
  readonly as?: 'gate' | 'state' | 'before';
}

export interface Lowered {
  /** By node and port. */
  readonly outputs: ReadonlyMap<string, Table<V>>;
  /** By edge. */
  readonly wires: ReadonlyMap<string, V>;
  readonly losses: ReadonlyMap<string, LossOutputs>;
  readonly weights: readonly WeightDeclaration[];
  readonly states: readonly StateDeclaration[];
  /** What a training step makes of states, by their names. */
  readonly assigned: ReadonlyMap<string, V>;
  /** What nodes show of their inside. */
  readonly intermediates: readonly Intermediate[];
  /** What weights add to the objective; empty where predictions are made. */
  readonly penalties: readonly V[];
  /** Weights that were asked for by nodes that use those of another, in the order of asking. */
  readonly shared: readonly SharedUse[];
}

/** A weight of one node as it is used by another. */
interface SharedUse extends WeightDeclaration {
  /** Who owns what is read in its place. */
  readonly owner: string;
}

/** How a weight is read before its place is known. */
export const symbolic = (name: string) => ({ buffer: name, offset: 0, unplaced: true }) as const;

interface Options {
  readonly batch: number;
  readonly mode: 'train' | 'eval';
  /** Each wire has an input that is added to it. */
  readonly perturbed?: boolean;
}

/**
 * A weight that two nodes use is declared and read once: so its gradient is the sum over both uses.
 * The owner may come after who uses its weights, so that what it declares is asked for beforehand.
 */
export function* lowering(
  nodes: readonly SoundNode[],
  b: Builder,
  options: Options,
): Piecemeal<Lowered, Share<'lower'>> {
  const owned = nodes.some((n) => n.owner)
    ? (yield* loweringWith(nodes, createBuilder(), options, [])).weights
    : [];
  return yield* loweringWith(nodes, b, options, owned);
}

export const lower = (...of: Parameters<typeof lowering>): Lowered => atOnce(lowering(...of));

function* loweringWith(
  nodes: readonly SoundNode[],
  b: Builder,
  options: Options,
  owned: readonly WeightDeclaration[],
): Piecemeal<Lowered, Share<'lower'>> {
  const outputs = new Map<string, Table<V>>();
  const wires = new Map<string, V>();
  const losses = new Map<string, LossOutputs>();
  const weights: WeightDeclaration[] = [];
  const states: StateDeclaration[] = [];
  const assigned = new Map<string, V>();
  const penalties: V[] = [];
  const intermediates: Intermediate[] = [];
  const shared: SharedUse[] = [];
  const reads = new Map<string, V>();

  for (const [i, node] of nodes.entries()) {
    if (isPause(i)) yield { pass: 'lower', done: i, of: nodes.length };
    const { owner } = node;
    const lent = owned.filter((w) => w.node === owner);
    let asked = 0;
    b.within(node.id, 'forward', () => {
      const arriving = (port: string) =>
        (node.at[port] ?? []).map((edge) => {
          const source = must(
            outputs.get(edge.source.node)?.[edge.source.port],
            `output ${edge.source.node}.${edge.source.port} before it is read`,
          );
          const carried = () =>
            options.perturbed ? b.add(source, perturbation(b, edge.id, source.shape)) : source;
          const wire = wires.get(edge.id) ?? b.wire(carried(), edge.id);
          wires.set(edge.id, wire);
          return { edge: edge.id, value: wire };
        });
      const context = {
        params: node.params,
        node: node.id,
        b,
        batch: options.batch,
        mode: options.mode,
        input: (port: string) => must(arriving(port)[0], `a wire at ${node.id}.${port}`).value,
        inputs: arriving,
        weight: (name: string, spec: WeightSpec) => {
          const declared = { ...spec, ...named(node.id, name) };
          // Matched in the order of asking: a neuron's weights are named after its own edges.
          const full = owner === undefined ? declared.name : (lent[asked++]?.name ?? declared.name);
          if (owner === undefined) weights.push(declared);
          else shared.push({ ...declared, owner });
          const known = reads.get(full);
          const w =
            known && sameShape(known.shape, spec.shape)
              ? known
              : b.emit('read', [], symbolic(full), spec.shape);
          reads.set(full, w);
          if (owner === undefined && spec.penalty && options.mode === 'train')
            penalties.push(penalised(b, w, spec.penalty));
          return w;
        },
        state: (name: string, spec: StateSpec) => {
          const declared = { ...spec, ...named(node.id, name) };
          states.push(declared);
          return b.emit('read', [], symbolic(declared.name), spec.shape);
        },
        intermediate: (
          name: string,
          value: V,
          as?: Intermediate['as'],
          notation: Notation = { symbol: name },
        ) => {
          intermediates.push({ node: node.id, name, value, notation, ...(as && { as }) });
          return value;
        },
        assign: (name: string, value: V) => void assigned.set(`${node.id}.${name}`, value),
        placeholder: (part: 'x' | 'y', shape: readonly number[]) =>
          b.emit('input', [], { name: inputName(node.id, part) }, [options.batch, ...shape]),
      };
      if (node.kind.loss) losses.set(node.id, node.kind.loss(context));
      else outputs.set(node.id, must(node.kind.lower, `lower of ${node.kind.name}`)(context));
    });
  }
  return {
    outputs,
    wires,
    losses,
    weights,
    states,
    assigned,
    penalties,
    intermediates: intermediates,
    shared,
  };
}

const perturbation = (b: Builder, edge: string, shape: Shape): V =>
  b.emit('input', [], { name: perturbationName(edge) }, shape);

const NOTHING = { en: 'nothing', zh: '空' } as const;

/** What stands in the way of nodes that use the weights of others, told on the nodes that use them. */
export function shareIssues(
  { weights, states, shared }: Lowered,
  nodes: readonly SoundNode[],
): Issue[] {
  return nodes.flatMap(({ id, owner }) => {
    if (owner === undefined) return [];
    const mine = shared.filter((w) => w.node === id);
    const lent = weights.filter((w) => w.node === owner);
    const about = {
      args: { title: { node: id }, owner: { node: owner } },
      where: { node: id },
      fix: { type: 'own-weights', node: id },
    } as const;
    if (states.some((s) => s.node === id))
      return [
        issue(
          'share.state',
          {
            en: '{title} keeps running averages of its own and cannot use the weights of {owner}.',
            zh: '{title} 有自己的滑动平均，不能使用 {owner} 的权重。',
          },
          about,
        ),
      ];
    if (!lent.length || !mine.length)
      return [
        issue(
          'share.none',
          {
            en: 'There are no weights of {owner} that {title} could use.',
            zh: '{owner} 没有可供 {title} 使用的权重。',
          },
          about,
        ),
      ];
    const most = Math.max(mine.length, lent.length);
    for (let i = 0; i < most; i++) {
      const [own, theirs] = [mine[i], lent[i]];
      if (own && theirs && sameShape(own.shape, theirs.shape)) continue;
      return [
        issue(
          'share.shape',
          {
            en: '{title} and {owner} cannot share weights: for {name} the one needs {wants}, the other has {has}.',
            zh: '{title} 与 {owner} 不能共享权重：{name} 在前者为 {wants}，在后者为 {has}。',
          },
          {
            ...about,
            args: {
              ...about.args,
              name: must(own ?? theirs, 'a weight').own,
              wants: own ? formatShape(own.shape) : NOTHING,
              has: theirs ? formatShape(theirs.shape) : NOTHING,
            },
          },
        ),
      ];
    }
    return [];
  });
}

/** λ₁·Σ|w| + (λ₂/2)·Σw² */
function penalised(b: Builder, w: V, { l1, l2 }: Penalty): V {
  const absolute = l1 > 0 ? b.mul(b.sum(b.abs(w)), l1) : undefined;
  const squared = l2 > 0 ? b.mul(b.sum(b.mul(w, w)), l2 / 2) : undefined;
  return absolute && squared ? b.add(absolute, squared) : (absolute ?? squared ?? b.fill(0));
}

/** What training lowers: the cost and all penalties. Undefined where it is the cost itself. */
export const objectiveOf = (b: Builder, cost: V | undefined, penalties: readonly V[]) =>
  cost && penalties.length
    ? b.within('', 'forward', () => penalties.reduce((a, p) => b.add(a, p), cost))
    : undefined;

/** The cost: each loss's mean over the batch, added up; and these, where there are several. */
export function costsOf(b: Builder, losses: Lowered['losses']): Costs {
  const means = [...losses].map(
    ([node, j]) => [node, b.within(node, 'forward', () => b.mean(j.loss))] as const,
  );
  if (means.length === 0) return { shares: {} };
  const cost = b.within('', 'forward', () => means.map(([, m]) => m).reduce((a, c) => b.add(a, c)));
  return { cost, shares: means.length > 1 ? Object.fromEntries(means) : {} };
}
export const costOf = (b: Builder, losses: Lowered['losses']): V | undefined =>
  costsOf(b, losses).cost;
interface Costs {
  readonly cost?: V;
  readonly shares: Table<V>;
}
