/**
 * Edits of nodes. Like all commands these are pure: from a document to the patch that changes it, or
 * to issues where an edit is refused. Nothing here applies a patch.
 */
import type { Hyperparameters, HyperparameterValue } from '../base/fields.ts';
import { fail, hasErrors, type Issue, issue, ok, type Result, sentenceOf } from '../base/issue.ts';
import { own } from '../base/own.ts';
import { LIMITS } from './limits.ts';
import { apply, merge, type Patch, patchOf } from './patch.ts';
import { type Made, nodeId, place, tooMany } from './placing.ts';
import { certainPorts, portNamed } from './ports.ts';
import type {
  Document,
  EdgeRecord,
  NodeRecord,
  Point,
  PortRef,
  Table,
  TableName,
} from './records.ts';
import { handOver } from './sharing.ts';
import { eachTable } from './tables.ts';
import { topologyOf } from './topology.ts';
import type { KindSignature, Ports, Vocabulary } from './vocabulary.ts';
import { connect } from './wiring.ts';

const missing = (node: string) =>
  fail(
    issue(
      'node.missing',
      { en: 'There is no node {node}.', zh: '没有节点 {node}。' },
      { args: { node: { node } }, where: { node } },
    ),
  );
const unknown = (kind: string, node?: string) =>
  fail(
    issue(
      'kind.unknown',
      { en: 'This version does not know the kind {kind}.', zh: '这个版本不认识类型 {kind}。' },
      {
        args: { kind },
        where: node ? { node } : {},
      },
    ),
  );

interface NewNode {
  readonly kind: string;
  readonly position: Point;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly title?: string;
  /** An output to be connected to the new node's first input, in the same patch. */
  readonly from?: PortRef;
  /** An input to be connected to the new node's first output. */
  readonly to?: PortRef;
}

/** Adds a node. Where a wished edge does not fit the node is made all the same, with a warning. */
export function addNode(document: Document, vocabulary: Vocabulary, wish: NewNode): Result<Made> {
  const signature = vocabulary(wish.kind);
  if (!signature) return unknown(wish.kind);
  if (Object.keys(document.nodes).length >= LIMITS.nodes) return tooMany('nodes');
  const params = { ...signature.defaults, ...(wish.params as Hyperparameters | undefined) };
  const problems = signature.check(params);
  if (hasErrors(problems)) return fail(...problems);
  const id = nodeId(wish.kind, Object.keys(document.nodes));
  const title = wish.title?.trim().slice(0, LIMITS.name);
  const node: NodeRecord = {
    id,
    kind: wish.kind,
    ...(title && { title }),
    params,
    position: place(wish.position),
  };
  let patch = patchOf(document, { nodes: { [id]: node } });
  const warnings: Issue[] = [];
  const ports = signature.ports(params);
  const wire = (source: PortRef | undefined, target: PortRef | undefined) => {
    if (!source || !target) return;
    const wired = connect(apply(document, patch), vocabulary, source, target);
    if (wired.ok) patch = merge(patch, wired.value);
    else warnings.push(...wired.issues.map((i): Issue => ({ ...i, severity: 'warning' })));
  };
  const [input] = ports.inputs;
  const [output] = ports.outputs;
  wire(wish.from, input && { node: id, port: input.name });
  wire(output && { node: id, port: output.name }, wish.to);
  return ok({ patch, id }, warnings);
}

/** Removes records; a node takes its edges along and leaves its weights to those that share them. Ids that are not there are passed over. */
export function remove(
  document: Document,
  what: { readonly [T in TableName]?: readonly string[] },
): Patch {
  const { into, from } = topologyOf(document);
  const gone = (ids: readonly string[] = []) =>
    Object.fromEntries(ids.map((id) => [id, undefined]));
  const wires = (what.nodes ?? []).flatMap((id) => [
    ...(into.get(id) ?? []).map((e) => e.id),
    ...(from.get(id) ?? []).map((e) => e.id),
  ]);
  const chosen = eachTable<Table<undefined>, Record<TableName, Table<undefined>>>((t) =>
    gone(what[t]),
  );
  return patchOf(document, {
    ...chosen,
    nodes: { ...handOver(document.nodes, new Set(what.nodes)), ...chosen.nodes },
    edges: { ...chosen.edges, ...gone(wires) },
  });
}

/** Moves nodes and notes to these places; one patch for all of them. */
export function move(document: Document, positions: Readonly<Record<string, Point>>): Patch {
  const moved = <T extends { readonly position: Point }>(table: Readonly<Record<string, T>>) =>
    Object.fromEntries(
      Object.entries(positions).flatMap(([id, to]) => {
        const record = own(table, id);
        const position = place(to);
        return record && (record.position.x !== position.x || record.position.y !== position.y)
          ? [[id, { ...record, position }] as const]
          : [];
      }),
    );
  return patchOf(document, { nodes: moved(document.nodes), notes: moved(document.notes) });
}

/** Edges of a node that find no port any more, or no room at a port for one edge. */
function homeless(document: Document, node: string, ports: Ports): EdgeRecord[] {
  const { into, from } = topologyOf(document);
  const used = new Set<string>();
  const out: EdgeRecord[] = [];
  for (const edge of into.get(node) ?? []) {
    const port = portNamed(ports.inputs, edge.target.port);
    if (!port || (!port.many && used.has(port.name))) out.push(edge);
    used.add(edge.target.port);
  }
  for (const edge of from.get(node) ?? [])
    if (!portNamed(ports.outputs, edge.source.port)) out.push(edge);
  return out;
}

const leftOut = (edges: readonly EdgeRecord[]) =>
  Object.fromEntries(edges.map((e) => [e.id, undefined]));

/** Errors that this change brings; what was wrong before does not stand in its way. */
function broughtIn(
  signature: KindSignature,
  before: Hyperparameters,
  after: Hyperparameters,
  names: readonly string[],
): Issue[] {
  const old = new Set(signature.check(before).map((i) => sentenceOf(i)));
  return signature
    .check(after)
    .filter(
      (i) =>
        i.severity === 'error' &&
        (names.includes(i.where?.param ?? '') || (!i.where?.param && !old.has(sentenceOf(i)))),
    );
}

/** Sets hyperparameters of one node. Edges at ports that thereby vanish are removed in the same patch. */
export function setParams(
  document: Document,
  vocabulary: Vocabulary,
  id: string,
  values: Readonly<Record<string, unknown>>,
): Result<Patch> {
  const node = own(document.nodes, id);
  if (!node) return missing(id);
  const signature = vocabulary(node.kind);
  if (!signature) return unknown(node.kind, id);
  const stray = Object.keys(values).find((name) => !Object.hasOwn(signature.defaults, name));
  if (stray !== undefined)
    return fail(
      issue(
        'param.unknown',
        {
          en: '{node} has no hyperparameter {param}; it has {params}.',
          zh: '{node} 没有超参数 {param}；它有 {params}。',
        },
        {
          args: {
            node: { node: id },
            param: stray,
            params: Object.keys(signature.defaults).join(', ') || { en: 'none', zh: '无' },
          },
          where: { node: id, param: stray },
        },
      ),
    );
  const before = { ...signature.defaults, ...node.params };
  const after = { ...before, ...values } as Hyperparameters;
  const problems = broughtIn(signature, before, after, Object.keys(values));
  if (problems.length)
    return fail(...problems.map((i): Issue => ({ ...i, where: { ...i.where, node: id } })));
  const next = { ...node, params: { ...node.params, ...values } as Hyperparameters };
  const ports = certainPorts(next, vocabulary);
  return ok(
    patchOf(document, {
      nodes: { [id]: next },
      edges: ports ? leftOut(homeless(document, id, ports)) : {},
    }),
  );
}

export const setParam = (
  document: Document,
  vocabulary: Vocabulary,
  id: string,
  param: string,
  value: unknown,
): Result<Patch> => setParams(document, vocabulary, id, { [param]: value });

/** A name of one's own; an empty one gives back the usual. */
export function setTitle(document: Document, id: string, title: string): Result<Patch> {
  const node = own(document.nodes, id);
  if (!node) return missing(id);
  const { title: _, ...plain } = node;
  const text = title.trim().slice(0, LIMITS.name);
  if (text === (node.title ?? '')) return ok({});
  return ok(patchOf(document, { nodes: { [id]: text ? { ...plain, title: text } : plain } }));
}

/**
 * Another kind in the same place, under an id of its kind. Hyperparameters of the same name stay where
 * they are allowed, edges where their ports still exist.
 */
export function replaceKind(
  document: Document,
  vocabulary: Vocabulary,
  id: string,
  kind: string,
): Result<Made> {
  const node = own(document.nodes, id);
  if (!node) return missing(id);
  const signature = vocabulary(kind);
  if (!signature) return unknown(kind, id);
  if (node.kind === kind) return ok({ patch: {}, id });
  let params: Hyperparameters = signature.defaults;
  for (const [name, value] of Object.entries(node.params)) {
    if (!Object.hasOwn(signature.defaults, name)) continue;
    const tried: Hyperparameters = { ...params, [name]: value as HyperparameterValue };
    if (!hasErrors(signature.check(tried))) params = tried;
  }
  const next = nodeId(kind, Object.keys(document.nodes));
  const lost = new Set(homeless(document, id, signature.ports(params)));
  const { into, from } = topologyOf(document);
  const edges: Record<string, EdgeRecord | undefined> = {};
  for (const edge of into.get(id) ?? [])
    edges[edge.id] = lost.has(edge)
      ? undefined
      : { ...edge, target: { ...edge.target, node: next } };
  for (const edge of from.get(id) ?? [])
    edges[edge.id] = lost.has(edge)
      ? undefined
      : { ...edge, source: { ...edge.source, node: next } };
  // Weights are shared within a kind: the other one has its own.
  const { shares: _, ...plain } = node;
  const record: NodeRecord = { ...plain, id: next, kind, params };
  const heirs = handOver(document.nodes, new Set([id]));
  return ok({
    patch: patchOf(document, { nodes: { ...heirs, [id]: undefined, [next]: record }, edges }),
    id: next,
  });
}
