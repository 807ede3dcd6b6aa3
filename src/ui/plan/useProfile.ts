/** Measured times of a routine, kept for as long as its plan is the one that is shown. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { PlanReading } from '../../../workers/engine/protocol.ts';
import { useApp } from '../kit/store.tsx';
import { profile } from './times.ts';

export interface Profile {
  readonly times: readonly number[] | undefined;
  readonly measuring: boolean;
  start(): void;
  cancel(): void;
}

/** @param bar shows how far it is, without the page being built anew for it */
export function useProfile(
  plan: PlanReading | null | undefined,
  bar: RefObject<HTMLProgressElement | null>,
): Profile {
  const engine = useApp((s) => s.session.engine);
  const client = useQueryClient();
  const key = ['times', plan?.generation, plan?.routine];
  const { data } = useQuery<readonly number[]>({
    queryKey: key,
    queryFn: () => [],
    enabled: false,
    gcTime: 600_000,
    structuralSharing: false,
  });
  const [measuring, setMeasuring] = useState(false);
  /** Counts up: whoever has another number gives up. */
  const turn = useRef(0);
  const cancel = () => {
    turn.current++;
    setMeasuring(false);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another plan ends what was begun for this one
  useEffect(() => cancel, [plan?.generation, plan?.routine]);

  const start = () => {
    if (!plan) return;
    const own = ++turn.current;
    setMeasuring(true);
    const { routine, generation, steps } = plan;
    void profile({
      measure: engine.measure,
      routine,
      generation,
      steps: steps.length,
      now: () => performance.now(),
      onProgress: (progress) => {
        if (bar.current) bar.current.value = progress;
        return turn.current === own;
      },
    }).then((times) => {
      if (turn.current !== own) return;
      setMeasuring(false);
      if (times) client.setQueryData(key, times);
    });
  };
  const times = data && plan && data.length === plan.steps.length ? data : undefined;
  return { times, measuring, start, cancel };
}
