/** Which moves share a dot of the timeline. Pure. */
import type { Move } from '../../plan/plan.ts';

/** More would be too small to hit in the panel. */
const MOST = 40;

const PHASES = [
  'forward',
  'loss',
  'backward',
  'update',
] as const satisfies readonly Move['phase'][];

interface Dot {
  /** Moves [from, to). */
  readonly from: number;
  readonly to: number;
}

/** The dots by phase: one for each move, or, of very many, one for some that follow each other. */
export function dotsOf(
  moves: readonly Move[],
): readonly { readonly phase: Move['phase']; readonly dots: readonly Dot[] }[] {
  const each = Math.max(1, Math.ceil(moves.length / MOST));
  return PHASES.flatMap((phase) => {
    const from = moves.findIndex((m) => m.phase === phase);
    if (from < 0) return [];
    const end = moves.findLastIndex((m) => m.phase === phase) + 1;
    const dots = Array.from({ length: Math.ceil((end - from) / each) }, (_, i) => ({
      from: from + i * each,
      to: Math.min(end, from + (i + 1) * each),
    }));
    return [{ phase, dots }];
  });
}
