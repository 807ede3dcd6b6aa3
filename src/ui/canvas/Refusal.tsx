/** Says, at the port that refuses the wire in the air, why it does. */
import { useConnection, ViewportPortal } from '@xyflow/react';
import { useIssueWords } from '../kit/issues/words.ts';
import classes from './canvas.module.css';
import { useView } from './parts.tsx';
import { portKey } from './view.ts';

export function Refusal() {
  const words = useIssueWords();
  const handle = useConnection((c) => {
    const to = c.inProgress && c.isValid === false ? c.toHandle : null;
    const side = to?.type === 'target' ? 'in' : 'out';
    return to ? portKey({ node: to.nodeId, side, port: to.id ?? '' }) : undefined;
  });
  const place = useConnection((c) => (c.inProgress && c.toHandle && c.toNode ? c.to : null));
  const issue = useView((v) => (handle === undefined ? undefined : v.answers.get(handle)?.refusal));
  if (!issue || !place) return null;
  return (
    <ViewportPortal>
      <div
        className={classes.refusal}
        role="status"
        style={{ transform: `translate(${place.x}px, ${place.y - 14}px) translate(-50%, -100%)` }}
      >
        {words(issue)}
      </div>
    </ViewportPortal>
  );
}
