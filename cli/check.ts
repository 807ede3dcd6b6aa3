/** `check FILE`: the issues, or the table of shapes and parameters. */
import { hasErrors } from '../src/base/issue.ts';
import { titleOf, vocabulary } from '../src/catalog/index.ts';
import type { Compilation } from '../src/compile/compilation.ts';
import { compile } from '../src/compile/compile.ts';
import { portsOf } from '../src/document/ports.ts';
import type { Document } from '../src/document/records.ts';
import { ownerOf } from '../src/document/sharing.ts';
import { topologyOf } from '../src/document/topology.ts';
import { formatCount } from '../src/tensor/format.ts';
import { formatShape, type Shape, size } from '../src/tensor/shape.ts';
import { type Console, json, plainIssues, refuse, table, tell } from './console.ts';
import { readDocument } from './files.ts';

export interface Options {
  readonly json?: boolean;
}

export async function check(file: string, options: Options, console: Console): Promise<void> {
  const { document } = await readDocument(file, console);
  const compilation = compile(document);
  if (hasErrors(compilation.issues)) refuse(...compilation.issues);
  tell(console, compilation.issues);
  const report = reportOf(document, compilation, console);
  console.out(options.json ? json(report) : print(report));
}

function reportOf(document: Document, compilation: Compilation, console: Console) {
  const { shapes, issues, batch, parameters, losses } = compilation;
  const nodes = topologyOf(document).order.flatMap((id) => {
    const node = document.nodes[id];
    if (!node) return [];
    const ports = portsOf(node, vocabulary)?.outputs ?? [];
    const outputs = ports.flatMap(({ name }): [string, Shape][] => {
      const shape = shapes[`${id}.${name}`];
      return shape ? [[name, shape]] : [];
    });
    const inputs = topologyOf(document).into.get(id) ?? [];
    return {
      id,
      kind: node.kind,
      title: titleOf(node),
      inputs: inputs.map((e) => ({
        port: e.target.port,
        edge: e.id,
        shape: shapes[`${e.source.node}.${e.source.port}`] ?? null,
      })),
      outputs: Object.fromEntries(outputs),
      parameters: parameters.filter((p) => p.node === id).reduce((n, p) => n + size(p.shape), 0),
      ...(node.shares !== undefined && { shares: ownerOf(document.nodes, id) }),
    };
  });
  return {
    ok: true,
    name: document.name,
    batch,
    nodes,
    parameters: parameters.map(({ name, shape, trainable }) => ({
      name,
      shape,
      trainable,
      size: size(shape),
    })),
    total: parameters.reduce((n, p) => n + size(p.shape), 0),
    trainable: parameters.reduce((n, p) => n + (p.trainable ? size(p.shape) : 0), 0),
    losses: losses.map((l) => l.node),
    issues: plainIssues(console, issues),
  };
}

function print(report: ReturnType<typeof reportOf>): string {
  const shape = (s: Shape | null) => (s ? formatShape([report.batch, ...s]) : '?');
  const nodes = table([
    ['node', 'kind', 'in', 'out', 'parameters'],
    ...report.nodes.map((n) => [
      n.id,
      n.kind,
      n.inputs.map((i) => `${i.port} ${shape(i.shape)}`).join(', '),
      Object.entries(n.outputs)
        .map(([port, s]) => `${port} ${shape(s)}`)
        .join(', '),
      n.shares !== undefined
        ? `those of ${n.shares}`
        : n.parameters
          ? formatCount(n.parameters)
          : '',
    ]),
  ]);
  const weights = table([
    ['weights', 'shape', ''],
    ...report.parameters.map((p) => [p.name, formatShape(p.shape), p.trainable ? '' : 'frozen']),
  ]);
  const total = `${formatCount(report.total)} parameters, ${formatCount(report.trainable)} of them trained; batch ${report.batch}\n`;
  return `${report.name}\n\n${nodes}\n${report.parameters.length ? `${weights}\n` : ''}${total}`;
}
