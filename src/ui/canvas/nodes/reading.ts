/** What a node reads of the page's state, each as narrowly as it can be. */
import type { ReactFlowState } from '@xyflow/react';
import type { Issue } from '../../../base/issue.ts';
import type { Move } from '../../../plan/plan.ts';
import type { AppState } from '../../../state/app.ts';
import { errorsByNode } from '../../kit/issues/placed.ts';
import { keptBy } from '../../kit/kept.ts';
import { useApp } from '../../kit/store.tsx';
import { useSoon } from '../useSoon.ts';

/** Below this zoom a node is a plain box: its ports could not be hit, and each costs at every pan. */
export const FAR = 0.4;

/** Asked once for the canvas: it comes to each node with its data, so that many change a few at a time. */
export const useFar = (): boolean => useSoon(isFar);
const isFar = ({ transform: [, , zoom] }: ReactFlowState): boolean => zoom < FAR;

/** The phase in which the step cursor stands on this node. */
export const useLit = (node: string): Move['phase'] | undefined =>
  useApp((s) => (s.cursor?.move?.node === node ? s.cursor.move.phase : undefined));

type Compiled = NonNullable<AppState['compiled']>;
const restarted = new WeakMap<Compiled, ReadonlySet<string>>();

/** The nodes whose weights started anew. */
function restartedIn(compiled: Compiled): ReadonlySet<string> {
  const known = restarted.get(compiled);
  if (known) return known;
  const kept = keptBy(compiled.compilation);
  const nodes = new Set(compiled.restarted.flatMap((name) => kept.get(name)?.node ?? []));
  restarted.set(compiled, nodes);
  return nodes;
}

/** Whether the last edit made weights of this node start anew while others were kept. */
export const useRestarted = (node: string): boolean =>
  useApp((s) => s.compiled !== undefined && restartedIn(s.compiled).has(node));

export const useProblem = (node: string): Issue | undefined =>
  useApp((s) => errorsByNode(s.issues).get(node));
