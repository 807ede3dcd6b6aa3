/**
 * The arena over time: one rectangle for each scratch buffer, in the colour of the phase that first
 * writes it. They are painted, for a plan may have thousands; the one that is pointed at is told below.
 */
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanReading } from '../../../workers/engine/protocol.ts';
import type { Phase } from '../../plan/plan.ts';
import { formatBytes, formatCount } from '../../tensor/format.ts';
import { useActions, useApp } from '../kit/store.tsx';
import { useBox } from '../kit/useBox.ts';
import { useShade } from '../kit/useShade.ts';
import { areaOf, at, spanOf } from './area.ts';
import { placeByKey } from './keys.ts';
import { Legend, PHASES } from './Legend.tsx';
import classes from './plan.module.css';
import { useSelected } from './useSelected.ts';

const COLOURS: { readonly [P in Phase]: string } = {
  init: '--ink-faint',
  forward: '--value',
  backward: '--grad',
  update: '--weight',
};
/** Pixels around the pointer within which a thin buffer is found. */
const REACH = 4;

export function Lifetimes({ plan }: { plan: PlanReading }) {
  const { t } = useTranslation();
  const { select } = useActions();
  const nodes = useApp((s) => s.document.nodes);
  const selected = useSelected();
  const shade = useShade();
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = useBox(frame);
  const [pointed, setPointed] = useState<number>();
  const { tenures, steps } = plan;
  const span = spanOf(tenures, steps.length);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the shade is read from the style sheet
  useEffect(() => {
    // A frame later: by then the page has the theme's colours.
    const request = requestAnimationFrame(() => {
      const pen = canvas.current?.getContext('2d');
      if (!canvas.current || !pen || width === 0 || height === 0) return;
      const density = window.devicePixelRatio || 1;
      canvas.current.width = Math.round(width * density);
      canvas.current.height = Math.round(height * density);
      pen.scale(density, density);
      const style = getComputedStyle(canvas.current);
      const colour = (name: string) => style.getPropertyValue(name).trim();
      pen.fillStyle = colour('--line');
      const column = width / (steps.length + 1);
      for (const [i, { node }] of steps.entries())
        if (node && selected.has(node)) pen.fillRect(i * column, 0, Math.max(1, column), height);
      const all = spanOf(tenures, steps.length);
      for (const phase of PHASES) {
        pen.fillStyle = colour(COLOURS[phase]);
        for (const tenure of tenures) {
          if (tenure.phase !== phase) continue;
          const area = areaOf(tenure, all);
          const [w, h] = [area.width * width, area.height * height];
          // A line of paper between neighbours, where there is room for one.
          pen.fillRect(
            area.left * width,
            area.top * height,
            Math.max(1, w > 3 ? w - 1 : w),
            Math.max(1, h > 3 ? h - 1 : h),
          );
        }
      }
    });
    return () => cancelAnimationFrame(request);
  }, [tenures, steps, width, height, selected, shade]);

  const under = (event: PointerEvent): number | undefined => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return undefined;
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    return at(tenures, span, x, y, REACH / box.height);
  };
  const go = (i: number | undefined) => {
    const node = i === undefined ? undefined : steps[tenures[i]?.first ?? -1]?.node;
    if (node && nodes[node]) select({ nodes: [node], edges: [] });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = placeByKey(event, pointed, tenures.length, {
      ArrowRight: 1,
      ArrowDown: 1,
      ArrowLeft: -1,
      ArrowUp: -1,
    });
    if (to === undefined) return;
    setPointed(to);
    if (event.key === 'Enter' || event.key === ' ') go(to);
  };

  if (tenures.length === 0) return <p className={classes.empty}>{t('plan.noScratch')}</p>;
  const tenure = pointed === undefined ? undefined : tenures[pointed];
  const area = tenure && areaOf(tenure, span);
  const told =
    tenure &&
    t(tenure.last >= steps.length ? 'plan.bufferEnd' : 'plan.buffer', {
      name: tenure.name,
      size: formatCount(tenure.size),
      bytes: formatBytes(4 * tenure.size),
      phase: t(`plan.phase.${tenure.phase}`),
      first: tenure.first,
      last: tenure.last,
    });
  return (
    <>
      <div
        role="listbox"
        tabIndex={0}
        className={classes.map}
        ref={frame}
        aria-label={t('plan.map', { count: tenures.length })}
        aria-activedescendant={tenure && `${id}-buffer`}
        onKeyDown={onKeyDown}
        onPointerMove={(e) => setPointed(under(e))}
        onPointerLeave={() => setPointed(undefined)}
        onClick={() => go(pointed)}
      >
        <canvas ref={canvas} />
        {tenure && area && (
          // biome-ignore lint/a11y/useFocusableInteractive: the map has the focus
          <div
            role="option"
            id={`${id}-buffer`}
            className={classes.pointed}
            aria-selected="true"
            aria-label={told}
            aria-setsize={tenures.length}
            aria-posinset={(pointed ?? 0) + 1}
            style={{
              left: `${area.left * 100}%`,
              top: `${area.top * 100}%`,
              width: `${area.width * 100}%`,
              height: `${area.height * 100}%`,
            }}
          />
        )}
      </div>
      <div className={classes.foot}>
        <div className={classes.told}>
          {/* The hint keeps its room, so that the map stays where it is while one points at it. */}
          <span className={classes.soft} data-hidden={told === undefined ? undefined : true}>
            {t('plan.hint', {
              scratch: formatBytes(plan.scratch),
              alive: formatBytes(plan.alive),
            })}
          </span>
          {told !== undefined && <span>{told}</span>}
        </div>
        <Legend has={(phase) => tenures.some((x) => x.phase === phase)} />
      </div>
    </>
  );
}
