/** The numbers of the move that was done last, read once for all that tell of it. */
import type { Explanation, NodeInspection } from '../../../workers/engine/protocol.ts';
import { useApp } from '../kit/store.tsx';
import { useReading } from '../tensor/reading.ts';
import { useSample } from '../tensor/SamplePicker.tsx';

export interface MoveReading {
  readonly explanation: Explanation;
  readonly inspection: NodeInspection;
  readonly sample: number;
}

/** Nothing until the numbers of that very move are there. */
export function useMoveReading(): MoveReading | undefined {
  const cursor = useApp((s) => s.cursor);
  const walked = useApp((s) => (s.unrolled ? s.row : undefined));
  const sample = useSample(useApp((s) => s.compiled?.compilation.batch));
  const { move, step, done } = cursor ?? {};
  const row = move?.rows === undefined ? undefined : (walked ?? move.rows - 1);
  return useReading({
    // Numbers of the move before would be told of this one.
    of: ['told', step, done, move?.node, row ?? ''],
    read: async (engine, first) => {
      if (!move) return undefined;
      const [inspection, explanation] = await Promise.all([
        engine.inspectNode(move.node, first),
        engine.explain(undefined, row, sample),
      ]);
      // The engine may be a move further by then.
      const { node, phase } = explanation?.move ?? {};
      if (!inspection || !explanation || node !== move.node || phase !== move.phase)
        return undefined;
      return { inspection, explanation, sample };
    },
    enabled: move !== undefined,
  });
}
