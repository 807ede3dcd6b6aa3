/** The small map of a large document, whose cards have no elements: one path for each colour. */

import { Panel, useReactFlow, useStore } from '@xyflow/react';
import { type PointerEvent, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Box } from '../../base/boxes.ts';
import { FAMILIES } from '../../catalog/kind.ts';
import { boxAt, TONE } from '../../charts/sketch.ts';
import { over } from '../kit/over.ts';
import classes from './canvas.module.css';
import type { Scene } from './scene.ts';
import { boundsOf } from './seeing.ts';

/** As large as React Flow's own. */
const [WIDTH, HEIGHT] = [200, 150];
const AROUND = 0.05;

const rectangle = ({ x, y, width, height }: Box) => `M${x} ${y}h${width}v${height}h${-width}z`;

/** Both, with a little room, in the form of the map. */
function frame(a: Box, b: Box): Box {
  const [left, top] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const width = Math.max(a.x + a.width, b.x + b.width) - left;
  const height = Math.max(a.y + a.height, b.y + b.height) - top;
  const scale = (1 + 2 * AROUND) * Math.max(width / WIDTH, height / HEIGHT);
  return {
    x: left - (WIDTH * scale - width) / 2,
    y: top - (HEIGHT * scale - height) / 2,
    width: WIDTH * scale,
    height: HEIGHT * scale,
  };
}

export function Overview({ scene }: { scene: Scene }) {
  const { t } = useTranslation();
  const flow = useReactFlow();
  const [x, y, zoom] = useStore((s) => s.transform);
  const width = useStore((s) => s.width);
  const height = useStore((s) => s.height);
  const view = { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
  const { boxes, tones } = scene;
  const paths = useMemo(() => {
    const each: string[][] = [...FAMILIES, 'note'].map(() => []);
    for (let i = 0; i < tones.length; i++)
      each[tones[i]! & TONE.family]?.push(rectangle(boxAt(boxes, i)));
    return each.map((parts) => parts.join(''));
  }, [boxes, tones]);
  const all = frame(boundsOf(scene) ?? view, view);
  const go = (event: PointerEvent<SVGSVGElement>) => {
    if (event.buttons === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    void flow.setCenter(
      all.x + ((event.clientX - box.left) / box.width) * all.width,
      all.y + ((event.clientY - box.top) / box.height) * all.height,
      { zoom: flow.getZoom() },
    );
  };
  return (
    <Panel position="bottom-right" className={classes.minimap} {...over}>
      <svg
        role="img"
        aria-label={t('canvas.minimap')}
        width={WIDTH}
        height={HEIGHT}
        viewBox={`${all.x} ${all.y} ${all.width} ${all.height}`}
        className={classes.overview}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          go(event);
        }}
        onPointerMove={go}
      >
        {paths.map((d, i) => {
          const family = FAMILIES[i];
          const fill = family ? `var(--family-${family})` : 'var(--line)';
          return <path key={family ?? 'note'} d={d} style={{ fill }} />;
        })}
        <path className={classes.unseen} fillRule="evenodd" d={rectangle(all) + rectangle(view)} />
      </svg>
    </Panel>
  );
}
