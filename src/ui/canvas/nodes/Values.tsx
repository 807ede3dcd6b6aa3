/** The numbers of a constant, as far as there is room. */
import type { NodeRecord } from '../../../document/records.ts';
import { formatNumber } from '../../../tensor/format.ts';
import classes from './nodes.module.css';

const SHOWN = 4;

export function Values({ record }: { record: NodeRecord }) {
  const { values } = record.params;
  const numbers = Array.isArray(values) ? values.map(Number) : [];
  return (
    <span className={classes.values}>
      {numbers
        .slice(0, SHOWN)
        .map((v) => formatNumber(v))
        .join('  ')}
      {numbers.length > SHOWN ? ' …' : ''}
    </span>
  );
}
