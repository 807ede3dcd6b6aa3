/** The rows that can't be used as they stand, by line of the file, and what becomes of them. */
import { ScrollArea, SegmentedControl, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BadRows as Found, Reader } from '../../state/tables.ts';
import { formatCount } from '../../tensor/format.ts';
import type { Choice } from './choose.ts';
import classes from './data.module.css';

interface Props {
  readonly reader: Reader;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly value: Choice['badRows'];
  readonly onChange: (value: Choice['badRows']) => void;
}

export function BadRows({ reader, rows, columns, value, onChange }: Props) {
  const { t } = useTranslation();
  const [found, setFound] = useState<Found>();
  const asked = JSON.stringify(columns);
  useEffect(() => {
    let current = true;
    void reader.bad(JSON.parse(asked) as string[]).then((bad) => {
      if (current) setFound(bad);
    });
    return () => {
      current = false;
    };
  }, [reader, asked]);
  if (!found) return null;
  if (found.count === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('data.bad.none')}
      </Text>
    );
  return (
    <section aria-label={t('data.bad')} className={classes.bad}>
      <div className={classes.badHead}>
        <Text size="sm">
          {t('data.bad.count', {
            bad: formatCount(found.count),
            rows: formatCount(rows),
          })}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label={t('data.bad')}
          value={value}
          onChange={(next) => onChange(next as Choice['badRows'])}
          data={(['leave-out', 'fill'] as const).map((v) => ({
            value: v,
            label: t(`data.bad.${v}`),
          }))}
        />
      </div>
      <ScrollArea.Autosize type="auto" mah={104} viewportProps={{ tabIndex: 0 }}>
        <ul className={classes.lines}>
          {found.rows.map((bad) => (
            <li key={bad.line}>
              <span className={classes.line}>
                {t('data.bad.line', { line: formatCount(bad.line) })}
              </span>{' '}
              {t(`data.bad.${bad.reason}`, { column: bad.column, found: bad.found })}
            </li>
          ))}
          {found.count > found.rows.length && (
            <li>
              {t('data.bad.more', {
                bad: formatCount(found.count - found.rows.length),
              })}
            </li>
          )}
        </ul>
      </ScrollArea.Autosize>
      {value === 'fill' && (
        <Text size="xs" c="dimmed">
          {t('data.bad.target')}
        </Text>
      )}
    </section>
  );
}
