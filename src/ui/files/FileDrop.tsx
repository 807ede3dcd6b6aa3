/** Files come in here: dropped anywhere on the page, or chosen through the one hidden field. */
import { type DragEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FILE_FIELD } from '../commands/transfer.ts';
import { useActions } from '../kit/store.tsx';
import classes from './files.module.css';

/** The palette drags nodes with its own kind of data; only files are ours. */
const bringsFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');

/** Where a text may be dropped: there the browser does what it always does. */
const writable = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, [contenteditable]') !== null;

/** What nobody takes, a link or a picture, would have the browser leave the page for it. */
function useNoLeaving(): void {
  useEffect(() => {
    const refuse = (event: globalThis.DragEvent) => {
      if (event.defaultPrevented || writable(event.target)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'none';
    };
    // Ctrl and the wheel, which is what a pinch on a trackpad is, zoom the canvas alone.
    const wheel = (event: WheelEvent) => {
      if (event.ctrlKey) event.preventDefault();
    };
    window.addEventListener('dragover', refuse);
    window.addEventListener('drop', refuse);
    window.addEventListener('wheel', wheel, { passive: false });
    return () => {
      window.removeEventListener('dragover', refuse);
      window.removeEventListener('drop', refuse);
      window.removeEventListener('wheel', wheel);
    };
  }, []);
}

export function FileDrop({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { openFile } = useActions();
  const [over, setOver] = useState(false);
  useNoLeaving();
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
