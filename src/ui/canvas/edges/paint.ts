/**
 * Paints everything on wires that moves with the numbers: charts and ribbons, weights, the width of each
 * wire and, zoomed out, its colour. Fed by the session's rings, once a frame, outside React; a style
 * or a line is written only when it changes. Lines are SVG: browsers make a layer of its own out of
 * every small canvas, and with fifty of them each frame is spent on putting layers together.
 */
import { at, last, type Ring } from '../../../base/ring.ts';
import { strength } from '../../../charts/strength.ts';
import type { Session } from '../../../session/session.ts';
import { formatNumber } from '../../../tensor/format.ts';
import { follow, heightOf, type LogScale, REST } from '../../plot/scale.ts';
import type { ChartForm } from './chartForms.ts';
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
  /** The wires in sight: the scale is that of their charts. */
  setSight(edges: readonly string[]): void;
  /** Zoomed out, colour takes over from charts. */
  setFar(far: boolean): void;
  repaint(): void;
  scale(): LogScale;
  onScale(callback: () => void): () => void;
}

/** A chip, its two lines or bars, and the last numbers of both. */
export interface ChipMarks {
  readonly svg: SVGSVGElement;
  readonly value: Mark;
  readonly gradient: Mark;
}
interface Mark {
  readonly path: SVGPathElement;
  readonly digits: SVGTextElement;
}
export interface WeightMark {
  readonly element: HTMLElement;
  /** Its name for who does not see where it stands. */
  readonly said: (weight: string) => string;
}

interface Chip {
  readonly marks: ChipMarks;
  readonly form: ChartForm;
  /** The rings and the scale as they were when it was painted last. */
  value?: number;
  gradient?: number;
  scale?: LogScale | undefined;
  /** The smallest and the largest positive number that it shows. */
  low: number;
  high: number;
}

/** How many of the last frames a chart shows. */
const SHOWN = 60;
const INSET = 4;
/** Of a ribbon: to its edge, and the thickness of a bar (edges.module.css). */
const [RIBBON_INSET, BAR] = [2, 3];

/** All places in a chip to a tenth of a pixel, in words: fifty chips write 100,000 of them a second. */
const TENTHS: readonly string[] = Array.from({ length: 1601 }, (_, i) => (i / 10).toFixed(1));
const tenths = (v: number): string => TENTHS[Math.round(v * 10)] ?? v.toFixed(1);

/** As many of its last numbers as a chip shows. */
const shownOf = (ring: Ring, { type }: ChartForm): number =>
  Math.min(type === 'ribbon' ? 1 : SHOWN, ring.length);

function measure(chip: Chip, rings: readonly Ring[]): void {
  chip.low = Number.POSITIVE_INFINITY;
  chip.high = 0;
  for (const ring of rings)
    for (let n = shownOf(ring, chip.form), i = ring.length - n; i < ring.length; i++) {
      const v = at(ring, i);
      if (!(v > 0) || !Number.isFinite(v)) continue;
      if (v < chip.low) chip.low = v;
      if (v > chip.high) chip.high = v;
    }
}

export function createPainter(session: Session, wires: Wires): Painter {
  const chips = new Map<string, Chip>();
  const weights = new Map<string, number>();
  const weightMarks = new Map<string, WeightMark>();
  const ranges = new Map<string, readonly [number, number]>();
  const styled = new WeakMap<SVGPathElement, string>();
  const onScale = new Set<() => void>();
  let sight: ReadonlySet<string> = new Set();
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

  /** The last numbers of a ring over the whole width of a chart, as the data of a path. */
  const line = (ring: Ring, form: ChartForm): string => {
    const { width, height, digits } = form;
    const n = shownOf(ring, form);
    const right = width - INSET - digits;
    let d = '';
    for (let i = 0; i < n; i++) {
      const x = INSET + (n > 1 ? i / (n - 1) : 0) * (right - INSET);
      const y =
        height - INSET - heightOf(scale, at(ring, ring.length - n + i)) * (height - 2 * INSET);
      d += `${i ? 'L' : 'M'}${tenths(x)} ${tenths(y)}`;
    }
    return n === 1 ? `${d}h2` : d;
  };
  const bar = (ring: Ring, { width }: ChartForm, y: number): string => {
    const v = last(ring);
    const long = v === undefined ? 0 : heightOf(scale, v) * (width - 2 * RIBBON_INSET);
    return long > 0 ? `M${RIBBON_INSET} ${y}h${tenths(Math.max(1, long))}` : '';
  };

  const paintChip = (edge: string, { marks: { svg, value, gradient }, form }: Chip) => {
    const rings = session.edge(edge);
    // Nothing to show: no empty box either.
    const blank = rings.value.length === 0 && rings.gradient.length === 0;
    if ((svg.dataset.blank === '') !== blank) svg.toggleAttribute('data-blank', blank);
    for (const [ring, { path, digits }, y] of [
      [rings.value, value, RIBBON_INSET + BAR / 2],
      [rings.gradient, gradient, form.height - RIBBON_INSET - BAR / 2],
    ] as const) {
      path.setAttribute('d', form.type === 'ribbon' ? bar(ring, form, y) : line(ring, form));
      const v = form.digits ? last(ring) : undefined;
      const text = v === undefined ? '' : formatNumber(v, 2);
      if (digits.textContent !== text) digits.textContent = text;
    }
  };

  const paintWeights = () => {
    for (const [edge, { element, said }] of weightMarks) {
      const weight = weights.get(edge);
      const text = weight === undefined ? '' : formatNumber(weight);
      if (element.textContent === text) continue;
      element.textContent = text;
      element.hidden = text === '';
      element.ariaLabel = said(text);
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
      if (!sight.has(edge) || !(chip.high > 0)) continue;
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
      if (!all && value.length > 0 && chip.value === value.head && chip.gradient === gradient.head)
        continue;
      chip.value = value.head;
      chip.gradient = gradient.head;
      chip.scale = undefined;
      measure(chip, [value, gradient]);
    }
    rescale();
    for (const [edge, chip] of chips) {
      if (chip.scale === scale) continue;
      chip.scale = scale;
      paintChip(edge, chip);
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
      const stop = [session.onPaint(() => paint(false)), wires.onChange(repaint)];
      return () => {
        for (const end of stop) end();
        cancelAnimationFrame(asked);
        asked = 0;
      };
    },
    attach(edge, marks, form) {
      chips.set(edge, { marks, form, low: Number.POSITIVE_INFINITY, high: 0 });
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
    setSight(edges) {
      sight = new Set(edges);
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
