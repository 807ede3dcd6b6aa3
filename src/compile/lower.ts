/**
 * From nodes and wires to primitives. Each kind writes its own part; a wire becomes an identity op
 * with its edge's id, so that its value and its cotangent are those of that edge. Weights are read
 * from storage by name (`@dense1.weight`); where they lie is decided later (layout).
 */
import { must } from '../base/assert.ts';
import type { Judgement, StateSpec, WeightSpec } from '../catalog/kind.ts';
import type { Penalty } from '../catalog/penalty.ts';
import type { Builder, V } from '../ir/builder.ts';
import type { SoundNode } from './check.ts';

export interface WeightDeclaration extends WeightSpec {
  readonly name: string;
  readonly node: string;
}

export interface StateDeclaration extends StateSpec {
  readonly name: string;
  readonly node: string;
}

export interface Look {
  readonly node: string;
  readonly name: string;
  readonly value: V;
  readonly as?: 'gate' | 'state' | 'before';
}

export interface Lowered {
  /** By `node.port`. */
  readonly outputs: ReadonlyMap<string, V>;
  /** By edge. */
  readonly wires: ReadonlyMap<string, V>;
  readonly judgements: ReadonlyMap<string, Judgement>;
  readonly weights: readonly WeightDeclaration[];
  readonly states: readonly StateDeclaration[];
  /** What a training step makes of states, by their names. */
  readonly assigned: ReadonlyMap<string, V>;
  /** What nodes show of their inside. */
  readonly looks: readonly Look[];
  /** What weights add to the objective; empty where predictions are made. */
  readonly penalties: readonly V[];
}

/** How a weight is read before its place is known. */
export const symbolic = (name: string) => ({ buffer: `@${name}`, offset: 0 });

export function lower(
  nodes: readonly SoundNode[],
  b: Builder,
  options: { readonly batch: number; readonly mode: 'train' | 'eval' },
): Lowered {
  const outputs = new Map<string, V>();
  const wires = new Map<string, V>();
  const judgements = new Map<string, Judgement>();
  const weights: WeightDeclaration[] = [];
  const states: StateDeclaration[] = [];
  const assigned = new Map<string, V>();
  const penalties: V[] = [];
  const looks: Look[] = [];

  for (const node of nodes) {
    b.within(node.id, 'forward', () => {
      const arriving = (port: string) =>
        (node.at[port] ?? []).map((edge) => {
          const source = must(
            outputs.get(`${edge.source.node}.${edge.source.port}`),
            `output ${edge.source.node}.${edge.source.port} before it is read`,
          );
          const wire = wires.get(edge.id) ?? b.wire(source, edge.id);
          wires.set(edge.id, wire);
          return { edge: edge.id, value: wire };
        });
      const context = {
        params: node.params as never,
        node: node.id,
        b,
        batch: options.batch,
        mode: options.mode,
        input: (port: string) => must(arriving(port)[0], `a wire at ${node.id}.${port}`).value,
        inputs: arriving,
        weight: (name: string, spec: WeightSpec) => {
          const full = `${node.id}.${name}`;
          weights.push({ ...spec, name: full, node: node.id });
          const w = b.emit('read', [], symbolic(full), spec.shape);
          if (spec.penalty && options.mode === 'train')
            penalties.push(penalised(b, w, spec.penalty));
          return w;
        },
        state: (name: string, spec: StateSpec) => {
          const full = `${node.id}.${name}`;
          states.push({ ...spec, name: full, node: node.id });
          return b.emit('read', [], symbolic(full), spec.shape);
        },
        look: (name: string, value: V, as?: Look['as']) => {
          looks.push({ node: node.id, name, value, ...(as && { as }) });
          return value;
        },
        assign: (name: string, value: V) => void assigned.set(`${node.id}.${name}`, value),
        fed: (port: string, shape: readonly number[]) =>
          b.emit('input', [], { name: `${node.id}.${port}` }, [options.batch, ...shape]),
      };
      if (node.kind.judge) judgements.set(node.id, node.kind.judge(context));
      else
        for (const [port, value] of Object.entries(
          must(node.kind.lower, `lower of ${node.kind.name}`)(context),
        ))
          outputs.set(`${node.id}.${port}`, value);
    });
  }
  return { outputs, wires, judgements, weights, states, assigned, penalties, looks };
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

/** The cost: each loss's mean over the batch, added up. */
export function costOf(b: Builder, judgements: Lowered['judgements']): V | undefined {
  const costs = [...judgements].map(([node, j]) => b.within(node, 'forward', () => b.mean(j.loss)));
  return costs.length
    ? b.within('', 'forward', () => costs.reduce((a, c) => b.add(a, c)))
    : undefined;
}
