/** Measured times of a routine, kept for as long as its plan is the one that is shown. */
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { PlanReading } from '../../../workers/engine/protocol.ts';
import type { Session } from '../../session/session.ts';
import { useApp } from '../kit/store.tsx';
import { profile } from './times.ts';

export interface Profile {
  readonly times: readonly number[] | undefined;
  readonly measuring: boolean;
  start(): void;
  cancel(): void;
}

interface Kept {
  readonly generation: number;
  readonly times: ReadonlyMap<PlanReading['routine'], readonly number[]>;
}

const measured = new WeakMap<Session, Kept>();

/** Keeps what was measured of this generation's plans; of the one before nothing is kept. */
function keep(session: Session, plan: PlanReading, times: readonly number[]): void {
  const known = measured.get(session);
  const others = known?.generation === plan.generation ? known.times : [];
  measured.set(session, {
    generation: plan.generation,
    times: new Map([...others, [plan.routine, times]]),
  });
}

function keptOf(session: Session, plan: PlanReading): readonly number[] | undefined {
  const known = measured.get(session);
  const times = known?.generation === plan.generation ? known.times.get(plan.routine) : undefined;
  return times?.length === plan.steps.length ? times : undefined;
}

/** @param bar shows how far it is, without the page being built anew for it */
export function useProfile(
  plan: PlanReading | null | undefined,
  bar: RefObject<HTMLProgressElement | null>,
): Profile {
  const session = useApp((s) => s.session);
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
      measure: session.engine.measure,
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
      if (times) keep(session, plan, times);
      setMeasuring(false);
    });
  };
  const times = plan ? keptOf(session, plan) : undefined;
  return { times, measuring, start, cancel };
}
