/**
 * What a schema cannot say of a file: ids that repeat, edges that lead nowhere or end where another
 * does, circles, parameters of the wrong type, numbers that do not fill their shape.
 */
import type { Thing } from '../base/fields.ts';
import type { Issue } from '../base/issue.ts';
import { own } from '../base/own.ts';
import { alike, type Words } from '../base/words.ts';
import { formatShape, size } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { fileIssue, show, tensorIssue } from './explain.ts';
import { LIMITS } from './limits.ts';
import { certainPorts, portList, portNamed } from './ports.ts';
import type { EdgeRecord, NodeRecord, PortRef } from './records.ts';
import { topologyOf } from './topology.ts';
import type { Port, Ports, Signature, Vocabulary } from './vocabulary.ts';

type Path = readonly (string | number)[];

/** The table of records by id, with an issue for each id that comes again. */
export function byId<T extends { readonly id: string }>(
  records: readonly T[],
  path: Path,
  issues: Issue[],
): Record<string, T> {
  const first = new Map<string, number>();
  const table: Record<string, T> = {};
  for (const [i, record] of records.entries()) {
    const earlier = first.get(record.id);
    if (earlier === undefined) {
      first.set(record.id, i);
      table[record.id] = record;
    } else
      issues.push(
        fileIssue(
          'file.duplicate',
          [...path, i, 'id'],
          [
            show(record.id),
            {
              en: `, which ${path.join('.')}[${earlier}] has already`,
              zh: `，${path.join('.')}[${earlier}] 已用`,
            },
          ],
          { en: 'an id of its own', zh: '不重复的 id' },
        ),
      );
  }
  return table;
}

const typeOf = (value: unknown): string => {
  if (Array.isArray(value))
    return value.every((v) => typeof v === 'number')
      ? 'numbers'
      : value.every((v) => typeof v === 'string')
        ? 'texts'
        : 'other';
  if (typeof value !== 'object') return typeof value;
  const { kind, params } = (value ?? {}) as { kind?: unknown; params?: unknown };
  const isThing =
    typeof kind === 'string' &&
    typeof params === 'object' &&
    params !== null &&
    !Array.isArray(params);
  return isThing ? 'thing' : 'other';
};
const IN_WORDS: Readonly<Record<string, Words>> = {
  number: { en: 'a number', zh: '数' },
  string: { en: 'a text', zh: '文本' },
  boolean: { en: 'true or false', zh: 'true 或 false' },
  numbers: { en: 'a list of numbers', zh: '数的列表' },
  texts: { en: 'a list of texts', zh: '文本列表' },
  thing: alike('{ "kind", "params" }'),
};

const typeFits = (value: unknown, model: unknown): boolean => {
  const type = typeOf(value);
  if (model === undefined) return type !== 'other';
  if (type === typeOf(model)) return true;
  // An empty list does not say of what, neither as a value nor as a default.
  const isList = (t: string) => t === 'numbers' || t === 'texts';
  const isEmpty = (v: unknown) => Array.isArray(v) && v.length === 0;
  return isList(type) && isList(typeOf(model)) && (isEmpty(value) || isEmpty(model));
};

/**
 * Parameters, and those of things that they hold, to any depth. Only the JSON type is a matter of the
 * file; ranges and names are told by the check of the open document.
 */
export function checkTypes(
  params: Readonly<Record<string, unknown>>,
  signature: Signature | undefined,
  path: Path,
  issues: Issue[],
): void {
  if (!signature) return;
  for (const [name, value] of Object.entries(params)) {
    if (issues.length >= LIMITS.issues) return;
    const model = own(signature.defaults, name);
    if (!typeFits(value, model))
      issues.push(
        fileIssue(
          'file.type',
          [...path, name],
          show(value),
          model === undefined
            ? {
                en: 'a number, a text, true or false, a list of one of them, or { "kind", "params" }',
                zh: '数、文本、true 或 false、它们的列表，或 { "kind", "params" }',
              }
            : (IN_WORDS[typeOf(model)] ?? typeOf(model)),
        ),
      );
    else if (typeOf(value) === 'thing') {
      const thing = value as Thing;
      checkTypes(
        thing.params,
        signature.thing(name, thing.kind),
        [...path, name, 'params'],
        issues,
      );
    }
  }
}

interface Wires {
  readonly edges: readonly EdgeRecord[];
  readonly nodes: Readonly<Record<string, NodeRecord>>;
  readonly path: Path;
}

/** Both ends exist, the ports are there, a port for one edge has one, nothing is wired twice. */
export function checkWires({ edges, nodes, path }: Wires, vocabulary: Vocabulary): Issue[] {
  const issues: Issue[] = [];
  const ports = new Map<string, Ports | undefined>();
  const portsAt = (node: NodeRecord) => {
    if (!ports.has(node.id)) ports.set(node.id, certainPorts(node, vocabulary));
    return ports.get(node.id);
  };
  /** The port where the edge ends; undefined where it cannot be told, false where it is missing. */
  const find = (ref: PortRef, side: 'inputs' | 'outputs', at: Path): Port | undefined | false => {
    const node = own(nodes, ref.node);
    if (!node) {
      issues.push(
        fileIssue('file.dangling', at, show(`${ref.node}.${ref.port}`), {
          en: 'a node of this file',
          zh: '文件中已有的节点',
        }),
      );
      return false;
    }
    const list = portsAt(node)?.[side];
    if (!list) return undefined;
    const port = portNamed(list, ref.port);
    if (port) return port;
    issues.push(
      fileIssue('file.port', at, show(`${ref.node}.${ref.port}`), {
        en: `one of the ${side} of ${ref.node} (${node.kind}): ${portList(list).en}`,
        zh: `${ref.node} (${node.kind}): ${portList(list).zh} 的端口之一`,
      }),
    );
    return false;
  };
  const taken = new Map<string, number>();
  for (const [i, { source, target }] of edges.entries()) {
    if (issues.length >= LIMITS.issues) break;
    const from = find(source, 'outputs', [...path, i, 'from']);
    const to = find(target, 'inputs', [...path, i, 'to']);
    if (from === false || to === false) continue;
    const end = `${target.node}.${target.port}`;
    const pair = `${source.node}.${source.port} ${end}`;
    const twin = taken.get(pair);
    const other = to && !to.many ? taken.get(end) : undefined;
    if (twin !== undefined)
      issues.push(
        fileIssue(
          'file.wire',
          [...path, i],
          {
            en: `the same wire as ${path.join('.')}[${twin}]`,
            zh: `与 ${path.join('.')}[${twin}] 相同的连线`,
          },
          { en: 'it once', zh: '只出现一次' },
        ),
      );
    else if (other !== undefined)
      issues.push(
        fileIssue(
          'file.wire',
          [...path, i, 'to'],
          [
            show(end),
            {
              en: `, where ${path.join('.')}[${other}] ends already`,
              zh: `，${path.join('.')}[${other}] 已接在那里`,
            },
          ],
          { en: 'one wire at this port', zh: '此端口只接一条线' },
        ),
      );
    taken.set(pair, i);
    taken.set(end, i);
  }
  return issues;
}

/** A circle is told at that of its edges which comes last in the file: it closes it. */
export function checkCircle({ edges, nodes, path }: Wires): Issue[] {
  const table = Object.fromEntries(edges.map((e) => [e.id, e]));
  const { cycle } = topologyOf({ nodes, edges: table });
  if (!cycle.length) return [];
  const index = new Map(edges.map((e, i) => [e.id, i]));
  const closing = cycle.reduce((last, e) => Math.max(last, index.get(e.id)!), 0);
  const names = cycle.slice(0, 6).map((e) => e.source.node);
  const round = cycle.length > 6 ? `${names.join(' → ')} → …` : [...names, names[0]].join(' → ');
  return [
    fileIssue(
      'edge.cycle',
      [...path, closing],
      { en: `a circle, ${round}`, zh: `环 ${round}` },
      { en: 'wires that lead on', zh: '不成环的连线' },
    ),
  ];
}

export function checkTensors(tensors: Readonly<Record<string, Tensor>>, path: Path): Issue[] {
  return Object.entries(tensors).flatMap(([name, { shape, data }]) =>
    size(shape) === data.length
      ? []
      : [
          tensorIssue(
            [...path, name, 'data'],
            { en: `${data.length} numbers`, zh: `${data.length} 个数` },
            {
              en: `${size(shape)} for the shape ${formatShape(shape)}`,
              zh: `${size(shape)} 个（形状 ${formatShape(shape)}）`,
            },
          ),
        ],
  );
}
