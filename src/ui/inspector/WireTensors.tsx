/** What is on one wire now: the value that went forward and the gradient that came back. */
import { useTranslation } from 'react-i18next';
import type { EdgeInspection } from '../../../workers/engine/protocol.ts';
import { useWireName } from '../kit/names.ts';
import { useApp } from '../kit/store.tsx';
import { symbolsOn } from '../kit/symbols.ts';
import { useWireReading } from '../tensor/readAs.ts';
import { TensorView } from '../tensor/TensorView.tsx';
import classes from './inspector.module.css';

export function WireTensors({ wire, bare }: { wire: EdgeInspection; bare?: boolean }) {
  const { t } = useTranslation();
  const name = useWireName(wire.edge);
  const as = useWireReading(wire.edge);
  const symbols = useApp((s) => symbolsOn(s, wire.edge));
  return (
    <div className={classes.pair}>
      {!bare && <p className={classes.label}>{name}</p>}
      {wire.value && (
        <TensorView
          title={t('inspector.activation')}
          name={`${t('inspector.activation')}, ${name}`}
          hue="value"
          tensor={wire.value}
          as={as}
          symbols={symbols}
        />
      )}
      {wire.gradient && (
        <TensorView
          title={t('inspector.gradient')}
          name={`${t('inspector.gradient')}, ${name}`}
          hue="grad"
          tensor={wire.gradient}
          as="maps"
        />
      )}
      {!wire.value && !wire.gradient && <p className={classes.faint}>{t('inspector.noNumbers')}</p>}
    </div>
  );
}
