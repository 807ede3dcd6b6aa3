/**
 * Edges: what may be connected, and what connecting does. Refusals are issues with both ends named;
 * a port that takes one edge gets the new one instead of the old, in the same patch.
 */
import { freshId } from '../base/ids.ts';
import { type Arg, fail, type Issue, issue, ok, type Result } from '../base/issue.ts';
import { own } from '../base/own.ts';
import { type Patch, patchOf } from './patch.ts';
import { portList, portNamed, portsOf } from './ports.ts';
import type { Document, EdgeRecord, PortRef } from './records.ts';
import { arriving, wouldCycle } from './topology.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A port in a sentence: `Dense 2.in`. */
const portIn = ({ node, port }: PortRef): Arg => [{ node }, `.${port}`];
const samePort = (a: PortRef, b: PortRef) => a.node === b.node && a.port === b.port;

/** The port that a reference names: whether several edges may end there, or the issue why there is none. */
function resolvePort(
  document: Document,
  vocabulary: Vocabulary,
  ref: PortRef,
  side: 'inputs' | 'outputs',
): { readonly many: boolean } | Issue {
  const node = own(document.nodes, ref.node);
  if (!node)
    return issue(
      'wire.node',
      { en: 'There is no node {node}.', zh: '没有节点 {node}。' },
      {
        args: { node: { node: ref.node } },
        where: { node: ref.node },
      },
    );
  const { node: id } = ref;
  const ports = portsOf(node, vocabulary);
  if (!ports)
    return issue(
      'wire.inert',
      {
        en: 'The ports of {node} are not known: {kind} cannot be wired.',
        zh: '不知道 {node} 有哪些端口：{kind} 无法接线。',
      },
      {
        args: { node: { node: id }, kind: node.kind },
        where: { node: ref.node },
      },
    );
  const port = portNamed(ports[side], ref.port);
  if (port) return { many: side === 'outputs' || port.many === true };
  const opposite = side === 'inputs' ? ports.outputs : ports.inputs;
  if (portNamed(opposite, ref.port))
    return side === 'inputs'
      ? issue(
          'wire.direction',
          {
            en: '{port} is an output; a wire ends at an input.',
            zh: '{port} 是输出；连线应接到输入。',
          },
          {
            args: { port: portIn(ref) },
            where: ref,
          },
        )
      : issue(
          'wire.direction',
          {
            en: '{port} is an input; a wire begins at an output.',
            zh: '{port} 是输入；连线应从输出引出。',
          },
          {
            args: { port: portIn(ref) },
            where: ref,
          },
        );
  return issue(
    'wire.port',
    side === 'inputs'
      ? {
          en: '{node} has no input {port}; it has {ports}.',
          zh: '{node} 没有输入端口 {port}；它有 {ports}。',
        }
      : {
          en: '{node} has no output {port}; it has {ports}.',
          zh: '{node} 没有输出端口 {port}；它有 {ports}。',
        },
    { args: { node: { node: id }, port: ref.port, ports: portList(ports[side]) }, where: ref },
  );
}

interface Admitted {
  /** The edge that gives way. */
  readonly replaced?: EdgeRecord;
}

function admit(
  document: Document,
  vocabulary: Vocabulary,
  source: PortRef,
  target: PortRef,
): Result<Admitted> {
  const from = resolvePort(document, vocabulary, source, 'outputs');
  if ('code' in from) return fail(from);
  const to = resolvePort(document, vocabulary, target, 'inputs');
  if ('code' in to) return fail(to);
  const there = arriving(document, target);
  if (there.some((e) => samePort(e.source, source)))
    return fail(
      issue(
        'wire.duplicate',
        { en: '{from} and {to} are connected already.', zh: '{from} 与 {to} 已经连接。' },
        {
          args: { from: portIn(source), to: portIn(target) },
          where: target,
        },
      ),
    );
  if (source.node === target.node)
    return fail(
      issue(
        'wire.self',
        { en: '{node} cannot feed itself.', zh: '{node} 不能接到自己。' },
        {
          args: { node: { node: target.node } },
          where: target,
        },
      ),
    );
  // The edge that gives way enters the same node, so it cannot be what closes the circle.
  if (wouldCycle(document, source.node, target.node))
    return fail(
      issue(
        'edge.cycle',
        {
          en: '{from} depends on {to}: this wire would close a circle.',
          zh: '{from} 依赖 {to}，这条连线会形成环。',
        },
        {
          args: { from: { node: source.node }, to: { node: target.node } },
          where: target,
        },
      ),
    );
  const replaced = to.many ? undefined : there[0];
  return ok(replaced ? { replaced } : {});
}

/** Why this edge would be refused, or nothing. For feedback while an edge is drawn. */
export function wouldRefuse(
  document: Document,
  vocabulary: Vocabulary,
  source: PortRef,
  target: PortRef,
): Issue | undefined {
  const result = admit(document, vocabulary, source, target);
  return result.ok ? undefined : result.issues[0];
}

export function connect(
  document: Document,
  vocabulary: Vocabulary,
  source: PortRef,
  target: PortRef,
): Result<Patch> {
  const result = admit(document, vocabulary, source, target);
  if (!result.ok) return result;
  const { replaced } = result.value;
  const id = freshId('e', Object.keys(document.edges));
  return ok(
    patchOf(document, {
      edges: { [id]: { id, source, target }, ...(replaced && { [replaced.id]: undefined }) },
    }),
  );
}

/**
 * Moves the end of an edge that was picked up and dropped elsewhere. A dropped end that does not fit
 * is refused and the edge stays where it was.
 */
export function reconnect(
  document: Document,
  vocabulary: Vocabulary,
  edge: string,
  source: PortRef,
  target: PortRef,
): Result<Patch> {
  const moved = own(document.edges, edge);
  if (!moved)
    return fail(
      issue(
        'wire.missing',
        { en: 'There is no wire {edge}.', zh: '没有连线 {edge}。' },
        { args: { edge }, where: { edge } },
      ),
    );
  if (samePort(moved.source, source) && samePort(moved.target, target)) return ok({});
  const { [edge]: _, ...others } = document.edges;
  const result = admit({ ...document, edges: others }, vocabulary, source, target);
  if (!result.ok) return result;
  const { replaced } = result.value;
  return ok(
    patchOf(document, {
      edges: {
        [edge]: { id: edge, source, target },
        ...(replaced && { [replaced.id]: undefined }),
      },
    }),
  );
}
