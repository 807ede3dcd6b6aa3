/** The full chart of the wire that the pointer rests on; gone when it moves on. */

import { EdgeChart } from '../../plot/EdgeChart.tsx';
import { useView } from '../parts.tsx';
import classes from './charts.module.css';

const [WIDTH, HEIGHT] = [320, 320];

export function HoverChart() {
  const hovered = useView((v) => v.hovered);
  if (!hovered) return null;
  const { x, y } = hovered.screen;
  const below = y + HEIGHT < window.innerHeight;
  return (
    <div
      className={classes.hover}
      style={{
        left: Math.max(8, Math.min(x - WIDTH / 2, window.innerWidth - WIDTH - 8)),
        ...(below ? { top: y } : { bottom: window.innerHeight - y + 40 }),
      }}
    >
      <EdgeChart edge={hovered.edge} />
    </div>
  );
}
