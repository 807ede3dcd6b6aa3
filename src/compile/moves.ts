/**
 * The stops of the step cursor. The steps of `watch` are put in the order in which a person reads
 * them: forward node by node, the losses, backward in reverse, then the updates. Each node's steps
 * of a phase are one move; what belongs to no node goes with its neighbour.
 */
import type { Move, Step } from '../plan/plan.ts';
import type { SoundNode } from './check.ts';

export interface Stops {
  readonly steps: readonly Step[];
  readonly moves: readonly Move[];
}

/**
 * @param graded nodes through which a gradient passes
 * @param updated nodes with weights that are trained
 */
export function moveOn(
  steps: readonly Step[],
  nodes: readonly SoundNode[],
  graded: ReadonlySet<string>,
  updated: ReadonlySet<string>,
): Stops {
  const plain = nodes.filter((n) => !n.kind.judge).map((n) => n.id);
  const losses = nodes.filter((n) => n.kind.judge).map((n) => n.id);
  const stops: { phase: Move['phase']; node: string }[] = [
    ...plain.map((node) => ({ phase: 'forward' as const, node })),
    ...losses.map((node) => ({ phase: 'loss' as const, node })),
    ...[...losses].reverse().map((node) => ({ phase: 'backward' as const, node })),
    ...[...plain].reverse().map((node) => ({ phase: 'backward' as const, node })),
    ...plain.map((node) => ({ phase: 'update' as const, node })),
  ].filter(
    (s) =>
      (s.phase !== 'backward' || graded.has(s.node)) &&
      (s.phase !== 'update' || updated.has(s.node)),
  );
  const place = new Map(stops.map((s, i) => [`${s.phase}|${s.node}`, i]));
  const lossSet = new Set(losses);
  const stopOf = ({ phase, origin }: Step): number => {
    const stage = phase === 'forward' && (origin === '' || lossSet.has(origin)) ? 'loss' : phase;
    const own = place.get(`${stage}|${origin}`);
    if (own !== undefined) return own;
    // The total cost closes the losses; what seeds the gradients opens the backward pass, and the
    // learning rate and the gradient's norm open the updates.
    const same = stops.flatMap((s, i) => (s.phase === stage ? [i] : []));
    return (
      (stage === 'backward' || stage === 'update' ? same[0] : same[same.length - 1]) ??
      stops.length - 1
    );
  };
  const sorted = steps
    .map((step, i) => ({ step, i, stop: stopOf(step) }))
    .sort((a, b) => a.stop - b.stop || a.i - b.i);
  let at = 0;
  const moves = stops.map((s, i) => {
    const from = at;
    while (at < sorted.length && sorted[at]?.stop === i) at++;
    const rows = Math.max(0, ...sorted.slice(from, at).map((x) => x.step.loop?.extent ?? 0));
    return { ...s, from, to: at, ...(rows > 0 && { rows }) };
  });
  return { steps: sorted.map((s) => s.step), moves };
}
