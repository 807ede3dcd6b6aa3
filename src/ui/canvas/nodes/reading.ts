/** What a node reads of the page's state, each as narrowly as it can be. */
import { useStore } from '@xyflow/react';
import type { Issue } from '../../../base/issue.ts';
import type { Move } from '../../../plan/plan.ts';
import { errorsByNode } from '../../kit/issues/placed.ts';
import { useApp } from '../../kit/store.tsx';

/** Below this zoom a node is a plain box: its ports could not be hit, and each costs at every pan. */
export const FAR = 0.4;

/** Asked once for the canvas: it comes to each node with its data, so that many change a few at a time. */
export const useFar = (): boolean => useStore((s) => s.transform[2] < FAR);

/** The phase in which the step cursor stands on this node. */
export const useLit = (node: string): Move['phase'] | undefined =>
  useApp((s) => (s.cursor?.move?.node === node ? s.cursor.move.phase : undefined));

const owners = new WeakMap<readonly string[], ReadonlySet<string>>();

/** The nodes of these weights, whose names begin with theirs. */
function ownersOf(weights: readonly string[]): ReadonlySet<string> {
  const kept = owners.get(weights);
  if (kept) return kept;
  const nodes = new Set(weights.map((name) => name.slice(0, name.indexOf('.'))));
  owners.set(weights, nodes);
  return nodes;
}

/** Whether the last edit made weights of this node start anew while others were kept. */
export const useRestarted = (node: string): boolean =>
  useApp((s) => s.compiled !== undefined && ownersOf(s.compiled.restarted).has(node));

export const useProblem = (node: string): Issue | undefined =>
  useApp((s) => errorsByNode(s.issues).get(node));
