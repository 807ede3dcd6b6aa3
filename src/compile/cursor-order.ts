/**
 * The stops of the step cursor, a topological order of the steps. The steps of `watch` are put in the order in which a person reads
 * them: forward node by node, the losses, backward in reverse, then the updates. Each node's steps
 * of a phase are one move; what belongs to no node goes with its neighbour. No step comes before one that
 * it needs: the gradient of a weight that several nodes use is summed up where its last term arrives, and
 * a loop over time stays together.
 */
import { stepRangesOf } from '../plan/loops.ts';
import type { Move, Step } from '../plan/plan.ts';
import type { SoundNode } from './sound-node.ts';

interface Stops {
  readonly steps: readonly Step[];
  readonly moves: readonly Move[];
}

/**
 * @param graded nodes that compute gradients
 * @param updated nodes with weights that are trained
 */
export function orderForCursor(
  steps: readonly Step[],
  nodes: readonly SoundNode[],
  graded: ReadonlySet<string>,
  updated: ReadonlySet<string>,
): Stops {
  const plain = nodes.filter((n) => !n.kind.loss).map((n) => n.id);
  const losses = nodes.filter((n) => n.kind.loss).map((n) => n.id);
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
  const sorted = inOrder(steps, stopOf);
  let at = 0;
  const moves = stops.map((s, i) => {
    const from = at;
    while (at < sorted.length && sorted[at]?.stop === i) at++;
    const rows = Math.max(0, ...sorted.slice(from, at).map((x) => x.step.loop?.extent ?? 0));
    return { ...s, from, to: at, ...(rows > 0 && { rows }) };
  });
  return { steps: sorted.map((s) => s.step), moves };
}

/** Steps with their stops: the wanted one, or a later one where something that it needs comes so late. */
function inOrder(steps: readonly Step[], stopOf: (step: Step) => number) {
  /** By buffer the latest stop at which it was written, or read. */
  const written = new Map<number, number>();
  const read = new Map<number, number>();
  const late = (times: Map<number, number>, buffer: number) => times.get(buffer) ?? 0;
  return stepRangesOf(steps)
    .flatMap(({ from, to }) => {
      const inside = steps.slice(from, to);
      const loads = inside.flatMap((s) => s.kernel.loads.map((l) => l.buffer));
      const results = inside.flatMap((s) => s.kernel.results.map((r) => r.to.buffer));
      const stop = Math.max(
        ...inside.map(stopOf),
        ...loads.map((b) => late(written, b)),
        ...results.map((b) => Math.max(late(written, b), late(read, b))),
      );
      for (const b of loads) read.set(b, Math.max(stop, late(read, b)));
      for (const b of results) written.set(b, stop);
      return inside.map((step, i) => ({ step, i: from + i, stop }));
    })
    .sort((a, b) => a.stop - b.stop || a.i - b.i);
}
