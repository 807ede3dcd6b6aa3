/** The numbers themselves, aligned on the point; the first rows, and more when asked for. */
import { Button, ScrollArea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatColumn } from '../../charts/align.ts';
import { formatIndex, matrixSize, ravel, unravel } from '../../charts/grid.ts';
import { formatShape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import classes from './tensor.module.css';

const FIRST_ROWS = 8;
/** More than this nobody reads, and the page would suffer; the heat map shows the rest. */
const MOST_ROWS = 256;
const MOST_COLUMNS = 32;

interface Props {
  readonly tensor: Tensor;
  readonly title: string;
  readonly picked?: readonly number[];
}

export function NumberTable({ tensor, title, picked }: Props) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const { columns, rows: total } = matrixSize(tensor.shape);
  const held = Math.min(total, Math.ceil(tensor.data.length / Math.max(1, columns)));
  const rows = Math.min(held, all ? MOST_ROWS : FIRST_ROWS);
  const across = Math.min(columns, MOST_COLUMNS);
  const texts = Array.from({ length: across }, (_, c) =>
    formatColumn(
      Array.from({ length: rows }, (_, r) => tensor.data[r * columns + c])
        // The last row of a folded vector may be short.
        .filter((v) => v !== undefined),
    ),
  );
  const rowName = (r: number) => {
    const index = unravel(r * columns, tensor.shape);
    return tensor.shape.length > 1 ? formatIndex(index.slice(0, -1)) : formatIndex(index);
  };
  const pickedAt = picked?.length === tensor.shape.length ? ravel(picked, tensor.shape) : -1;
  return (
    <div>
      <ScrollArea type="auto" viewportProps={{ tabIndex: 0 }} className={classes.scroll} mah={260}>
        <table className={classes.table} aria-label={t('tensor.table', { title })}>
          <thead>
            <tr>
              <td />
              {texts.map((_, c) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns are their places
                <th key={c} scope="col">
                  {c}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: rows }, (_, r) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows are their places
              <tr key={r}>
                <th scope="row">{rowName(r)}</th>
                {texts.map((column, c) => (
                  <td
                    // biome-ignore lint/suspicious/noArrayIndexKey: columns are their places
                    key={c}
                    className={r * columns + c === pickedAt ? classes.pickedNumber : undefined}
                  >
                    {column[r]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      {!all && held > FIRST_ROWS && (
        <Button variant="subtle" size="compact-xs" onClick={() => setAll(true)}>
          {t('tensor.more', { count: Math.min(held, MOST_ROWS) })}
        </Button>
      )}
      {((all && total > rows) || columns > across) && (
        <p className={classes.soft}>
          {t('tensor.tooMany', { rows, columns: across, shape: formatShape(tensor.shape) })}
        </p>
      )}
    </div>
  );
}
