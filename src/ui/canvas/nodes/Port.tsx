/** One port: a dot at the card's edge, named when pointed at. While a wire is in the air it tells by
 * its look whether that wire fits; the reason why not is said by the canvas (Refusal). */
import { Handle, Position } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useView } from '../parts.tsx';
import { portKey } from '../view.ts';
import type { PortPlace } from './layout.ts';
import classes from './nodes.module.css';

interface Props {
  readonly node: string;
  readonly title: string;
  readonly place: PortPlace;
}

export const Port = memo(function Port({ node, title, place }: Props) {
  const { t } = useTranslation();
  const { name, side, y } = place;
  const fit = useView(({ wiring, answers }) => {
    if (!wiring) return undefined;
    if (wiring.node === node && wiring.side === side && wiring.port === name) return 'from';
    const answer = answers.get(portKey({ node, side, port: name }));
    return answer === undefined ? 'other' : answer.refusal ? 'refuses' : 'fits';
  });
  return (
    <Handle
      id={name}
      type={side === 'in' ? 'target' : 'source'}
      position={side === 'in' ? Position.Left : Position.Right}
      style={{ top: y }}
      className={classes.port}
      data-fit={fit}
      role="img"
      aria-label={t(side === 'in' ? 'nodes.inputOf' : 'nodes.outputOf', { port: name, title })}
    >
      <span className={classes.portName} data-side={side}>
        {name}
      </span>
    </Handle>
  );
});
