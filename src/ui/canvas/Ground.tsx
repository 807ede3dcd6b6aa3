/**
 * The dots below everything, as a part of what moves: a ground somewhat larger than what is seen, put
 * elsewhere only when a pan leaves it. While one pans the whole is one layer that is moved, so that
 * nothing on it is painted again, and no layers are put together anew; at other times it is no layer of
 * its own, for one that is scaled would stay as coarse as it was painted.
 */
import { useStoreApi, ViewportPortal } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import classes from './canvas.module.css';
import { GRID } from './useCanvasKeys.ts';

/** Dots stand on every third line of the grid that cards snap to. */
const GAP = 3 * GRID;
/** Zoom. */
const DOTS_FROM = 0.3;
/** Milliseconds after the last step of a pan. */
const REST = 300;

/** Adds nothing to a transform. */
const STILL: Keyframe[] = [{ transform: 'none' }, { transform: 'none' }];

/**
 * Makes an element a layer that can be moved; gives what ends that. Chromium moves a layer without asking
 * which others it may come to lie over, hence without putting all of them together again (3 ms a frame
 * over 40 cards, 8 over 1,000), only while an animation of its transform is about: here one that
 * stands still.
 */
function lift(element: HTMLElement): () => void {
  element.style.willChange = 'transform';
  const still = element.animate(STILL, { duration: 1, composite: 'add' });
  still.pause();
  return () => {
    still.cancel();
    element.style.removeProperty('will-change');
  };
}

export function Ground() {
  const store = useStoreApi();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let at = store.getState().transform;
    let placed = { left: 0, top: 0, right: 0, bottom: 0, zoom: Number.NaN };
    let drop: (() => void) | undefined;
    const settle = () => {
      clearTimeout(timer);
      drop?.();
      drop = undefined;
    };
    const place = () => {
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      const [left, top] = [-x / zoom, -y / zoom];
      const [right, bottom] = [left + width / zoom, top + height / zoom];
      const within =
        placed.zoom === zoom &&
        left >= placed.left &&
        top >= placed.top &&
        right <= placed.right &&
        bottom <= placed.bottom;
      const ground = ref.current;
      if (within || !ground || width === 0) return;
      const around = (from: number, size: number) => Math.floor((from - size / 2) / GAP) * GAP;
      const [w, h] = [width / zoom, height / zoom];
      placed = { left: around(left, w), top: around(top, h), right: 0, bottom: 0, zoom };
      placed.right = placed.left + Math.ceil((2 * w) / GAP) * GAP;
      placed.bottom = placed.top + Math.ceil((2 * h) / GAP) * GAP;
      ground.toggleAttribute('data-far', zoom < DOTS_FROM);
      ground.style.left = `${placed.left}px`;
      ground.style.top = `${placed.top}px`;
      ground.style.width = `${placed.right - placed.left}px`;
      ground.style.height = `${placed.bottom - placed.top}px`;
    };
    place();
    const stop = store.subscribe(({ transform, width, height }, before) => {
      if (transform === at && width === before.width && height === before.height) return;
      const panned = transform[2] === at[2];
      at = transform;
      place();
      const moved = ref.current?.closest<HTMLElement>('.react-flow__viewport');
      if (!moved || !panned) {
        settle();
        return;
      }
      drop ??= lift(moved);
      clearTimeout(timer);
      timer = setTimeout(settle, REST);
    });
    return () => {
      stop();
      settle();
    };
  }, [store]);
  return (
    <ViewportPortal>
      <div
        ref={ref}
        className={classes.ground}
        style={{ backgroundSize: `${GAP}px ${GAP}px` }}
        aria-hidden
      />
    </ViewportPortal>
  );
}
