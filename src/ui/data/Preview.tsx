/** The first rows of a file as they stand in it, with what each column was taken for. */
import { ScrollArea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CsvSummary } from '../../state/tables.ts';
import { formatCount } from '../../tensor/format.ts';
import classes from './data.module.css';

const ROWS = 6;
const COLUMNS = 40;

interface Props {
  readonly table: CsvSummary;
  readonly inputs: readonly string[];
  readonly target: string;
}

export function Preview({ table, inputs, target }: Props) {
  const { t } = useTranslation();
  const columns = table.columns.slice(0, COLUMNS);
  const rest = table.columns.length - columns.length;
  const role = (name: string) =>
    name === target ? 'target' : inputs.includes(name) ? 'input' : undefined;
  return (
    <div>
      <ScrollArea type="auto" className={classes.preview} viewportProps={{ tabIndex: 0 }}>
        <table className={classes.table} aria-label={t('data.preview', { name: table.name })}>
          <thead>
            <tr>
              {columns.map((c) => (
                <th key={c.name} scope="col" data-role={role(c.name)}>
                  <b>{c.name}</b>
                  <span>
                    {t(`data.type.${c.type}`)}
                    {role(c.name) && ` · ${t(`data.role.${role(c.name)}`)}`}
                  </span>
                  {c.missing > 0 && (
                    <span data-tone="warning">
                      {t('data.missing', { cells: formatCount(c.missing) })}
                    </span>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.preview.slice(0, ROWS).map((cells, r) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows are their places
              <tr key={r}>
                {columns.map((c, i) => (
                  <td key={c.name} data-role={role(c.name)} data-type={c.type}>
                    {cells[i]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      {rest > 0 && <p className={classes.soft}>{t('data.preview.more', { count: rest })}</p>}
    </div>
  );
}
