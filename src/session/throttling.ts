/**
 * Throttling: the page comes first. While somebody drags, scrolls or types, and while frames come late, training
 * rests between slices; and it tells of itself only as often as the page's frames allow. Events tell, and how frames come in
 * which something is painted; nothing is asked for that.
 */
import type { Drawn, Session } from './session.ts';
import { createTempo } from './tempo.ts';

/** Milliseconds from the last sign on. */
const AFTER_INPUT = 400;
const AFTER_LATE = 1_000;
/** A frame that takes longer to come is late, and so many of them in a row are no chance. */
const LATE = 34;
const IN_A_ROW = 3;

const INPUT = ['pointerdown', 'pointermove', 'wheel', 'keydown'] as const;
/** Of these, what moves something on the page. */
const MOVES: ReadonlySet<string> = new Set(['pointermove', 'wheel']);

/** What is told of. */
export interface Asked {
  /** Whether training is to leave the machine to the page. */
  throttle(on: boolean): unknown;
  /** How often a second it is to tell of itself, at most. */
  frameRate(hertz: number): unknown;
}

export interface Throttling {
  frame(drawn: Drawn): void;
  stop(): void;
}

/** Told once that something begins, and that it is over when it was not said again for so long. */
function lasting(tell: (on: boolean) => unknown, now: () => number) {
  let until = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    const left = until - now();
    timer = left > 0 ? setTimeout(look, left) : undefined;
    if (!timer) tell(false);
  };
  return {
    for(milliseconds: number) {
      until = Math.max(until, now() + milliseconds);
      if (timer) return;
      timer = setTimeout(look, milliseconds);
      tell(true);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

export function throttling(
  target: EventTarget,
  asked: Asked,
  now: () => number = () => performance.now(),
): Throttling {
  const tempo = createTempo((hertz) => asked.frameRate(hertz));
  const busy = lasting((on) => asked.throttle(on), now);
  const moving = lasting((on) => tempo.moving(on), now);
  let late = 0;
  const input = (event: Event) => {
    // A pointer that only passes over asks for nothing.
    if (event.type === 'pointermove' && !(event as PointerEvent).buttons) return;
    busy.for(AFTER_INPUT);
    if (MOVES.has(event.type)) moving.for(AFTER_INPUT);
  };
  const how = { capture: true, passive: true };
  for (const type of INPUT) target.addEventListener(type, input, how);
  return {
    frame({ waited, held }) {
      late = waited > LATE ? late + 1 : 0;
      if (late >= IN_A_ROW) busy.for(AFTER_LATE);
      tempo.update(held);
    },
    stop() {
      busy.stop();
      moving.stop();
      for (const type of INPUT) target.removeEventListener(type, input, how);
    },
  };
}

/** The same for a session: its own frames tell whether they come late. */
export function throttleFor(target: EventTarget, session: Session): void {
  const { engine } = session;
  const watch = throttling(target, {
    throttle: (on) => void engine.throttle(on),
    frameRate: (hertz) => void engine.frameRate(hertz),
  });
  session.onFrame(watch.frame);
}
