/**
 * Which ports a node has. A kind says it; a node whose kind this version does not know has the ports
 * that its wires name, so that they are drawn and kept.
 */
import { vocabulary } from '../../catalog/index.ts';
import type { Ports } from '../../catalog/kind.ts';
import type { EdgeRecord, NodeRecord } from '../../document/records.ts';

/** The wires that touch a node. */
export interface Touching {
  readonly arriving: readonly EdgeRecord[];
  readonly leaving: readonly EdgeRecord[];
}

const named = (list: readonly string[]) => [...new Set(list)].map((name) => ({ name, many: true }));

export function portsOf(node: NodeRecord, touching?: Touching): Ports {
  const known = vocabulary(node.kind);
  if (known) return known.ports(node.params);
  return {
    inputs: named(touching?.arriving.map((e) => e.target.port) ?? []),
    outputs: named(touching?.leaving.map((e) => e.source.port) ?? []),
  };
}
