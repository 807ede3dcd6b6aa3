/** What a node reads of the page's state, each as narrowly as it can be. */
import { useStore } from '@xyflow/react';
import type { Issue } from '../../base/issue.ts';
import type { Move } from '../../plan/plan.ts';
import { useApp } from '../app/context.tsx';

/** Below this zoom a node is a plain box: its ports could not be hit, and each costs at every pan. */
export const FAR = 0.4;

export const useFar = (): boolean => useStore((s) => s.transform[2] < FAR);

/** The phase in which the step cursor stands on this node. */
export const useLit = (node: string): Move['phase'] | undefined =>
  useApp((s) => (s.cursor?.move?.node === node ? s.cursor.move.phase : undefined));

/** Whether the last edit made weights of this node start anew while others were kept. */
export const useRestarted = (node: string): boolean =>
  useApp((s) => s.compiled?.restarted.some((name) => name.startsWith(`${node}.`)) ?? false);

export const useProblem = (node: string): Issue | undefined =>
  useApp((s) => s.issues.find((i) => i.where?.node === node && i.severity === 'error'));
