/**
 * Paints everything on wires that moves with the numbers: the chips' two lines, the width of each
 * wire and, zoomed out, its colour. Fed by the session's rings, once a frame, outside React; a style
 * or a line is written only when it changes. Lines are SVG: browsers make a layer of its own out of
 * every small canvas, and with fifty of them each frame is spent on putting layers together.
 */
import { at, last, type Ring } from '../../../base/ring.ts';
import { strength } from '../../../charts/strength.ts';
import type { Session } from '../../../session/session.ts';
import { formatNumber } from '../../../tensor/format.ts';
import { follow, heightOf, type LogScale, REST } from '../../plot/scale.ts';
import { CHIP_HEIGHT } from './place.ts';
import type { Wires } from './wires.ts';

export interface Painter {
  start(): () => void;
  /** Puts a chip under care; gives the function that ends it. */
  attach(edge: string, marks: ChipMarks, width: number): () => void;
  /** The weight that a neuron's wire carries; nothing where it carries none or several. */
  setWeight(edge: string, weight: number | undefined): void;
  /** Other charts on this scale, by name: the smallest and the largest number in them. */
  setRange(chart: string, range: readonly [number, number] | undefined): void;
  /** Zoomed out, colour takes over from charts. */
  setFar(far: boolean): void;
  repaint(): void;
  scale(): LogScale;
  onScale(callback: () => void): () => void;
}

/** What a chip consists of. */
export interface ChipMarks {
  readonly svg: SVGSVGElement;
  readonly value: SVGPathElement;
  readonly gradient: SVGPathElement;
  readonly weight: SVGTextElement;
}

interface Chip {
  readonly marks: ChipMarks;
  readonly width: number;
  /** The numbers and the scale as they were when it was painted last. */
  value?: number;
  gradient?: number;
  scale?: LogScale;
}

/** How many of the last frames a chip shows. */
const SHOWN = 60;
const INSET = 4;
/** Room for a weight's number at the left of a chip. */
const NUMBER = 38;

/** All places in a chip to a tenth of a pixel, in words: fifty chips write 100,000 of them a second. */
const TENTHS: readonly string[] = Array.from({ length: 1001 }, (_, i) => (i / 10).toFixed(1));
const tenths = (v: number): string => TENTHS[Math.round(v * 10)] ?? v.toFixed(1);

export function createPainter(session: Session, wires: Wires): Painter {
  const chips = new Map<string, Chip>();
  const weights = new Map<string, number>();
  const ranges = new Map<string, readonly [number, number]>();
  const styled = new WeakMap<SVGPathElement, string>();
  const onScale = new Set<() => void>();
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

  /** The last numbers of a ring between two edges of a chip, as the data of a path. */
  const line = (ring: Ring, left: number, right: number): string => {
    const n = Math.min(SHOWN, ring.length);
    let d = '';
    for (let i = 0; i < n; i++) {
      const v = at(ring, ring.length - n + i);
      // The newest number stands at the right edge; a young series grows in from there.
      const x = right - ((n - 1 - i) / (SHOWN - 1)) * (right - left);
      const y = CHIP_HEIGHT - INSET - heightOf(scale, v) * (CHIP_HEIGHT - 2 * INSET);
      d += `${i ? 'L' : 'M'}${tenths(x)} ${tenths(y)}`;
    }
    return n === 1 ? `${d}h-2` : d;
  };

  const paintChip = (edge: string, { svg, ...marks }: ChipMarks, width: number) => {
    const weight = weights.get(edge);
    const { value, gradient } = session.edge(edge);
    // Nothing to show: no empty box either.
    const blank = weight === undefined && value.length === 0 && gradient.length === 0;
    if ((svg.dataset.blank === '') !== blank) svg.toggleAttribute('data-blank', blank);
    // Where there is no room for both, the number is shown alone.
    const alone = weight !== undefined && width < NUMBER + 24;
    const text = weight === undefined ? '' : formatNumber(weight, 2);
    if (marks.weight.textContent !== text) marks.weight.textContent = text;
    svg.toggleAttribute('data-alone', alone);
    const left = weight === undefined ? INSET : NUMBER;
    marks.value.setAttribute('d', alone ? '' : line(value, left, width - INSET));
    marks.gradient.setAttribute('d', alone ? '' : line(gradient, left, width - INSET));
  };

  const rescale = () => {
    let smallest = Number.POSITIVE_INFINITY;
    let largest = 0;
    for (const [low, high] of ranges.values()) {
      smallest = Math.min(smallest, low);
      largest = Math.max(largest, high);
    }
    for (const edge of chips.keys()) {
      const { value, gradient } = session.edge(edge);
      for (const v of [last(value), last(gradient)]) {
        if (v === undefined || !(v > 0) || !Number.isFinite(v)) continue;
        if (v < smallest) smallest = v;
        if (v > largest) largest = v;
      }
    }
    // After Reset nothing is on the wires that the last run's scale would be for.
    const next = largest > 0 ? follow(scale, smallest, largest) : REST;
    if (next === scale) return;
    scale = next;
    for (const callback of onScale) callback();
  };

  /** Whether a chip shows what there is; frames come more often than numbers of edges. */
  const shows = (chip: Chip, { value, gradient }: { value: Ring; gradient: Ring }) =>
    chip.value === value.head && chip.gradient === gradient.head && chip.scale === scale;

  const paint = (all: boolean) => {
    styleWires();
    if (far) return;
    rescale();
    for (const [edge, chip] of chips) {
      const rings = session.edge(edge);
      if (!all && rings.value.length > 0 && shows(chip, rings)) continue;
      chip.value = rings.value.head;
      chip.gradient = rings.gradient.head;
      chip.scale = scale;
      paintChip(edge, chip.marks, chip.width);
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
    attach(edge, marks, width) {
      chips.set(edge, { marks, width });
      repaint();
      return () => {
        if (chips.get(edge)?.marks === marks) chips.delete(edge);
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
