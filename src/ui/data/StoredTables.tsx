/** The tables that are kept in this browser: use one again, or delete it. */
import { ActionIcon, Button, Popover, Text, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { TableProperties, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TableInfo } from '../../state/tables.ts';
import { formatCount } from '../../tensor/format.ts';
import { ChooseFile } from '../kit/ChooseFile.tsx';
import { useActions } from '../kit/store.tsx';
import { CsvModal } from './CsvModal.tsx';
import classes from './data.module.css';
import { TABLES, tables } from './stored.ts';

export function StoredTables() {
  const { t } = useTranslation();
  const { openFile } = useActions();
  const [used, use] = useState<string>();
  const source = useMemo(() => (used ? { table: used } : undefined), [used]);
  const list = useQuery({
    queryKey: TABLES,
    queryFn: () => tables.list(),
    // Another tab may have read one; and whoever comes back to the tab sees the list at once.
    refetchOnWindowFocus: true,
    gcTime: 300_000,
  });
  return (
    <section className={classes.stored} aria-label={t('data.stored')}>
      <div className={classes.storedHead}>
        <h2>{t('data.stored')}</h2>
        <ChooseFile
          label={t('kit.chooseFile')}
          variant="default"
          small
          onFile={(file) => void openFile(file)}
        />
      </div>
      {list.isError && (
        <Text size="xs" c="var(--problem)">
          {t('data.stored.failed', { reason: list.error.message })}
        </Text>
      )}
      {list.data?.length === 0 && (
        <Text size="xs" c="dimmed" mt={6}>
          {t('data.stored.none')}
        </Text>
      )}
      <ul>
        {list.data?.map((info) => (
          <Row
            key={info.id}
            info={info}
            onUse={() => use(info.id)}
            onChanged={() => void list.refetch()}
          />
        ))}
      </ul>
      <CsvModal opened={used !== undefined} source={source} onClose={() => use(undefined)} />
    </section>
  );
}

interface RowProps {
  readonly info: TableInfo;
  readonly onUse: () => void;
  readonly onChanged: () => void;
}

function Row({ info, onUse, onChanged }: RowProps) {
  const { t, i18n } = useTranslation();
  const [asking, ask] = useState(false);
  const when = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium' }).format(info.savedAt);
  const size = t('data.file', {
    rows: formatCount(info.rows),
    columns: formatCount(info.columns),
  });
  const remove = t('data.stored.delete', { name: info.name });
  return (
    <li>
      <span className={classes.words}>
        <span className={classes.tableName}>{info.name}</span>
        <Text span size="xs" c="dimmed">
          {size} · {when}
        </Text>
      </span>
      <Tooltip label={t('data.stored.use', { name: info.name })}>
        <ActionIcon aria-label={t('data.stored.use', { name: info.name })} onClick={onUse}>
          <TableProperties size={15} />
        </ActionIcon>
      </Tooltip>
      <Popover opened={asking} onChange={ask} trapFocus withArrow width={260}>
        <Popover.Target>
          <ActionIcon aria-label={remove} onClick={() => ask(!asking)}>
            <Trash2 size={15} />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown aria-label={remove}>
          <Text size="xs" mb="xs">
            {t('data.stored.sure', { name: info.name })}
          </Text>
          <Button
            size="compact-sm"
            color="red"
            onClick={() => {
              ask(false);
              void tables.remove(info.id).then(onChanged, onChanged);
            }}
          >
            {t('data.stored.confirm')}
          </Button>
        </Popover.Dropdown>
      </Popover>
    </li>
  );
}
