/** Boxes on a plane: whether two meet, and many of them by a coarse grid, so that asking is quick. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Whether two boxes come closer to each other than the gap. */
export const meets = (a: Box, b: Box, gap = 0): boolean =>
  a.x < b.x + b.width + gap &&
  b.x < a.x + a.width + gap &&
  a.y < b.y + b.height + gap &&
  b.y < a.y + a.height + gap;

export const contains = (outer: Box, inner: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/** The smallest box around all of them; there is at least one. */
export function hull(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((b) => b.x));
  const y = Math.min(...boxes.map((b) => b.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((b) => b.x + b.width)) - x,
    height: Math.max(...boxes.map((b) => b.y + b.height)) - y,
  };
}

const CELL = 128;

/** Boxes by the cells of a grid that they touch. */
export class Boxes<B extends Box = Box> {
  readonly #cells = new Map<string, B[]>();

  constructor(boxes: Iterable<B> = []) {
    for (const box of boxes) this.add(box);
  }

  *#keys(r: Box, gap: number) {
    for (let i = Math.floor((r.x - gap) / CELL); i <= Math.floor((r.x + r.width + gap) / CELL); i++)
      for (
        let j = Math.floor((r.y - gap) / CELL);
        j <= Math.floor((r.y + r.height + gap) / CELL);
        j++
      )
        yield `${i},${j}`;
  }

  add(r: B): void {
    for (const key of this.#keys(r, 0)) {
      const list = this.#cells.get(key);
      if (list) list.push(r);
      else this.#cells.set(key, [r]);
    }
  }

  /** Takes back one that was added. */
  remove(r: B): void {
    for (const key of this.#keys(r, 0)) {
      const left = this.#cells.get(key)?.filter((other) => other !== r);
      if (left?.length) this.#cells.set(key, left);
      else this.#cells.delete(key);
    }
  }

  /** Those that meet a box; one that lies in several cells comes once for each. */
  *within(r: Box): Generator<B> {
    for (const key of this.#keys(r, 0))
      for (const other of this.#cells.get(key) ?? []) if (meets(r, other)) yield other;
  }

  /** Whether no box is nearer than the gap. */
  free(r: Box, gap: number): boolean {
    for (const key of this.#keys(r, gap))
      if (this.#cells.get(key)?.some((other) => meets(r, other, gap))) return false;
    return true;
  }
}
