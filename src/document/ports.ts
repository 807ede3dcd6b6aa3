/** Which ports a node has, as far as that can be told. */
import { hasErrors } from '../base/issue.ts';
import type { NodeRecord } from './records.ts';
import type { Port, Ports, Vocabulary } from './vocabulary.ts';

/**
 * Undefined where it cannot be told: the kind is unknown, or a parameter is out of range (a shaping
 * node "with a billion inputs" must not be spelt out). Such nodes keep whatever wires they have.
 */
export function portsOf(
  node: Pick<NodeRecord, 'kind' | 'params'>,
  vocabulary: Vocabulary,
): Ports | undefined {
  const face = vocabulary(node.kind);
  if (!face) return undefined;
  const params = { ...face.defaults, ...node.params };
  return hasErrors(face.check(params)) ? undefined : face.ports(params);
}

export const portNamed = (ports: readonly Port[], name: string): Port | undefined =>
  ports.find((p) => p.name === name);

/** For messages: `in1, in2`, or `none`. */
export const portList = (ports: readonly Port[]): string =>
  ports.map((p) => p.name).join(', ') || 'none';
