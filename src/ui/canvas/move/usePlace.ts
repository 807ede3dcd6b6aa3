/**
 * Keeps the card of the move in its place: it goes with the node while one pans and zooms, and once all
 * stands still it is placed anew among what is there then. Written to the element, not rendered.
 */
import { useStoreApi } from '@xyflow/react';
import { type RefObject, useLayoutEffect, useState } from 'react';
import type { Box } from '../../../base/boxes.ts';
import type { Point } from '../../../document/records.ts';
import { pointAt } from '../../../placement/curve.ts';
import { OVER } from '../../kit/over.ts';
import { useAppStore } from '../../kit/store.tsx';
import { roomOf, roomsOf } from '../edges/cards.ts';
import { useParts } from '../parts.tsx';
import classes from './move.module.css';
import { makeRoom, type Obstacle, type Placed, placeMove, type Size } from './place.ts';

/** How long nothing has moved before it is placed anew. */
const STILL_MS = 90;
/** A wire as a chain of boxes, in pixels of the screen. */
const POINTS = 32;
const THICK = 10;
const COST = { card: 1, chip: 0.5, wire: 0.15 };
/** What it is worth that a card or a chip of which the move speaks is seen, in pixels of distance. */
const WORTH = { card: 400, chip: 200 };
const PAN_MS = 250;
/** Widths that the whole card is set in, as shares of the greatest. */
const SHARES = [1, 0.85, 0.7, 0.55];

const FORMS = {
  folded: ['line'],
  fitting: ['open', 'brief', 'short', 'line'],
  open: ['open', 'brief', 'short'],
} as const satisfies Record<string, readonly Placed['form'][]>;

interface Elements {
  readonly root: RefObject<HTMLElement | null>;
  /** Of these two one is seen; both are there to be measured. */
  readonly open: RefObject<HTMLElement | null>;
  readonly line: RefObject<HTMLElement | null>;
}

interface Wish {
  /** Of the move. */
  readonly node: string;
  /** Its line alone; as much as there is room for; or open, whatever there is room for. */
  readonly how: 'folded' | 'fitting' | 'open';
  /** Another one may be of another size; while it is on its way the card stays where it is. */
  readonly content: unknown;
}

/** Something in it is to be read by scrolling alone. */
const isCut = (part: HTMLElement): boolean =>
  part.scrollHeight > part.clientHeight + 1 ||
  [...part.querySelectorAll(`:has(> .katex), [data-maps], .${classes.name}`)].some(
    (e) => e.scrollWidth > e.clientWidth + 1,
  );

/** What the card measures in a form, in each width in which it is not cut; of equally high ones the narrowest. */
function sizesOf(part: HTMLElement, form: Placed['form']) {
  const sizes: Size[] = [];
  let scrolls = false;
  part.dataset.form = form;
  for (const share of SHARES) {
    part.style.setProperty('--widest', `calc(${share} * var(--most))`);
    const cut = isCut(part);
    if (sizes.length && cut) break;
    scrolls = cut;
    const width = Math.ceil(part.getBoundingClientRect().width);
    const height = part.offsetHeight;
    if (sizes.at(-1)?.height === height) sizes.pop();
    sizes.push({ width, height });
  }
  return { form, sizes, scrolls };
}

export function usePlace(
  { root, open, line }: Elements,
  { node, how, content }: Wish,
): Placed['form'] {
  const flow = useStoreApi();
  const app = useAppStore();
  const { wires, steps } = useParts();
  const [form, setForm] = useState<Placed['form']>(how === 'folded' ? 'line' : 'open');
  useLayoutEffect(() => {
    const element = root.current;
    const canvas = element?.closest<HTMLElement>('.react-flow');
    if (!element || !canvas || !content) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    /** From the node's corner to the card's, on the screen. */
    let offset: Point | undefined;
    let at: Placed | undefined;
    /** Once for a move: whoever moves the view then has it where he wants it. */
    let roomMade = false;

    const onScreen = ({ x, y, width, height }: Box): Box => {
      const [left, top, zoom] = flow.getState().transform;
      return { x: x * zoom + left, y: y * zoom + top, width: width * zoom, height: height * zoom };
    };
    const boxOf = (id: string): Box | undefined => {
      const card = flow.getState().nodeLookup.get(id);
      return card && onScreen(roomOf(card));
    };
    const put = ({ x, y }: Point) => {
      element.style.translate = `${Math.round(x)}px ${Math.round(y)}px`;
    };
    const obstacles = (): Obstacle[] => {
      const { document, lecture } = app.getState();
      // From the last row what is half covered is not read at all; there the caption has the equation, too.
      const [card, chip] = lecture ? (['never', 'never'] as const) : [COST.card, COST.chip];
      const own = Object.values(document.edges).filter(
        (e) => e.source.node === node || e.target.node === node,
      );
      const near = new Set([node, ...own.flatMap((e) => [e.source.node, e.target.node])]);
      const out: Obstacle[] = [];
      for (const drawn of flow.getState().nodeLookup.values())
        if (drawn.type !== 'note')
          for (const room of roomsOf(drawn))
            out.push(
              near.has(drawn.id)
                ? { box: onScreen(room), cost: 'never', worth: WORTH.card }
                : { box: onScreen(room), cost: card },
            );
      const ofMove = new Set(own.map((e) => e.id));
      for (const { id, ends } of wires.all.values())
        for (let i = 0; i <= POINTS; i++) {
          const { x, y } = pointAt(ends, i / POINTS);
          const spot = onScreen({ x, y, width: 0, height: 0 });
          out.push({
            box: { x: spot.x - THICK / 2, y: spot.y - THICK / 2, width: THICK, height: THICK },
            cost: ofMove.has(id) ? 'never' : COST.wire,
          });
        }
      const { left, top } = canvas.getBoundingClientRect();
      const seen = (thing: Element): Box => {
        const { x, y, width, height } = thing.getBoundingClientRect();
        return { x: x - left, y: y - top, width, height };
      };
      for (const told of canvas.querySelectorAll<HTMLElement>('[data-chip]'))
        out.push(
          ofMove.has(told.dataset.chip ?? '')
            ? { box: seen(told), cost: 'never', worth: WORTH.chip }
            : { box: seen(told), cost: chip },
        );
      const frame = canvas.closest('section') ?? canvas;
      for (const panel of frame.querySelectorAll(`[${OVER}]`))
        out.push({ box: seen(panel), cost: 'never' });
      return out;
    };
    const place = () => {
      timer = undefined;
      const box = boxOf(node);
      const [whole, small] = [open.current, line.current];
      if (!box || !whole || !small?.offsetWidth) return;
      const { width, height } = flow.getState();
      const asLine = [{ width: small.offsetWidth, height: small.offsetHeight }];
      const forms = FORMS[how].map((form) =>
        form === 'line' ? { form, sizes: asLine, scrolls: false } : sizesOf(whole, form),
      );
      const asked = {
        forms,
        room: { width, height },
        node: box,
        obstacles: obstacles(),
        before: at,
      };
      const next = placeMove(asked);
      // Without its maps, or to be scrolled.
      const isLittle = next.form === 'line' ? how !== 'folded' : next.form === 'short';
      if (isLittle && !roomMade && app.getState().lecture) {
        roomMade = true;
        const whole = forms.filter(({ form, scrolls }) => form !== next.form && !scrolls);
        const shift =
          makeRoom({ ...asked, forms: whole }) ??
          (next.form === 'line' ? makeRoom(asked) : undefined);
        if (shift?.x || shift?.y) {
          // Until it has its place there.
          delete element.dataset.placed;
          const [x, y, zoom] = flow.getState().transform;
          const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
          const to = { x: x + shift.x, y: y + shift.y, zoom };
          void flow.getState().panZoom?.setViewport(to, { duration: still ? 0 : PAN_MS });
          return;
        }
      }
      at = next;
      offset = { x: at.x - box.x, y: at.y - box.y };
      put(at);
      whole.dataset.form = at.form;
      if (at.form === 'line') whole.style.removeProperty('--widest');
      else whole.style.setProperty('--widest', `${at.size.width}px`);
      element.dataset.placed = at.docked ? 'docked' : 'free';
      setForm(at.form);
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(place, STILL_MS);
    };
    let seen = flow.getState();
    const follow = (state: typeof seen) => {
      const moved =
        state.transform !== seen.transform ||
        state.nodes !== seen.nodes ||
        state.width !== seen.width ||
        state.height !== seen.height;
      seen = state;
      if (!moved) return;
      const box = offset && boxOf(node);
      if (box && offset && !at?.docked) {
        const next = { x: box.x + offset.x, y: box.y + offset.y };
        if (at) at = { ...at, ...next };
        put(next);
      }
      soon();
    };
    const sized = new ResizeObserver(soon);
    for (const part of [open.current, line.current]) if (part) sized.observe(part);
    const stop = [flow.subscribe(follow), wires.onChange(soon), steps.onChange(soon)];
    place();
    return () => {
      clearTimeout(timer);
      sized.disconnect();
      for (const end of stop) end();
    };
  }, [root, open, line, node, how, content, flow, app, wires, steps]);
  return form;
}
