/**
 * What fingers and wheels do on the canvas beyond React Flow: a gesture that the system takes away
 * ends, a long press opens the context menu, and a mouse's wheel zooms or pans as it was set.
 */
import { useReactFlow, useStoreApi } from '@xyflow/react';
import { type RefObject, useEffect } from 'react';
import { useAppStore } from '../kit/store.tsx';
import { useParts } from './parts.tsx';
import { endWiring } from './wiring.ts';

export const ZOOM = { least: 0.1, most: 2.5 } as const;

/** Held for so long, a finger means the context menu. */
const LONG_MS = 500;
/** Further than this it has moved. */
const STILL = 10;

/**
 * A wire in the air ends without a wire where the pointer is taken away (a call comes in, a second
 * gesture, another window) and on Escape. React Flow listens to none of these.
 */
export function useCancelledGestures(): void {
  const { view } = useParts();
  const store = useStoreApi();
  useEffect(() => {
    const cancel = () => {
      if (!view.get().wiring) return;
      // Ended first: whoever is told of the end of the drag finds no wire to make anything of.
      endWiring(view);
      store.setState({ connectionClickStartHandle: null });
      if (store.getState().connection.inProgress) document.dispatchEvent(new MouseEvent('mouseup'));
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape') cancel();
    };
    const ends = ['touchcancel', 'pointercancel', 'blur'] as const;
    for (const end of ends) window.addEventListener(end, cancel);
    window.addEventListener('keydown', onKeyDown, true);
    return () => {
      for (const end of ends) window.removeEventListener(end, cancel);
      window.removeEventListener('keydown', onKeyDown, true);
    };
  }, [view, store]);
}

/** Not every browser makes a `contextmenu` event of a long press; here one comes in all of them, once. */
export function useLongPress(root: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let start: Touch | undefined;
    let opened = false;
    const stop = () => {
      clearTimeout(timer);
      start = undefined;
    };
    const down = (event: TouchEvent) => {
      stop();
      opened = false;
      const [touch] = event.touches;
      const target = event.target as Element;
      // A finger on a port draws a wire; one in a field selects text; two are a pinch.
      if (
        !touch ||
        event.touches.length > 1 ||
        target.closest('.react-flow__handle, input, textarea')
      )
        return;
      start = touch;
      timer = setTimeout(() => {
        start = undefined;
        opened = true;
        const { clientX, clientY } = touch;
        target.dispatchEvent(
          new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX, clientY }),
        );
      }, LONG_MS);
    };
    const move = (event: TouchEvent) => {
      const [touch] = event.touches;
      if (!start || !touch) return;
      const far = Math.hypot(touch.clientX - start.clientX, touch.clientY - start.clientY);
      if (far > STILL) stop();
    };
    const up = (event: TouchEvent) => {
      stop();
      // The tap that would follow would close the menu again.
      if (opened && event.cancelable) event.preventDefault();
      // A browser's own event may follow; a mouse that comes later means what it says.
      setTimeout(() => {
        opened = false;
      }, LONG_MS);
    };
    const menu = (event: Event) => {
      if (!event.isTrusted) return;
      if (opened) {
        event.preventDefault();
        event.stopPropagation();
      }
      stop();
    };
    const on = { capture: true, passive: false } as const;
    element.addEventListener('touchstart', down, { capture: true, passive: true });
    element.addEventListener('touchmove', move, { capture: true, passive: true });
    element.addEventListener('touchend', up, on);
    element.addEventListener('touchcancel', stop, on);
    element.addEventListener('contextmenu', menu, on);
    return () => {
      stop();
      element.removeEventListener('touchstart', down, true);
      element.removeEventListener('touchmove', move, true);
      element.removeEventListener('touchend', up, true);
      element.removeEventListener('touchcancel', stop, true);
      element.removeEventListener('contextmenu', menu, true);
    };
  }, [root]);
}

/** Two fingers on a trackpad come as a wheel too, in browsers' old units thrice as far as in the new. */
function fromMouse(event: {
  readonly deltaX: number;
  readonly deltaY: number;
  readonly deltaMode: number;
  readonly wheelDeltaY?: number;
}): boolean {
  if (event.deltaX !== 0) return false;
  if (event.deltaMode !== 0) return true;
  return event.wheelDeltaY !== undefined && event.wheelDeltaY !== -3 * event.deltaY;
}

/** A line of a page, where a browser counts in lines. */
const LINE = 20;

/** React Flow pans on the wheel and zooms with Ctrl; a mouse's wheel alone zooms where it was set so. */
export function useWheel(root: RefObject<HTMLDivElement | null>): void {
  const app = useAppStore();
  const flow = useReactFlow();
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const wheel = (event: WheelEvent) => {
      const over = event.target as Element;
      if (event.ctrlKey || event.shiftKey || over.closest('.nowheel')) return;
      // The panels over the canvas and its minimap are not the canvas.
      if (!over.closest('.react-flow__renderer')) return;
      if (app.getState().wheel !== 'zoom' || !fromMouse(event)) return;
      event.preventDefault();
      event.stopPropagation();
      const turned = event.deltaY * (event.deltaMode === 0 ? 1 : LINE);
      const { x, y, zoom } = flow.getViewport();
      const next = Math.min(ZOOM.most, Math.max(ZOOM.least, zoom * 2 ** (-turned * 0.002)));
      const box = element.getBoundingClientRect();
      const [px, py] = [event.clientX - box.left, event.clientY - box.top];
      // What is under the pointer stays there.
      const k = next / zoom;
      void flow.setViewport({ x: px - (px - x) * k, y: py - (py - y) * k, zoom: next });
    };
    const on = { capture: true, passive: false } as const;
    element.addEventListener('wheel', wheel, on);
    return () => element.removeEventListener('wheel', wheel, true);
  }, [root, app, flow]);
}
