/**
 * Backward: along each wire into the node, incoming gradient × local derivative = what goes back;
 * and where the output fans out, the terms of the sum over the paths.
 */
import { useTranslation } from 'react-i18next';
import type { Explanation, TensorView as View } from '../../../../workers/engine/protocol.ts';
import { sameShape } from '../../../tensor/shape.ts';
import { Section } from '../../kit/Section.tsx';
import { useEnds } from '../../stepping/ends.ts';
import { TensorView } from '../../tensor/TensorView.tsx';
import type { PickIn } from './picking.ts';
import classes from './stepper.module.css';

interface Props {
  readonly explanation: Explanation;
  readonly pickIn: PickIn;
}

/** The wires into one node often get the same gradient from behind: it is shown once. */
const sameTensor = (a: View, b: View): boolean =>
  sameShape(a.shape, b.shape) && a.data.every((v, i) => Object.is(v, b.data[i]));

export function BackwardTensors({ explanation, pickIn }: Props) {
  const { t } = useTranslation();
  const ends = useEnds();
  const { chain, fan } = explanation;
  return (
    <>
      {fan.map((f) => (
        <Section key={f.port} title={t('stepper.fan')} aside={f.port}>
          <p className={classes.faint}>{t('stepper.fanText', { count: f.edges.length })}</p>
          {f.terms.map((term, i) => {
            const edge = f.edges[i] ?? '';
            const title = t('stepper.term', { node: ends(edge).to });
            return (
              <div key={edge} className={classes.operand} data-sign={i > 0 ? '+' : undefined}>
                <TensorView title={title} name={title} hue="grad" tensor={term} as="maps" plain />
              </div>
            );
          })}
          <div className={classes.operand} data-sign="=">
            <TensorView
              title={t('stepper.sum')}
              name={t('stepper.sum')}
              hue="grad"
              tensor={f.sum}
              as="maps"
            />
          </div>
        </Section>
      ))}
      {chain.length > 0 && (
        <Section title={t('stepper.chain')}>
          {chain.map((term, i) => {
            const before = chain[i - 1];
            const repeated = before && sameTensor(before.incoming, term.incoming);
            const back = t('stepper.product', { node: ends(term.edge).from });
            return (
              <div key={term.edge} className={classes.term}>
                {!repeated && (
                  <TensorView
                    title={t('stepper.incoming')}
                    name={t('stepper.incoming')}
                    hue="grad"
                    tensor={term.incoming}
                    as="maps"
                    plain
                  />
                )}
                {term.local && (
                  <div className={classes.operand} data-sign="×">
                    <TensorView
                      title={t('stepper.local')}
                      name={t('stepper.local')}
                      hue="value"
                      tensor={term.local}
                      as="maps"
                      plain
                    />
                  </div>
                )}
                <div className={classes.operand} data-sign={term.local ? '=' : '→'}>
                  <TensorView
                    title={back}
                    name={back}
                    hue="grad"
                    tensor={term.product}
                    as="maps"
                    {...pickIn(term.product)}
                  />
                </div>
              </div>
            );
          })}
        </Section>
      )}
    </>
  );
}
