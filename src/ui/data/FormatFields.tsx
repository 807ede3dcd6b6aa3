/** How the file is written, where the guess is wrong; a change reads it anew. */
import { Group, Select, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CsvSummary } from '../../state/tables.ts';
import type { Format } from './useReading.ts';

const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t', bar: '|' } as const;

interface Props {
  readonly table: CsvSummary;
  readonly format: Format;
  readonly onFormat: (format: Format) => void;
}

export function FormatFields({ table, format, onFormat }: Props) {
  const { t } = useTranslation();
  const names = Object.entries(DELIMITERS);
  const value = names.find(([, sign]) => sign === table.delimiter)?.[0] ?? null;
  return (
    <Group gap="md" align="flex-end">
      <Select
        size="xs"
        w={130}
        label={t('data.delimiter')}
        allowDeselect={false}
        data={names.map(([name]) => ({ value: name, label: t(`data.delimiter.${name}`) }))}
        value={value}
        onChange={(name) =>
          name && onFormat({ ...format, delimiter: DELIMITERS[name as keyof typeof DELIMITERS] })
        }
      />
      <Switch
        size="xs"
        mb={6}
        label={t('data.header')}
        checked={table.header}
        onChange={(e) => onFormat({ ...format, header: e.currentTarget.checked })}
      />
    </Group>
  );
}
