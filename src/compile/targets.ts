/**
 * What each loss needs of its targets, and what the activation before it can reach: for whoever has the
 * numbers (the engine) to hold them against it. Both are facets of the kinds.
 */
import type { Fix } from '../base/issue.ts';
import type { Range } from '../base/range.ts';
import { type Shape, size } from '../tensor/shape.ts';
import type { SoundNode } from './check.ts';
import type { TargetInfo } from './compilation.ts';

/** Between which numbers each output lies, by `node.port`, as far as the kinds can tell. */
export function rangesOf(nodes: readonly SoundNode[]): ReadonlyMap<string, Range> {
  const ranges = new Map<string, Range>();
  for (const { id, kind, params, at } of nodes) {
    const ports = kind.ports(params as never);
    const arriving = ports.inputs.flatMap(({ name }) =>
      (at[name] ?? []).map((e) => ranges.get(`${e.source.node}.${e.source.port}`)),
    );
    const range = kind.gives?.(params as never, arriving);
    if (range) for (const { name } of ports.outputs) ranges.set(`${id}.${name}`, range);
  }
  return ranges;
}

export function targetsOf(
  nodes: readonly SoundNode[],
  shapes: Readonly<Record<string, Shape>>,
): ReadonlyMap<string, TargetInfo> {
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const ranges = rangesOf(nodes);
  const targets = new Map<string, TargetInfo>();
  for (const { id, kind, params, at } of nodes) {
    const [prediction] = at.prediction ?? [];
    const [target] = at.target ?? [];
    if (!kind.takes || !prediction || !target) continue;
    const shapeOf = (e: typeof target) => shapes[`${e.source.node}.${e.source.port}`] ?? [];
    const source = byId.get(target.source.node);
    if (!source?.kind.feeds) continue;
    const takes = kind.takes({
      params: params as never,
      prediction: shapeOf(prediction),
      target: shapeOf(target),
    });
    const reach = takes.met ? reachOf(byId, ranges, prediction.source) : undefined;
    targets.set(id, {
      data: source.id,
      port: target.source.port,
      takes,
      together: takes.shares ? (shapeOf(target).at(-1) ?? 1) : size(shapeOf(target)),
      ...(reach && { reach }),
    });
  }
  return targets;
}

/** The node that bounds what a port gives, looked for behind those that only pass numbers on. */
function reachOf(
  byId: ReadonlyMap<string, SoundNode>,
  ranges: ReadonlyMap<string, Range>,
  port: { readonly node: string; readonly port: string },
): TargetInfo['reach'] {
  const node = byId.get(port.node);
  const range = ranges.get(`${port.node}.${port.port}`);
  if (!range || !node) return undefined;
  const before = node.at.in?.[0]?.source;
  const passes = before && ranges.get(`${before.node}.${before.port}`) === range;
  return passes ? reachOf(byId, ranges, before) : { node: node.id, range, ...unbounded(node) };
}

/** The same without a bound, where an activation is what bounds it. */
function unbounded({ id, kind }: SoundNode): { readonly fix?: Fix } {
  if ('activation' in kind.fields)
    return { fix: { type: 'set-param', node: id, param: 'activation', value: 'linear' } };
  return kind.family === 'activations'
    ? { fix: { type: 'replace-kind', node: id, kind: 'linear' } }
    : {};
}
