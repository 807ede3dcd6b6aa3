/** The cost over the only weight, and each run as a path that hops on it, step by step. */
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { extent, padded } from '../../charts/extent.ts';
import { fromZero, scaleOf } from '../../charts/plane.ts';
import { labelled, ticks } from '../../charts/ticks.ts';
import type { Landscape } from '../../sweep/landscape.ts';
import { useBox } from '../kit/useBox.ts';
import { useShade } from '../kit/useShade.ts';
import { colourOf } from './colours.ts';
import type { Shown } from './shown.ts';
import classes from './sweep.module.css';

const ROOM = { left: 40, right: 8, top: 6, bottom: 22 } as const;
/** Radius of where a run begins, and of each later place. */
const [FIRST, LATER] = [4, 2.5];

/** Who flies off is drawn to the first place beyond the picture: numbers of 40 digits are no places. */
const FAR = 1e4;

export function LandscapePlot({
  swept,
  pointed,
  landscape: { weight, trails, floor },
}: Shown & { readonly landscape: Landscape }) {
  const { t } = useTranslation();
  const shade = useShade();
  const clip = useId();
  const area = useRef<HTMLDivElement>(null);
  const { width, height } = useBox(area);
  const count = swept.plan.configurations.length;
  const x = extent(floor.map((p) => p.value));
  const most = fromZero(...extent(floor.map((p) => p.cost)), 3);
  const y = padded(most, 0.04);
  const [left, right, top, bottom] = [
    ROOM.left,
    width - ROOM.right,
    ROOM.top,
    height - ROOM.bottom,
  ];
  const toX = scaleOf({ domain: x, ticks: [] }, left, right);
  const toY = scaleOf({ domain: y, ticks: [] }, bottom, top);
  const isNear = (p: { value: number; cost: number }) =>
    Math.abs(toX(p.value)) < FAR && Math.abs(toY(p.cost)) < FAR;
  const inSight = (trail: Landscape['trails'][number]) => {
    const beyond = trail.findIndex((p) => !isNear(p));
    return beyond < 0 ? trail : trail.slice(0, beyond);
  };
  const at = (p: { value: number; cost: number }) =>
    `${toX(p.value).toFixed(1)} ${toY(p.cost).toFixed(1)}`;
  const through = (points: readonly { value: number; cost: number }[]) =>
    points.length ? `M${points.map(at).join('L')}` : '';
  return (
    <figure className={classes.picture}>
      <figcaption className={classes.caption}>
        <b>{t('sweep.landscape.title')}</b>
      </figcaption>
      <div
        ref={area}
        className={classes.plot}
        role="img"
        aria-label={t('sweep.landscape', { weight })}
      >
        {right > left && bottom > top && (
          <svg width={width} height={height} aria-hidden="true">
            <clipPath id={clip}>
              <rect x={left} y={0} width={right - left} height={bottom} />
            </clipPath>
            <g className={classes.axes}>
              {labelled(ticks(most, 3)).map((tick) => (
                <g key={tick.at} transform={`translate(0 ${toY(tick.at)})`}>
                  <line x1={left} x2={right} />
                  <text x={left - 6} dy="0.35em" textAnchor="end">
                    {tick.text}
                  </text>
                </g>
              ))}
              {labelled(ticks(x, 5)).map((tick) => (
                <text key={tick.at} x={toX(tick.at)} y={height - 6} textAnchor="middle">
                  {tick.text}
                </text>
              ))}
            </g>
            <g clipPath={`url(#${clip})`}>
              <path className={classes.floor} d={through(floor)} />
              {trails.map((whole, i) => {
                const trail = inSight(whole);
                const colour = colourOf(i, count, shade);
                const isFaint = pointed !== undefined && pointed !== i;
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the runs of the combinations, in their order
                  <g key={i} data-trail={i} opacity={isFaint ? 0.25 : 1}>
                    <path d={through(trail)} className={classes.trail} stroke={colour} />
                    {trail.map((p, k) => (
                      <circle
                        // biome-ignore lint/suspicious/noArrayIndexKey: step by step
                        key={k}
                        cx={toX(p.value)}
                        cy={toY(p.cost)}
                        r={k === 0 ? FIRST : LATER}
                        fill={colour}
                      />
                    ))}
                  </g>
                );
              })}
            </g>
          </svg>
        )}
      </div>
    </figure>
  );
}
