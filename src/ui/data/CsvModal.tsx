/** From a file to a data node in one dialog: choose, read (with cancel), look, pick columns, use. */
import { Button, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../tensor/format.ts';
import { ChooseFile } from '../kit/ChooseFile.tsx';
import { Choosing } from './Choosing.tsx';
import { Issues } from './Issues.tsx';
import { type Format, type Source, useReading } from './useReading.ts';

interface Props {
  readonly opened: boolean;
  readonly source: Source | undefined;
  readonly onClose: () => void;
}

export function CsvModal({ opened, source, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('data.title')}
      size={900}
      // A dialog's <header> is not a second banner of the page.
      attributes={{ header: { role: 'presentation' } }}
      closeButtonProps={{ 'aria-label': t('data.close') }}
    >
      {/* Mounted with each opening: nothing is left over from the file before. */}
      {opened && <Body given={source} onClose={onClose} />}
    </Modal>
  );
}

const GUESS: Format = {};

function Body({ given, onClose }: { given: Source | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Source>();
  const [format, setFormat] = useState(GUESS);
  const source = chosen ?? given;
  const reading = useReading(source, format);
  const choose = (label: string, variant: 'filled' | 'default') => (
    <ChooseFile
      label={label}
      variant={variant}
      onFile={(file) => {
        setFormat(GUESS);
        setChosen({ file });
      }}
    />
  );
  switch (reading.state) {
    case 'idle':
      return (
        <Stack align="center" py="xl" gap="xs">
          {choose(t('kit.chooseFile'), 'filled')}
          <Text c="dimmed" size="sm">
            {t('data.drop')}
          </Text>
        </Stack>
      );
    case 'reading': {
      const file = source && 'file' in source ? source.file : undefined;
      const share = file ? (100 * reading.progress.bytes) / Math.max(1, file.size) : 0;
      return (
        <Stack py="xl" gap="xs">
          <Text>{t('data.reading', { name: file?.name ?? '' })}</Text>
          <Progress.Root size="lg">
            <Progress.Section
              value={share}
              aria-label={t('data.reading', { name: file?.name ?? '' })}
            />
          </Progress.Root>
          <Group justify="space-between">
            <Text c="dimmed" size="sm">
              {t('data.progress', {
                percent: Math.round(share),
                rows: formatCount(reading.progress.rows),
              })}
            </Text>
            <Button variant="default" onClick={onClose}>
              {t('data.cancel')}
            </Button>
          </Group>
        </Stack>
      );
    }
    case 'failed':
      return (
        <Stack py="md">
          <Issues issues={reading.issues} />
          <Group justify="flex-end">{choose(t('data.chooseOther'), 'default')}</Group>
        </Stack>
      );
    case 'read':
      return (
        <Choosing
          key={reading.summary.id}
          table={reading.summary}
          reader={reading.reader}
          format={format}
          onFormat={source && 'file' in source ? setFormat : undefined}
          onDone={onClose}
          other={choose(t('data.chooseOther'), 'default')}
        />
      );
    default:
      return reading satisfies never;
  }
}
