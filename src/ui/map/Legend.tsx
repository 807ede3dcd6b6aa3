/** What the colours and the marks of the map mean. */
import { useTranslation } from 'react-i18next';
import type { DataInfo } from '../../../workers/engine/protocol.ts';
import { classRgb, css, type Shade, signColour } from '../../charts/colour.ts';
import { formatNumber } from '../../tensor/format.ts';
import type { Key } from '../plot/key.ts';
import classes from './map.module.css';

const STOPS = Array.from({ length: 9 }, (_, i) => i / 4 - 1);

export function Legend({ info, mapKey, shade }: { info: DataInfo; mapKey: Key; shade: Shade }) {
  const { t } = useTranslation();
  const name = (index: number) => info.classes?.[index] ?? t('map.class', { index });
  const curve = info.inputs.length === 1;
  return (
    <div className={classes.legend}>
      {mapKey.form === 'classes' ? (
        Array.from({ length: Math.min(info.width, 8) }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a class is its place
          <span key={i} className={classes.entry}>
            <i style={{ background: css(classRgb(i)) }} />
            {name(i)}
          </span>
        ))
      ) : (
        <span className={classes.entry}>
          {formatNumber(mapKey.low)}
          <i
            className={classes.ramp}
            style={{
              background: `linear-gradient(to right, ${STOPS.map((s) => signColour(s * 0.8, shade)).join(',')})`,
            }}
          />
          {formatNumber(mapKey.high)}
        </span>
      )}
      {curve && (
        <span className={classes.entry}>
          <i className={classes.line} />
          {t('map.prediction')}
        </span>
      )}
      <span className={classes.entry}>
        <i className={classes.dot} />
        {t('map.training')}
      </span>
      {info.validationRows > 0 && (
        <span className={classes.entry}>
          <i className={classes.ring} />
          {t('map.validation')}
        </span>
      )}
    </div>
  );
}
