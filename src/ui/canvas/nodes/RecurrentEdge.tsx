/**
 * The edge from a recurrent layer to itself: an arrow over the card, on it a chart with one place for
 * each time step: the size of the state in the cool hue, of its gradient in the warm one. How the
 * gradient fades (or grows) towards the first step is what decides how far back a layer can learn.
 */

import { memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CARD_WIDTH, LOOP_HEIGHT } from '../../../catalog/card.ts';
import { useApp } from '../../kit/store.tsx';
import { prepare } from '../../kit/useCanvas.ts';
import { useShade } from '../../kit/useShade.ts';
import { lastLayer, paintSteps, rangeOf, type Steps } from '../../plot/steps.ts';
import { useParts } from '../parts.tsx';
import classes from './nodes.module.css';

const WIDTH = 104;
const HEIGHT = 30;
/** Where the arrow leaves and enters the card, from its edges. */
const INSET = 16;

interface Props {
  readonly node: string;
  readonly title: string;
  /** The state that is shown, without the number of its layer: the last layer is the one. */
  readonly state: string;
}

export const RecurrentEdge = memo(function RecurrentEdge({ node, title, state }: Props) {
  const { t } = useTranslation();
  const { poller, painter } = useParts();
  const ref = useRef<HTMLCanvasElement>(null);
  const shade = useShade();
  const lit = useApp((s) => (s.cursor?.move?.node === node ? s.cursor.move.phase : undefined));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes the colours
  useEffect(() => {
    let steps: Steps = {};
    const paint = () => {
      const canvas = ref.current;
      const pen = canvas && prepare(canvas, WIDTH, HEIGHT);
      if (!pen) return;
      // Nothing to show: no empty box either.
      canvas.toggleAttribute('data-blank', !steps.value?.length && !steps.gradient?.length);
      paintSteps(pen, { width: WIDTH, height: HEIGHT }, steps, painter.scale());
    };
    const stop = [
      poller.subscribe(node, (seen) => {
        steps = lastLayer(seen.steps, state) ?? {};
        painter.setRange(node, rangeOf(steps));
        paint();
      }),
      painter.onScale(paint),
    ];
    paint();
    return () => {
      for (const end of stop) end();
      painter.setRange(node, undefined);
    };
  }, [poller, painter, node, state, shade]);
  const right = CARD_WIDTH - INSET;
  const top = LOOP_HEIGHT - HEIGHT / 2 - 8;
  const back = `M${right},${LOOP_HEIGHT} C${right},${LOOP_HEIGHT - top} ${right},${LOOP_HEIGHT - top} ${CARD_WIDTH / 2 + WIDTH / 2},${LOOP_HEIGHT - top}`;
  const enter = `M${CARD_WIDTH / 2 - WIDTH / 2},${LOOP_HEIGHT - top} C${INSET},${LOOP_HEIGHT - top} ${INSET},${LOOP_HEIGHT - top} ${INSET},${LOOP_HEIGHT - 6}`;
  return (
    <div
      className={classes.recurrent}
      style={{ height: LOOP_HEIGHT, top: -LOOP_HEIGHT }}
      data-phase={lit}
    >
      <svg width={CARD_WIDTH} height={LOOP_HEIGHT} aria-hidden>
        {/* Below the chart, and all there is while nothing is to be shown. */}
        <path d={`M${(CARD_WIDTH - WIDTH) / 2},${LOOP_HEIGHT - top}h${WIDTH}`} />
        <path d={back} />
        <path d={enter} />
        <path
          className={classes.recurrentTip}
          d={`M${INSET - 4.5},${LOOP_HEIGHT - 8} h9 L${INSET},${LOOP_HEIGHT} Z`}
        />
      </svg>
      <canvas
        ref={ref}
        role="img"
        aria-label={t('nodes.recurrent', { node: title })}
        title={t('nodes.recurrentWhy')}
        style={{ width: WIDTH, height: HEIGHT, top: LOOP_HEIGHT - top - HEIGHT / 2 }}
      />
    </div>
  );
});
