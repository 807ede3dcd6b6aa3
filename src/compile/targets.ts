/**
 * What each loss needs of its targets, and what the activation before it can reach: for whoever has the
 * numbers (the engine) to hold them against it. Both are facets of the kinds.
 */
import { assert, must } from '../base/assert.ts';
import type { LowerContext } from '../catalog/facets.ts';
import type { PortRef } from '../document/records.ts';
import { createBuilder, type V } from '../ir/builder.ts';
import { evaluate } from '../ir/evaluate.ts';
import { type Shape, size } from '../tensor/shape.ts';
import type { TargetInfo } from './compilation.ts';
import { portText, type Ranges, rangesOf, unbounded } from './ranges.ts';
import type { SoundNode } from './sound-node.ts';

export function targetsOf(
  nodes: readonly SoundNode[],
  shapes: Readonly<Record<string, Shape>>,
): ReadonlyMap<string, TargetInfo> {
  const ranges = rangesOf(nodes);
  const shapeOf = (port: PortRef) => shapes[portText(port)] ?? [];
  const sources = sourceOfOutputs(nodes);
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const columnOf = ({ node, port }: PortRef) => {
    const { kind, params } = must(byId.get(node), node);
    return kind.ports(params).outputs.find((p) => p.name === port)?.column;
  };
  const targets = new Map<string, TargetInfo>();
  for (const { id, kind, params, at } of nodes) {
    const [prediction] = at.prediction ?? [];
    const [target] = at.target ?? [];
    if (!kind.takes || !prediction || !target) continue;
    const source = sources.get(portText(target.source));
    if (!source) continue;
    const takes = kind.takes({
      params,
      prediction: shapeOf(prediction.source),
      target: shapeOf(target.source),
    });
    const reach = takes.met ? reachOf(ranges, prediction.source) : undefined;
    const moved = portText(source) !== portText(target.source);
    const column = columnOf(source);
    const alone = typeof column === 'number';
    const places = moved ? placesOf(nodes, source, shapeOf(source), target.source) : alone && [0];
    targets.set(id, {
      data: source.node,
      inputs: column !== undefined,
      takes,
      together: takes.shares ? (shapeOf(target.source).at(-1) ?? 1) : size(shapeOf(target.source)),
      // The one number of its port is one of several of the row.
      ...(places && { places: alone ? places.map(() => column) : places }),
      ...(reach && { reach }),
    });
  }
  return targets;
}

/** By output: the one port of a source whose numbers it gives, moved at most. */
function sourceOfOutputs(nodes: readonly SoundNode[]): ReadonlyMap<string, PortRef> {
  const sources = new Map<string, PortRef>();
  for (const { id, kind, params, at } of nodes) {
    const { outputs } = kind.ports(params);
    const all = Object.values(at).flatMap((edges) =>
      edges.map((e) => sources.get(portText(e.source))),
    );
    const [first] = all;
    for (const { name } of outputs) {
      if (kind.batches) sources.set(`${id}.${name}`, { node: id, port: name });
      else if (kind.moves && first && all.every((p) => p && portText(p) === portText(first)))
        sources.set(`${id}.${name}`, first);
    }
  }
  return sources;
}

/**
 * Which number of a row of the source stands at each place of what it is moved to: what the kinds between
 * make of 0, 1, 2 …
 */
function placesOf(
  nodes: readonly SoundNode[],
  source: PortRef,
  shape: Shape,
  target: PortRef,
): readonly number[] {
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const between = new Set<string>();
  for (let next = [target.node]; next.length; )
    next = next.flatMap((id) => {
      if (id === source.node || between.has(id)) return [];
      between.add(id);
      return Object.values(byId.get(id)?.at ?? {}).flatMap((edges) =>
        edges.map((e) => e.source.node),
      );
    });
  const b = createBuilder();
  const count = Array.from({ length: size(shape) }, (_, i) => i);
  const values = new Map<string, V>([[portText(source), b.literal(count, [1, ...shape])]]);
  const handleOf = (port: PortRef) => must(values.get(portText(port)), portText(port));
  for (const { id, kind, params, at } of nodes) {
    if (!between.has(id)) continue;
    const inputs = (port: string) =>
      (at[port] ?? []).map((e) => ({ edge: e.id, value: handleOf(e.source) }));
    const outputs = kind.lower?.({
      params,
      node: id,
      b,
      batch: 1,
      mode: 'eval',
      input: (port) => must(inputs(port)[0], port).value,
      inputs,
      intermediate: (_, value) => value,
      ...COMPUTES,
    });
    for (const [port, value] of Object.entries(outputs ?? {})) values.set(`${id}.${port}`, value);
  }
  const { results } = evaluate(b.program({ out: handleOf(target) }));
  return Array.from(must(results.out, 'a target').data);
}

const computes = (): never => {
  assert(false, 'what only moves numbers has none of its own');
};
const COMPUTES: Pick<LowerContext, 'weight' | 'state' | 'assign' | 'placeholder'> = {
  weight: computes,
  state: computes,
  assign: computes,
  placeholder: computes,
};

/** The node that bounds what a port gives, searched behind those that only pass numbers on. */
function reachOf({ at, origin }: Ranges, port: PortRef): TargetInfo['reach'] {
  const range = at(port);
  const node = origin(port)?.node;
  return range && node && { node: node.id, range, ...unbounded(node) };
}
