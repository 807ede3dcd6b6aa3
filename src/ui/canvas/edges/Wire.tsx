/**
 * One wire: its line, and while stepping the pulse that runs along it. Width and colour follow the
 * gradient and are written by the painter, not by React; its chart is placed by Chips.
 */
import { EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { type CSSProperties, memo, useLayoutEffect, useRef } from 'react';
import { pointAt, wirePath } from '../../../placement/curve.ts';
import { ungradedBy } from '../../kit/kept.ts';
import { shapeText } from '../../kit/shape.ts';
import { useApp } from '../../kit/store.tsx';
import { marked } from '../../stepping/pointing.ts';
import type { FlowEdge } from '../flow.ts';
import { useParts, useView } from '../parts.tsx';
import { beatOf, turnOf } from './beat.ts';
import classes from './edges.module.css';
import { flowAlong, pulseOf } from './pulse.ts';

function ShapeLabel({
  source,
  port,
  x,
  y,
}: {
  source: string;
  port: string;
  x: number;
  y: number;
}) {
  const text = useApp((s) => {
    const c = s.compiled?.compilation;
    return c ? shapeText(c.shapes, c.batch, `${source}.${port}`) : '';
  });
  if (!text) return null;
  return (
    <EdgeLabelRenderer>
      <span
        className={classes.shape}
        style={{ transform: `translate(${x}px, ${y}px) translate(-50%, -100%)` }}
      >
        {text}
      </span>
    </EdgeLabelRenderer>
  );
}

/** The step of a run that goes slowly: its values on, and their gradients back. */
function Beat({ d, turn, bare }: { d: string; turn: string; bare: boolean }) {
  const [at, long] = turn.split(' ');
  const style = { '--at': at, '--long': long } as CSSProperties;
  return (
    <>
      <path className={classes.beat} d={d} pathLength={1} data-flow="forward" style={style} />
      {!bare && (
        <path className={classes.beat} d={d} pathLength={1} data-flow="backward" style={style} />
      )}
    </>
  );
}

export const Wire = memo(function Wire(props: EdgeProps<FlowEdge>) {
  const { id, source, target, sourceHandleId, selected } = props;
  const { wires } = useParts();
  const ref = useRef<SVGPathElement>(null);
  const ends = {
    sx: props.sourceX,
    sy: props.sourceY,
    tx: props.targetX,
    ty: props.targetY,
    via: props.data?.via,
  };
  const { sx, sy, tx, ty, via } = ends;
  const path = wirePath(ends);
  const ungraded = useApp((s) => ungradedBy(s.compiled?.compilation, id));
  const flow = useApp((s) => flowAlong(s.cursor, source, target, ungraded !== undefined));
  const pulse = useApp((s) => flow && s.cursor && pulseOf(s.cursor));
  const turn = useApp((s) =>
    beatOf(s) === undefined ? undefined : turnOf(s.document, source, target),
  );
  const labelled = useView((v) => v.wiring !== undefined) || selected;

  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    wires.put({ id, ends: { sx, sy, tx, ty, via }, path: element });
  }, [wires, id, sx, sy, tx, ty, via]);
  useLayoutEffect(() => {
    const element = ref.current;
    return () => {
      if (element) wires.drop(id, element);
    };
  }, [wires, id]);

  const label = pointAt(ends, 0.5);
  const mark = marked('wire', id);
  return (
    <>
      <path
        ref={ref}
        className={classes.wire}
        d={path}
        data-selected={selected || undefined}
        data-target={ungraded === 'target' || undefined}
        {...mark}
      />
      <path
        {...mark}
        className="react-flow__edge-interaction"
        d={path}
        fill="none"
        strokeOpacity={0}
        strokeWidth={18}
      />
      {flow && <path className={classes.lit} d={path} data-flow={flow} />}
      {pulse && (
        <path key={pulse} className={classes.pulse} d={path} pathLength={1} data-flow={flow} />
      )}
      {turn && <Beat d={path} turn={turn} bare={ungraded !== undefined} />}
      {labelled && (
        <ShapeLabel source={source} port={sourceHandleId ?? ''} x={label.x} y={label.y - 18} />
      )}
    </>
  );
});
