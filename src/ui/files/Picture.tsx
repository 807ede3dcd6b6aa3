/** A small picture of a graph: its nodes and wires from their places, nothing else. */
import { hull } from '../../base/boxes.ts';
import { cardSize, isRound } from '../../catalog/card.ts';
import { kindOf } from '../../catalog/index.ts';
import type { Document } from '../../document/records.ts';
import { wirePath } from '../../placement/curve.ts';
import { waysOf } from '../../placement/ways.ts';
import classes from './files.module.css';

/** The room for one. */
/** Around the cards, in pixels of the canvas. */
const EDGE = 60;

export const NoPicture = () => <svg className={classes.picture} aria-hidden="true" />;

export function Picture({ document }: { document: Document }) {
  const boxes = Object.values(document.nodes).map((n) => ({
    ...n,
    ...n.position,
    ...cardSize(n),
    round: isRound(kindOf(n.kind)),
  }));
  if (boxes.length === 0) return <NoPicture />;
  const { x, y, width, height } = hull(boxes);
  const ways = waysOf(document);
  return (
    <svg
      className={classes.picture}
      viewBox={`${x - EDGE} ${y - EDGE} ${width + 2 * EDGE} ${height + 2 * EDGE}`}
      preserveAspectRatio="xMidYMid meet"
      aria-hidden="true"
    >
      {[...ways].map(([id, ends]) => (
        <path
          key={id}
          d={wirePath(ends)}
          fill="none"
          stroke="var(--line-strong)"
          strokeWidth={1.5}
          vectorEffect="non-scaling-stroke"
        />
      ))}
      {boxes.map((b) => (
        <rect
          key={b.id}
          x={b.x}
          y={b.y}
          width={b.width}
          height={b.height}
          rx={b.round ? b.height / 2 : 16}
          fill="var(--panel)"
          stroke={`var(--family-${kindOf(b.kind)?.family ?? 'shaping'})`}
          strokeWidth={2}
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}
