/** Range analysis: between which numbers values lie, and which node decides that: followed through what only moves them. */
import type { Fix } from '../base/issue.ts';
import { hull, type Range } from '../base/range.ts';
import type { PortRef } from '../document/records.ts';
import type { SoundNode } from './sound-node.ts';

export interface Ranges {
  /** Of an output, as far as the kinds can tell. */
  readonly at: (port: PortRef) => Range | undefined;
  /** The last output behind which numbers are only moved. */
  readonly origin: (
    port: PortRef,
  ) => { readonly node: SoundNode; readonly port: PortRef } | undefined;
}

export const portText = ({ node, port }: PortRef): string => `${node}.${port}`;

/** @param nodes in an order in which each comes after all it reads */
export function rangesOf(nodes: readonly SoundNode[]): Ranges {
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const ranges = new Map<string, Range>();
  const at = (port: PortRef) => ranges.get(portText(port));
  for (const { id, kind, params, at: wires } of nodes) {
    const ports = kind.ports(params);
    const arriving = ports.inputs.flatMap(({ name }) =>
      (wires[name] ?? []).map((e) => at(e.source)),
    );
    const range = kind.moves ? hull(arriving) : kind.gives?.(params, arriving);
    if (range) for (const { name } of ports.outputs) ranges.set(`${id}.${name}`, range);
  }
  return {
    at,
    origin: (port) => {
      for (let here = port; ; ) {
        const node = byId.get(here.node);
        if (!node) return undefined;
        const [before, ...more] = Object.values(node.at).flat();
        // A maximum is none of those that move, and hands on the range that it was given all the same.
        const passes = node.kind.moves || (at(here) && before && at(before.source) === at(here));
        if (!before || more.length || !passes) return { node, port: here };
        here = before.source;
      }
    },
  };
}

/** The repair that gives the same numbers without a bound, where an activation is what bounds them. */
export function unbounded({ id, kind }: SoundNode): { readonly fix?: Fix } {
  const by = kind.unbounded;
  if (!by) return {};
  return {
    fix:
      'kind' in by
        ? { type: 'replace-kind', node: id, ...by }
        : { type: 'set-param', node: id, ...by },
  };
}
