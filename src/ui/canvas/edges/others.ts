/** The wires that run where something of one is to stand: upon another one it would be read as that one's. */
import { type Box, Boxes } from '../../../base/boxes.ts';
import type { Point } from '../../../document/records.ts';
import { type Ends, pointAt } from '../../../placement/curve.ts';
import { enters } from '../../../placement/route.ts';

/** Pieces for which a curve is taken. */
const PIECES = 24;
/** To be nearer to another wire than to its own is so much worse than to be crossed by one. */
const TAKEN_FOR = 4;

interface Piece extends Box {
  readonly id: string;
  readonly a: Point;
  readonly b: Point;
}

function* piecesOf(id: string, ends: Ends): Generator<Piece> {
  const points =
    ends.via ?? Array.from({ length: PIECES + 1 }, (_, k) => pointAt(ends, k / PIECES));
  for (let k = 1; k < points.length; k++) {
    const [a, b] = [points[k - 1]!, points[k]!];
    const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
    // A level one has no height, and meets what it runs through all the same.
    const [width, height] = [Math.abs(a.x - b.x) || 1, Math.abs(a.y - b.y) || 1];
    yield { id, a, b, x, y, width, height };
  }
}

/** How far a point is from a straight piece. */
function apart({ x, y }: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const square = dx * dx + dy * dy;
  const t = square && Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / square));
  return Math.hypot(x - a.x - t * dx, y - a.y - t * dy);
}

export class Others {
  readonly #pieces = new Boxes<Piece>();

  constructor(wires: Iterable<{ readonly id: string; readonly ends: Ends }>) {
    for (const { id, ends } of wires)
      for (const piece of piecesOf(id, ends)) this.#pieces.add(piece);
  }

  /**
   * How much of what stands there is another wire's rather than its own: 0 where no other runs through it,
   * below 1 where its own is nearest to its middle; more, the nearer another one comes and the farther its own is.
   * @param away of its middle from its own wire
   */
  claim(id: string, box: Box, away: number): number {
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const most = Math.hypot(box.width, box.height) / 2;
    let nearest = most;
    let through = false;
    for (const piece of this.#pieces.within(box)) {
      if (piece.id === id || !enters(piece.a, piece.b, box)) continue;
      through = true;
      nearest = Math.min(nearest, apart(middle, piece.a, piece.b));
    }
    if (!through) return 0;
    const farther = (away - nearest) / most;
    return farther < 0 ? 0.5 + farther / 2 : TAKEN_FOR + farther;
  }
}
