/**
 * Validation and shape inference: what a person drew, checked node by node in topological order. Gives the
 * shapes as far as they can be told and an issue for each thing that stands in the way, on the node
 * and port where it is. A node behind a broken one is silent: one mistake is told once.
 */
import { checkValue, complete, type Hyperparameters } from '../base/fields.ts';
import { hasErrors, type Issue, issue, listed } from '../base/issue.ts';
import { atOnce, type Piecemeal, type Share } from '../base/piecemeal.ts';
import type { Arriving, Width } from '../catalog/facets.ts';
import { checkHyperparameters, checkRun, kindOf, optimiserOf } from '../catalog/index.ts';
import type { Kind } from '../catalog/kind.ts';
import type { Document, EdgeRecord } from '../document/records.ts';
import { ownerOf } from '../document/sharing.ts';
import { reachable, topologyOf, wireOrder } from '../document/topology.ts';
import type { Shape } from '../tensor/shape.ts';
import { advising } from './advice.ts';
import { predictionIssues } from './predictions.ts';
import type { SoundNode } from './sound-node.ts';

export interface Checked {
  readonly issues: readonly Issue[];
  /** By `node.port`, for one sample. */
  readonly shapes: Readonly<Record<string, Shape>>;
  /** In an order in which each comes after all it reads. */
  readonly nodes: readonly SoundNode[];
}

const MAX_ELEMENTS = 2 ** 26;
/** Nodes, and edges that they take, between two pauses. */
const MOST_AT_ONCE = 256;

/** @see checking */
export const check = (document: Document): Checked => atOnce(checking(document));

/** The same piece by piece. */
export function* checking(document: Document): Piecemeal<Checked, Share<'check'>> {
  // The walks over all of it that come first, each with a pause before it.
  yield { pass: 'check', done: 0, of: 1 };
  const issues: Issue[] = [];
  const shapes: Record<string, Shape> = {};
  const sound = new Map<string, SoundNode>();
  const widths = new Map<string, Arriving['width']>();
  const indices = new Map<string, number | undefined>();
  const { order, into, cycle } = topologyOf(document);
  const inTurn = wireOrder(order);
  const of = order.length;
  yield { pass: 'check', done: 0, of };
  const used = usedByLosses(document);
  let since = 0;

  if (cycle.length) {
    const [first] = cycle;
    const names = [...cycle, first!].map((e) => ({ node: e.source.node }));
    issues.push(
      issue(
        'edge.cycle',
        {
          en: 'These nodes feed each other in a circle: {names}. Remove one of the wires.',
          zh: '这些节点首尾相连成了环：{names}。请删去其中一条连线。',
        },
        {
          args: { names: listed(names, ' → ') },
          where: { edge: cycle[cycle.length - 1]?.id, node: first?.source.node },
        },
      ),
    );
  }

  for (const [i, id] of order.entries()) {
    // A node costs as much as the edges that it takes.
    since += 1 + (into.get(id)?.length ?? 0);
    if (since > MOST_AT_ONCE) {
      yield { pass: 'check', done: i, of };
      since = 0;
    }
    const node = document.nodes[id]!;
    const kind = kindOf(node.kind);
    if (!kind) {
      issues.push(
        issue(
          'kind.unknown',
          {
            en: '{title} is of a kind that this version does not know: {kind}. It is kept, but computes nothing.',
            zh: '{title} 的类型 {kind} 在这个版本里还不认识；它会保留，但不参与计算。',
          },
          {
            severity: used.has(id) ? 'error' : 'warning',
            args: { title: { node: id }, kind: node.kind },
            where: { node: id },
          },
        ),
      );
      continue;
    }
    const params = complete(kind.fields, node.params);
    const wrong = paramIssues(kind, params).map((i) => ({ ...i, where: { ...i.where, node: id } }));
    issues.push(...wrong);
    if (hasErrors(wrong)) continue;

    const ports = kind.ports(params);
    const at: Record<string, readonly EdgeRecord[]> = {};
    let whole = true;
    let blocked = false;
    for (const port of ports.inputs) {
      const wires = (into.get(id) ?? []).filter((e) => e.target.port === port.name).sort(inTurn);
      at[port.name] = wires;
      if (wires.some((e) => !shapes[`${e.source.node}.${e.source.port}`])) blocked = true;
      if (!wires.length && !port.optional) {
        whole = false;
        issues.push(
          issue(
            'port.unwired',
            {
              en: 'Nothing is wired to "{port}" of {title}.',
              zh: '{title} 的“{port}”还没有接线。',
            },
            {
              severity: used.has(id) || used.size === 0 ? 'error' : 'warning',
              args: { port: port.name, title: { node: id } },
              where: { node: id, port: port.name },
            },
          ),
        );
      }
    }
    for (const e of into.get(id) ?? [])
      if (!ports.inputs.some((p) => p.name === e.target.port)) {
        whole = false;
        issues.push(
          issue(
            'port.gone',
            {
              en: '{title} has no input "{port}" any more. Remove the wire.',
              zh: '{title} 已没有输入“{port}”，请删去连线。',
            },
            {
              args: { title: { node: id }, port: e.target.port },
              where: { node: id, edge: e.id },
              fix: { type: 'remove-edge', edge: e.id },
            },
          ),
        );
      }
    if (!whole || blocked) continue;

    const arriving = (port: string): Arriving[] =>
      (at[port] ?? []).map((e) => ({
        edge: e.id,
        from: { node: e.source.node },
        shape: shapes[`${e.source.node}.${e.source.port}`]!,
        width: widths.get(`${e.source.node}.${e.source.port}`),
        indices: indices.get(`${e.source.node}.${e.source.port}`),
      }));
    const context = { params, node: id, at: arriving };
    const result = kind.shape(context);
    issues.push(...result.issues.map((i) => ({ ...i, where: { node: id, ...i.where } })));
    if (!result.ok) continue;
    const told = kind.advise?.({ ...context, batch: document.run.batchSize }) ?? [];
    issues.push(...told.map((i) => ({ ...i, where: { node: id, ...i.where } })));
    for (const [port, shape] of Object.entries(result.value)) {
      if (shape.reduce((n, d) => n * d, 1) > MAX_ELEMENTS) {
        issues.push(
          issue(
            'shape.huge',
            {
              en: '{title} would give {size} numbers for one sample; at most {limit} fit.',
              zh: '{title} 对每个样本会给出 {size} 个数；最多 {limit} 个。',
            },
            {
              args: { title: { node: id }, size: shape.join('×'), limit: MAX_ELEMENTS },
              where: { node: id, port },
            },
          ),
        );
        whole = false;
        continue;
      }
      shapes[`${id}.${port}`] = shape;
      const [first] = arriving('in');
      const width = kind.width
        ? widthOf(kind, id, params)
        : kind.keepsShape
          ? first?.width
          : undefined;
      if (width) widths.set(`${id}.${port}`, width);
    }
    for (const [port, n] of Object.entries(kind.indices?.(params) ?? {}))
      indices.set(`${id}.${port}`, n);
    const owner = ownerOf(document.nodes, id);
    if (owner === undefined)
      issues.push(
        issue(
          'share.gone',
          {
            en: '{title} uses the weights of {owner}, which leads to no node of its kind. Give it weights of its own?',
            zh: '{title} 使用 {owner} 的权重，但那里没有同类型的节点。改用自己的权重？',
          },
          {
            args: { title: { node: id }, owner: { node: node.shares ?? '' } },
            where: { node: id },
            fix: { type: 'own-weights', node: id },
          },
        ),
      );
    else if (whole) sound.set(id, { id, kind, params, ...(owner !== id && { owner }), at });
  }

  const nodes = order.flatMap((id) => sound.get(id) ?? []);
  issues.push(
    ...runIssues(document),
    ...(yield* advising(document, sound, shapes)),
    ...predictionIssues(nodes),
  );
  return { issues, shapes, nodes };
}

/** How the last extent of a node follows from a parameter, as far as its field goes. */
function widthOf(kind: Kind, node: string, params: Hyperparameters): Width | undefined {
  if (!kind.width) return undefined;
  const { param, each } = kind.width;
  const field = kind.fields[param];
  const numbers = each?.(params) ?? 1;
  return {
    node,
    param,
    valueFor: (extent) => {
      const value = extent / numbers;
      return field && !checkValue(param, field, value) ? value : undefined;
    },
  };
}

/** Nodes that some loss needs, the losses included. */
function usedByLosses(document: Document): ReadonlySet<string> {
  const losses = Object.values(document.nodes)
    .filter((n) => kindOf(n.kind)?.loss)
    .map((n) => n.id);
  return reachable(document, losses, 'up');
}

function paramIssues(kind: Kind, params: Hyperparameters): Issue[] {
  const issues = checkHyperparameters(kind.fields, params);
  return hasErrors(issues) ? [...issues] : [...issues, ...(kind.check?.(params) ?? [])];
}

function runIssues({ run }: Document): Issue[] {
  const optimiser = optimiserOf(run.optimiser.kind);
  if (!optimiser)
    return [
      issue(
        'optimiser.unknown',
        {
          en: 'This version does not know the optimiser {kind}.',
          zh: '这个版本不认识优化器 {kind}。',
        },
        {
          args: { kind: run.optimiser.kind },
          where: { param: 'optimiser' },
        },
      ),
    ];
  const issues = [...checkRun(run)];
  if (!Number.isInteger(run.batchSize) || run.batchSize < 1 || run.batchSize > 65536)
    issues.push(
      issue(
        'run.batch',
        {
          en: 'The batch size is {got}; expected a whole number from 1 to 65536.',
          zh: '批大小为 {got}；应为 1 到 65536 的整数。',
        },
        {
          args: { got: run.batchSize },
          where: { param: 'batchSize' },
        },
      ),
    );
  return issues;
}
