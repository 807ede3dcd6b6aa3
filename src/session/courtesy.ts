/**
 * The page comes first: while somebody drags, scrolls or types, and while frames come late, training gives
 * way. Events tell, and how long a frame that was asked for took to come; nothing is asked for that.
 */
import type { Session } from './session.ts';

/** Milliseconds from the last sign on. */
const AFTER_INPUT = 400;
const AFTER_LATE = 1_000;
/** A frame that takes longer to come is late, and so many of them in a row are no chance. */
const LATE = 34;
const IN_A_ROW = 3;

const INPUT = ['pointerdown', 'pointermove', 'wheel', 'keydown'] as const;

export interface Courtesy {
  /** A frame came so many milliseconds after it was asked for. */
  frame(milliseconds: number): void;
  stop(): void;
}

export function giveWayTo(
  target: EventTarget,
  giveWay: (on: boolean) => unknown,
  now: () => number = () => performance.now(),
): Courtesy {
  let until = 0;
  let late = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    const left = until - now();
    timer = left > 0 ? setTimeout(look, left) : undefined;
    if (!timer) giveWay(false);
  };
  const busy = (milliseconds: number) => {
    until = Math.max(until, now() + milliseconds);
    if (timer) return;
    timer = setTimeout(look, milliseconds);
    giveWay(true);
  };
  const input = (event: Event) => {
    // A pointer that only passes over asks for nothing.
    if (event.type === 'pointermove' && !(event as PointerEvent).buttons) return;
    busy(AFTER_INPUT);
  };
  const how = { capture: true, passive: true };
  for (const type of INPUT) target.addEventListener(type, input, how);
  return {
    frame(milliseconds) {
      late = milliseconds > LATE ? late + 1 : 0;
      if (late >= IN_A_ROW) busy(AFTER_LATE);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      for (const type of INPUT) target.removeEventListener(type, input, how);
    },
  };
}

/** The same for a session: its own frames tell whether they come late. */
export function giveWayOn(target: EventTarget, session: Session): void {
  const courtesy = giveWayTo(target, (on) => void session.engine.giveWay(on));
  session.onFrame((milliseconds) => courtesy.frame(milliseconds));
}
