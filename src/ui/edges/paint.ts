/**
 * Paints everything on wires that moves with the numbers: the chips' two lines, the width of each
 * wire and, zoomed out, its colour. Fed by the session's rings, once a frame, outside React; a style
 * or a pixel is written only when it changes.
 */
import { at, last, type Ring } from '../../base/ring.ts';
import { strength } from '../../charts/strength.ts';
import type { Session } from '../../session/session.ts';
import { formatNumber } from '../../tensor/format.ts';
import { CHIP_HEIGHT } from './place.ts';
import { follow, heightOf, type LogScale, REST } from './scale.ts';
import { tokens } from './tokens.ts';
import type { Wires } from './wires.ts';

export interface Painter {
  start(): () => void;
  /** Puts a chip's canvas under care; gives the function that ends it. */
  attach(edge: string, canvas: HTMLCanvasElement, width: number): () => void;
  /** The weight that a neuron's wire carries; nothing where it carries none or several. */
  setWeight(edge: string, weight: number | undefined): void;
  /** Other charts on this scale, by name: the smallest and the largest number in them. */
  setRange(chart: string, range: readonly [number, number] | undefined): void;
  /** Zoomed out, colour takes over from charts. */
  setFar(far: boolean): void;
  /** Sharper canvases when zoomed in. */
  setZoom(zoom: number): void;
  repaint(): void;
  scale(): LogScale;
  onScale(callback: () => void): () => void;
}

/** How many of the last frames a chip shows. */
const SHOWN = 60;
const INSET = 4;
/** Room for a weight's number at the left of a chip. */
const NUMBER = 38;

export function createPainter(session: Session, wires: Wires): Painter {
  const chips = new Map<string, { canvas: HTMLCanvasElement; width: number }>();
  const weights = new Map<string, number>();
  const ranges = new Map<string, readonly [number, number]>();
  const styled = new WeakMap<SVGPathElement, string>();
  const onScale = new Set<() => void>();
  let scale = REST;
  let far = false;
  let zoom = 1;
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
      path.style.strokeWidth = `${(far ? 2 : 1.25) + (grade / 10) * 3}px`;
      if (far && gradient !== undefined)
        path.style.setProperty(
          '--stroke',
          `color-mix(in oklab, var(--grad) ${grade * 10}%, var(--line-strong))`,
        );
      else path.style.removeProperty('--stroke');
    }
  };

  const line = (
    pen: CanvasRenderingContext2D,
    ring: Ring,
    colour: string,
    left: number,
    width: number,
  ) => {
    const n = Math.min(SHOWN, ring.length);
    if (n === 0) return;
    pen.strokeStyle = colour;
    pen.beginPath();
    for (let i = 0; i < n; i++) {
      const v = at(ring, ring.length - n + i);
      // The newest number stands at the right edge; a young series grows in from there.
      const x = left + width * (1 - (n - 1 - i) / (SHOWN - 1));
      const y = CHIP_HEIGHT - INSET - heightOf(scale, v) * (CHIP_HEIGHT - 2 * INSET);
      if (i === 0) pen.moveTo(n === 1 ? x - 2 : x, y);
      if (i > 0 || n === 1) pen.lineTo(x, y);
    }
    pen.stroke();
  };

  const paintChip = (edge: string, canvas: HTMLCanvasElement, width: number) => {
    const sharp = Math.min(3, (window.devicePixelRatio || 1) * Math.max(1, Math.ceil(zoom)));
    const [w, h] = [Math.round(width * sharp), Math.round(CHIP_HEIGHT * sharp)];
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
    }
    const pen = canvas.getContext('2d');
    if (!pen) return;
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    pen.clearRect(0, 0, width, CHIP_HEIGHT);
    const ink = tokens();
    const weight = weights.get(edge);
    const { value, gradient } = session.edge(edge);
    // Nothing to show: no empty box either.
    const blank = weight === undefined && value.length === 0 && gradient.length === 0;
    if ((canvas.dataset.blank === '') !== blank) canvas.toggleAttribute('data-blank', blank);
    if (blank) return;
    let left = INSET;
    if (weight !== undefined) {
      const alone = width < NUMBER + 24;
      pen.fillStyle = ink.weight;
      pen.font = `600 11px ${ink.font}`;
      pen.fontKerning = 'none';
      pen.textBaseline = 'middle';
      pen.textAlign = alone ? 'center' : 'left';
      pen.fillText(formatNumber(weight, 2), alone ? width / 2 : 5, CHIP_HEIGHT / 2 + 0.5);
      if (alone) return;
      left = NUMBER;
    }
    pen.lineWidth = 1.5;
    pen.lineJoin = 'round';
    line(pen, value, ink.value, left, width - left - INSET);
    line(pen, gradient, ink.grad, left, width - left - INSET);
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
    const next = follow(scale, smallest, largest);
    if (next === scale) return;
    scale = next;
    for (const callback of onScale) callback();
  };

  const paint = () => {
    styleWires();
    if (far) return;
    rescale();
    for (const [edge, { canvas, width }] of chips) paintChip(edge, canvas, width);
  };
  const repaint = () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      paint();
    });
  };

  return {
    start() {
      const stop = [session.onPaint(paint), wires.onChange(repaint)];
      const theme = new MutationObserver(repaint);
      theme.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] });
      return () => {
        for (const end of stop) end();
        theme.disconnect();
        cancelAnimationFrame(asked);
        asked = 0;
      };
    },
    attach(edge, canvas, width) {
      chips.set(edge, { canvas, width });
      repaint();
      return () => {
        if (chips.get(edge)?.canvas === canvas) chips.delete(edge);
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
    setZoom(next) {
      if (Math.ceil(zoom) !== Math.ceil(next)) repaint();
      zoom = next;
    },
    repaint,
    scale: () => scale,
    onScale(callback) {
      onScale.add(callback);
      return () => onScale.delete(callback);
    },
  };
}
