/** Which ports a node has, as far as that can be told. */

import { hasErrors } from '../base/issue.ts';
import { alike, type Words } from '../base/words.ts';
import type { NodeRecord } from './records.ts';
import type { Port, Ports, Vocabulary } from './vocabulary.ts';

type Node = Pick<NodeRecord, 'kind' | 'params'>;

/** Undefined for an unknown kind: such a node keeps whatever edges it has. */
export function portsOf(node: Node, vocabulary: Vocabulary): Ports | undefined {
  const signature = vocabulary(node.kind);
  return signature?.ports({ ...signature.defaults, ...node.params });
}

/**
 * Undefined also where a parameter is out of range: the ports are then a guess, good enough to draw
 * and to wire, but no reason to drop or to refuse an edge that is there.
 */
export function certainPorts(node: Node, vocabulary: Vocabulary): Ports | undefined {
  const signature = vocabulary(node.kind);
  if (!signature || hasErrors(signature.check({ ...signature.defaults, ...node.params })))
    return undefined;
  return portsOf(node, vocabulary);
}

export const portNamed = (ports: readonly Port[], name: string): Port | undefined =>
  ports.find((p) => p.name === name);

/** For messages: `in1, in2`, or `none`. */
export const portList = (ports: readonly Port[]): Words =>
  ports.length ? alike(ports.map((p) => p.name).join(', ')) : { en: 'none', zh: '无' };
