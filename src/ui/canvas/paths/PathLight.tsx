/**
 * The path that is lit: its wires and cards stand out, the rest is faint, and on each card stands the local
 * derivative that it brings to the product. Marks are written outside React.
 */
import { useStore, ViewportPortal } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { formatNumber } from '../../../tensor/format.ts';
import { useApp, useAppStore } from '../../kit/store.tsx';
import classes from './paths.module.css';

const useLit = () =>
  useApp((s) =>
    s.pathSum?.lit === undefined ? undefined : s.pathSum.sum?.listed?.[s.pathSum.lit],
  );

export function PathLight() {
  const lit = useLit();
  const app = useAppStore();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const canvas = root.current?.closest('.react-flow');
    if (!canvas || !lit) return;
    const start = app.getState().pathSum?.of.edge;
    const nodes = new Set(lit.steps.map((s) => s.node));
    const edges = new Set(lit.steps.map((s) => s.edge));
    if (start !== undefined) edges.add(start);
    const marks = [
      ...[...canvas.querySelectorAll('.react-flow__node')].filter((e) =>
        nodes.has(e.getAttribute('data-id') ?? ''),
      ),
      ...[...canvas.querySelectorAll('.react-flow__edge')].filter((e) =>
        edges.has(e.getAttribute('data-id') ?? ''),
      ),
    ];
    canvas.setAttribute('data-path', '');
    for (const mark of marks) mark.setAttribute('data-on-path', '');
    return () => {
      canvas.removeAttribute('data-path');
      for (const mark of marks) mark.removeAttribute('data-on-path');
    };
  }, [app, lit]);
  return (
    <div ref={root} className={classes.root} hidden>
      {lit && (
        <ViewportPortal>
          {lit.steps.map(({ node, factor }) => (
            <Factor key={node} node={node} factor={factor} />
          ))}
        </ViewportPortal>
      )}
    </div>
  );
}

/** As large as on the screen, where the canvas is drawn smaller. */
function Factor({ node, factor }: { node: string; factor: number }) {
  const scale = useStore((s) => Math.max(1, 1 / s.transform[2]));
  const x = useStore((s) => {
    const found = s.nodeLookup.get(node);
    return found && found.internals.positionAbsolute.x + (found.width ?? 0) / 2;
  });
  const y = useStore((s) => s.nodeLookup.get(node)?.internals.positionAbsolute.y);
  if (x === undefined || y === undefined) return null;
  return (
    <span
      className={classes.factor}
      style={{ transform: `translate(${x}px, ${y}px) translate(-50%, -60%) scale(${scale})` }}
    >
      × {formatNumber(factor)}
    </span>
  );
}
