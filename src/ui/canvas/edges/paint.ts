/**
 * Paints everything on wires that moves with the numbers: charts and ribbons, weights, the width of each
 * wire and, zoomed out, its colour. Fed by the session's rings, once a frame, outside React; a style
 * or a line is written only when it changes. Lines are SVG: browsers make a layer of its own out of
 * every small canvas, and with fifty of them each frame is spent on putting layers together.
 */
import { last, type Ring } from '../../../base/ring.ts';
import { strength } from '../../../charts/strength.ts';
import type { Session } from '../../../session/session.ts';
import { formatNumber } from '../../../tensor/format.ts';
import { hoveredStep } from '../../kit/cell.ts';
import { writeDigits } from '../../kit/Digits.tsx';
import { follow, type LogScale, REST } from '../../plot/scale.ts';
import { barOf, type ChartForm, lineOf, NOTHING, placeOf, rangeIn } from './chartForms.ts';
import { SHORT } from './stepForms.ts';
import type { Wires } from './wires.ts';

export interface Painter {
  start(): () => void;
  /** Puts a chip under care; gives the function that ends it. */
  attach(edge: string, marks: ChipMarks, form: ChartForm): () => void;
  /** Puts the number of a wire's weight under care. */
  attachWeight(edge: string, mark: WeightMark): () => void;
  /** The weight that a neuron's wire carries; nothing where it carries none or several. */
  setWeight(edge: string, weight: number | undefined): void;
  /** Other charts on this scale, by name: the smallest and the largest number in them. */
  setRange(chart: string, range: readonly [number, number] | undefined): void;
  /** The scale covers what charts of these wires show. */
  setScaled(edges: readonly string[]): void;
  /** Zoomed out, colour takes over from charts. */
  setFar(far: boolean): void;
  repaint(): void;
  scale(): LogScale;
  onScale(callback: () => void): () => void;
}

/** A chip, its two lines or bars, and the last numbers of both. */
interface ChipMarks {
  readonly svg: SVGSVGElement;
  /** Stands at the step that is pointed at, in whichever plot. */
  readonly cursor: SVGLineElement;
  readonly value: Mark;
  readonly gradient: Mark;
}
interface Mark {
  readonly path: SVGPathElement;
  readonly digits: SVGTextElement;
}
interface WeightMark {
  readonly element: HTMLElement;
  /** Its name for who does not see where it stands. */
  readonly said: (weight: string) => string;
}

interface Chip {
  readonly marks: ChipMarks;
  readonly form: ChartForm;
  /** The rings and the scale as they were when it was painted last. */
  rings?: readonly [value: Seen, gradient: Seen];
  scale?: LogScale | undefined;
  /** The smallest and the largest positive number that it shows. */
  low: number;
  high: number;
}

/** The ring, for a moment that is visited has its own; where its next number goes, and the last: that may have been read anew. */
type Seen = readonly [ring: Ring, head: number, last: number | undefined];
const seen = (ring: Ring): Seen => [ring, ring.head, last(ring)];
const sameAs = (ring: Ring, [own, head, value]: Seen): boolean =>
  ring === own && ring.head === head && Object.is(last(ring), value);

export function createPainter(session: Session, wires: Wires): Painter {
  const chips = new Map<string, Chip>();
  const weights = new Map<string, number>();
  const weightMarks = new Map<string, WeightMark>();
  const ranges = new Map<string, readonly [number, number]>();
  const styled = new WeakMap<SVGPathElement, string>();
  const onScale = new Set<() => void>();
  let scaled: ReadonlySet<string> = new Set();
  let scale = REST;
  let far = false;
  let asked = 0;

  const styleWires = () => {
    for (const { id, path } of wires.all.values()) {
      const gradient = last(session.edge(id).gradient);
      const s = gradient === undefined ? 0.15 : strength(gradient);
      // Ten grades are as many as an eye can tell, and spare most of the writing.
      const grade = Math.round(s * 10);
      const key = `${grade}${far ? 'f' : ''}`;
      if (styled.get(path) === key) continue;
      styled.set(path, key);
      // One to a target is thin: no gradient goes along it (edges.module.css).
      path.style.setProperty('--wide', `${(far ? 2 : 1.25) + (grade / 10) * 3}px`);
      if (far && gradient !== undefined)
        path.style.setProperty(
          '--stroke',
          `color-mix(in oklab, var(--grad) ${grade * 10}%, var(--line-strong))`,
        );
      else path.style.removeProperty('--stroke');
    }
  };

  const paintChip = (edge: string, { marks: { svg, value, gradient }, form }: Chip) => {
    const rings = session.edge(edge);
    // Nothing to show: no empty box either.
    const blank = rings.value.length === 0 && rings.gradient.length === 0;
    if ((svg.dataset.blank === '') !== blank) svg.toggleAttribute('data-blank', blank);
    for (const [ring, { path, digits }, row] of [
      [rings.value, value, 0],
      [rings.gradient, gradient, 1],
    ] as const) {
      path.setAttribute(
        'd',
        form.type === 'ribbon' ? barOf(ring, form, scale, row) : lineOf(ring, form, scale),
      );
      const v = form.digits ? last(ring) : undefined;
      if (v !== undefined) writeDigits(digits, v, SHORT);
      else if (digits.textContent) digits.textContent = '';
    }
  };

  const paintCursor = (edge: string, { marks: { cursor }, form }: Chip) => {
    const step = hoveredStep.get();
    const x = step === undefined ? undefined : placeOf(session.edge(edge).step, form, step);
    const shown = x === undefined ? 'hidden' : 'inherit';
    if (cursor.getAttribute('visibility') !== shown) cursor.setAttribute('visibility', shown);
    if (x === undefined) return;
    for (const end of ['x1', 'x2']) cursor.setAttribute(end, x.toFixed(1));
  };
  const paintCursors = () => {
    if (far) return;
    for (const [edge, chip] of chips) paintCursor(edge, chip);
  };

  const paintWeights = () => {
    for (const [edge, { element, said }] of weightMarks) {
      const weight = weights.get(edge);
      const label = said(weight === undefined ? '' : formatNumber(weight));
      if (element.ariaLabel === label) continue;
      if (weight === undefined) element.textContent = '';
      else writeDigits(element, weight, SHORT);
      element.hidden = weight === undefined;
      element.ariaLabel = label;
    }
  };

  const rescale = () => {
    let smallest = Number.POSITIVE_INFINITY;
    let largest = 0;
    for (const [low, high] of ranges.values()) {
      smallest = Math.min(smallest, low);
      largest = Math.max(largest, high);
    }
    for (const [edge, chip] of chips) {
      if (!scaled.has(edge) || !(chip.high > 0)) continue;
      smallest = Math.min(smallest, chip.low);
      largest = Math.max(largest, chip.high);
    }
    // After Reset nothing is on the wires that the last run's scale would be for.
    const next = largest > 0 ? follow(scale, smallest, largest) : REST;
    if (next === scale) return;
    scale = next;
    for (const callback of onScale) callback();
  };

  const paint = (all: boolean) => {
    styleWires();
    if (far) return;
    paintWeights();
    // Frames come more often than numbers of edges.
    for (const [edge, chip] of chips) {
      const { value, gradient } = session.edge(edge);
      if (
        !all &&
        value.length > 0 &&
        chip.rings &&
        sameAs(value, chip.rings[0]) &&
        sameAs(gradient, chip.rings[1])
      )
        continue;
      chip.rings = [seen(value), seen(gradient)];
      chip.scale = undefined;
      [chip.low, chip.high] = rangeIn([value, gradient], chip.form);
    }
    rescale();
    for (const [edge, chip] of chips) {
      if (chip.scale === scale) continue;
      chip.scale = scale;
      paintChip(edge, chip);
      paintCursor(edge, chip);
    }
  };
  const repaint = () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      paint(true);
    });
  };

  return {
    start() {
      const stop = [
        session.onPaint(() => paint(false)),
        wires.onChange(repaint),
        hoveredStep.subscribe(paintCursors),
      ];
      return () => {
        for (const end of stop) end();
        cancelAnimationFrame(asked);
        asked = 0;
      };
    },
    attach(edge, marks, form) {
      chips.set(edge, { marks, form, low: NOTHING[0], high: NOTHING[1] });
      repaint();
      return () => {
        if (chips.get(edge)?.marks === marks) chips.delete(edge);
      };
    },
    attachWeight(edge, mark) {
      weightMarks.set(edge, mark);
      repaint();
      return () => {
        if (weightMarks.get(edge) === mark) weightMarks.delete(edge);
      };
    },
    setWeight(edge, weight) {
      if (weights.get(edge) === weight) return;
      if (weight === undefined) weights.delete(edge);
      else weights.set(edge, weight);
      repaint();
    },
    setRange(chart, range) {
      if (range) ranges.set(chart, range);
      else ranges.delete(chart);
      repaint();
    },
    setScaled(edges) {
      scaled = new Set(edges);
      repaint();
    },
    setFar(next) {
      far = next;
      repaint();
    },
    repaint,
    scale: () => scale,
    onScale(callback) {
      onScale.add(callback);
      return () => onScale.delete(callback);
    },
  };
}
