/** Files come in here: dropped anywhere on the page, or chosen through the one hidden field. */
import { type DragEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../app/context.tsx';
import classes from './files.module.css';
import { FILE_FIELD } from './transfer.ts';

/** The palette drags nodes with its own kind of data; only files are ours. */
const bringsFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');

export function FileDrop({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { openFile } = useActions();
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    setOver(true);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same is reachable by "Import"
    <div
      onDragEnter={drag}
      onDragOver={drag}
      onDragLeave={(e) => {
        if (!e.currentTarget.contains(e.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (!file || event.defaultPrevented) return;
        event.preventDefault();
        void openFile(file);
      }}
    >
      {children}
      <input
        type="file"
        id={FILE_FIELD}
        hidden
        accept=".json,.csv,.tsv,application/json,text/csv"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          // The same file may be chosen again.
          event.currentTarget.value = '';
          if (file) void openFile(file);
        }}
      />
      {over && <div className={classes.veil}>{t('files.drop')}</div>}
    </div>
  );
}
