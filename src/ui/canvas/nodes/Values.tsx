/** The numbers of a constant, as far as there is room. */
import { complete } from '../../../base/fields.ts';
import { kindOf } from '../../../catalog/index.ts';
import type { NodeRecord } from '../../../document/records.ts';
import { formatNumber } from '../../../tensor/format.ts';
import classes from './nodes.module.css';

const SHOWN = 4;

export function Values({ record }: { record: NodeRecord }) {
  const kind = kindOf(record.kind);
  const values = kind?.constants?.(complete(kind.fields, record.params));
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
