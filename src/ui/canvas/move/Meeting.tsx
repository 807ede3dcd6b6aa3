/** Where the gradients of several wires meet: ⊕ at the port from which they go out; their terms lie on the wires. */
import { EdgeLabelRenderer } from '@xyflow/react';
import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { marked } from '../../stepping/pointing.ts';
import { useParts } from '../parts.tsx';
import classes from './move.module.css';

/** From the middle of the port, in pixels of the canvas. */
const BESIDE = 10;

export function Meeting({
  port,
  edges,
}: {
  readonly port: string;
  readonly edges: readonly string[];
}) {
  const { t } = useTranslation();
  const { wires } = useParts();
  const sign = useRef<HTMLSpanElement>(null);
  const first = edges[0] ?? '';
  useLayoutEffect(() => {
    const put = () => {
      const ends = wires.all.get(first)?.ends;
      if (!sign.current) return;
      sign.current.hidden = ends === undefined;
      if (ends) sign.current.style.translate = `${ends.sx + BESIDE}px ${ends.sy}px`;
    };
    put();
    return wires.onChange(put);
  }, [wires, first]);
  return (
    <EdgeLabelRenderer>
      <span
        ref={sign}
        className={classes.meeting}
        role="img"
        aria-label={t('move.meet', { count: edges.length })}
        {...marked('output', port)}
      >
        ⊕
      </span>
    </EdgeLabelRenderer>
  );
}
