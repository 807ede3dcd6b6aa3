/** A gradient check as the page knows it: how far it is, and what was found of each wire and weight. */
import type {
  GradientCheck,
  GradientCheckReply,
  GradientScope,
} from '../../workers/engine/protocol.ts';

export interface CheckedGradients {
  readonly scope: GradientScope;
  readonly running: boolean;
  /** The step whose weights and batch are checked; not known before the first piece. */
  readonly step?: number;
  /** Rows of the batch that are checked. */
  readonly rows: number;
  readonly batch: number;
  /** Differences that are taken, of how many; 0 of 0 before they are counted. */
  readonly done: number;
  readonly of: number;
  readonly checks: readonly GradientCheck[];
}

export const begunCheck = (scope: GradientScope): CheckedGradients => ({
  scope,
  running: true,
  rows: 0,
  batch: 0,
  done: 0,
  of: 0,
  checks: [],
});

/** With one more piece. */
export const goneOn = (
  { scope, checks: before }: CheckedGradients,
  { step, rows, batch, done, of, checks, next }: GradientCheckReply,
): CheckedGradients => ({
  scope,
  running: next !== undefined,
  step,
  rows,
  batch,
  done,
  of,
  checks: checks.length ? [...before, ...checks] : before,
});
