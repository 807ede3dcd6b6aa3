/** Opening a wire's full chart when the pointer rests on its chip or on the wire itself. */
import { useEffect, useMemo, useRef } from 'react';
import type { Point } from '../../document/records.ts';
import { useParts } from '../canvas/parts.tsx';

/** Long enough not to open charts while the pointer only passes by. */
const REST = 400;

export function useHover(): { enter(edge: string, screen: Point): void; leave(): void } {
  const { view } = useParts();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useMemo(
    () => ({
      enter(edge, screen) {
        clearTimeout(timer.current);
        timer.current = setTimeout(() => view.set({ hovered: { edge, screen } }), REST);
      },
      leave() {
        clearTimeout(timer.current);
        if (view.get().hovered) view.set({ hovered: undefined });
      },
    }),
    [view],
  );
}
