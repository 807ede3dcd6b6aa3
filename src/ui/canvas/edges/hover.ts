/** Opening a wire's full chart when the pointer rests on its chip or on the wire itself. */
import { useEffect, useMemo, useRef } from 'react';
import type { Point } from '../../../document/records.ts';
import { useParts } from '../parts.tsx';

/** Long enough not to open charts while the pointer only passes by. */
const REST = 400;

/** Nothing opens under a pointer that is down: it wires, drags or selects, and wants to see where. */
export function useHover(): { enter(edge: string, screen: Point): void; leave(): void } {
  const { view } = useParts();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const held = useRef(false);
  const hover = useMemo(
    () => ({
      enter(edge: string, screen: Point) {
        clearTimeout(timer.current);
        if (held.current) return;
        timer.current = setTimeout(() => view.set({ hovered: { edge, screen } }), REST);
      },
      leave() {
        clearTimeout(timer.current);
        if (view.get().hovered) view.set({ hovered: undefined });
      },
    }),
    [view],
  );
  useEffect(() => {
    const down = () => {
      held.current = true;
      hover.leave();
    };
    const up = () => {
      held.current = false;
    };
    window.addEventListener('pointerdown', down, true);
    window.addEventListener('pointerup', up, true);
    window.addEventListener('pointercancel', up, true);
    return () => {
      clearTimeout(timer.current);
      window.removeEventListener('pointerdown', down, true);
      window.removeEventListener('pointerup', up, true);
      window.removeEventListener('pointercancel', up, true);
    };
  }, [hover]);
  return hover;
}
