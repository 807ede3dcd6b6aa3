/** Where the number that is asked for will stand: a question mark on its wire, or on the corner of its card. */
import { useStore, ViewportPortal } from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import { pointAt } from '../../placement/curve.ts';
import { useApp } from '../kit/store.tsx';
import classes from './canvas.module.css';
import { useParts } from './parts.tsx';

export function Asked() {
  const { t } = useTranslation();
  const { wires } = useParts();
  const asked = useApp((s) => s.asked);
  const card = useStore((s) => s.nodeLookup.get(asked?.move.node ?? ''));
  const scale = useStore((s) => Math.max(1, 1 / s.transform[2]));
  if (!asked || !card) return null;
  const { of } = asked.equation;
  const wire = of.of === 'wire' && of.gradient ? wires.all.get(of.name) : undefined;
  // What is on the wire already stands in its middle.
  const { x, y } = card.internals.positionAbsolute;
  const at = wire ? pointAt(wire.ends, 0.3) : { x, y };
  return (
    <ViewportPortal>
      <span
        className={classes.asked}
        role="img"
        aria-label={t('canvas.asked')}
        data-phase={asked.move.phase}
        style={{
          transform: `translate(${at.x}px, ${at.y}px) translate(-50%, -50%) scale(${scale})`,
        }}
      >
        ?
      </span>
    </ViewportPortal>
  );
}
