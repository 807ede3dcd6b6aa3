/** Rows and columns: aligning and distributing what is selected. */
import { own } from '../base/own.ts';
import { move } from './nodes.ts';
import type { Patch } from './patch.ts';
import type { Document, Point } from './records.ts';

export type Arrangement =
  | 'left'
  | 'centre'
  | 'right'
  | 'top'
  | 'middle'
  | 'bottom'
  | 'distribute-x'
  | 'distribute-y';

/** Extents of cards as the canvas measured them: the document holds none. */
export type Sizes = Readonly<Record<string, { readonly width: number; readonly height: number }>>;

interface Box extends Point {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** `ids` are nodes and notes. Without measured sizes all nodes count as equally large. */
export function align(
  document: Document,
  ids: readonly string[],
  how: Arrangement,
  sizes: Sizes = {},
): Patch {
  const boxes = ids.flatMap((id): Box[] => {
    const record = own(document.nodes, id) ?? own(document.notes, id);
    if (!record) return [];
    const extent = own(sizes, id) ?? own(document.notes, id)?.size ?? { width: 0, height: 0 };
    return [{ id, ...record.position, width: extent.width, height: extent.height }];
  });
  if (boxes.length < 2) return {};
  const least = (f: (b: Box) => number) => Math.min(...boxes.map(f));
  const most = (f: (b: Box) => number) => Math.max(...boxes.map(f));
  const xTo = (f: (b: Box) => number) =>
    boxes.map((b): [string, Point] => [b.id, { x: f(b), y: b.y }]);
  const yTo = (f: (b: Box) => number) =>
    boxes.map((b): [string, Point] => [b.id, { x: b.x, y: f(b) }]);
  const right = (b: Box) => b.x + b.width;
  const bottom = (b: Box) => b.y + b.height;
  /** Equal gaps between the outermost two, which stay. */
  const spread = (axis: 'x' | 'y', extent: 'width' | 'height'): [string, Point][] => {
    const row = [...boxes].sort((a, b) => a[axis] - b[axis]);
    const [first, last] = [row[0]!, row.at(-1)!];
    const taken = row.slice(0, -1).reduce((sum, b) => sum + b[extent], 0);
    const gap = (last[axis] - first[axis] - taken) / (row.length - 1);
    let at = first[axis];
    return row.map((b) => {
      const to: Point = axis === 'x' ? { x: at, y: b.y } : { x: b.x, y: at };
      at += b[extent] + gap;
      return [b.id, to];
    });
  };
  const places = (): [string, Point][] => {
    switch (how) {
      case 'left': {
        const x = least((b) => b.x);
        return xTo(() => x);
      }
      case 'right': {
        const x = most(right);
        return xTo((b) => x - b.width);
      }
      case 'centre': {
        const x = (least((b) => b.x) + most(right)) / 2;
        return xTo((b) => x - b.width / 2);
      }
      case 'top': {
        const y = least((b) => b.y);
        return yTo(() => y);
      }
      case 'bottom': {
        const y = most(bottom);
        return yTo((b) => y - b.height);
      }
      case 'middle': {
        const y = (least((b) => b.y) + most(bottom)) / 2;
        return yTo((b) => y - b.height / 2);
      }
      case 'distribute-x':
        return spread('x', 'width');
      case 'distribute-y':
        return spread('y', 'height');
      default:
        return how satisfies never;
    }
  };
  return move(document, Object.fromEntries(places()));
}
