/** Opening a wire's full chart when the pointer rests on its chip or on the wire itself. */
import type { Point } from '../../../document/records.ts';
import type { View } from '../view.ts';

/** Long enough not to open charts while the pointer only passes by. */
const REST = 400;

export interface Hover {
  start(): () => void;
  enter(edge: string, screen: Point): void;
  leave(): void;
}

/** Nothing opens under a pointer that is down: it wires, drags or selects, and wants to see where. */
export function createHover(view: View): Hover {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let held = false;
  const leave = () => {
    clearTimeout(timer);
    if (view.get().hovered) view.set({ hovered: undefined });
  };
  return {
    start() {
      const down = () => {
        held = true;
        leave();
      };
      const up = () => {
        held = false;
      };
      window.addEventListener('pointerdown', down, true);
      window.addEventListener('pointerup', up, true);
      window.addEventListener('pointercancel', up, true);
      return () => {
        clearTimeout(timer);
        window.removeEventListener('pointerdown', down, true);
        window.removeEventListener('pointerup', up, true);
        window.removeEventListener('pointercancel', up, true);
      };
    },
    enter(edge, screen) {
      clearTimeout(timer);
      if (held) return;
      timer = setTimeout(() => view.set({ hovered: { edge, screen } }), REST);
    },
    leave,
  };
}
