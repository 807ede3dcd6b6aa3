/** The dialog for a CSV file that was dropped on the page or is to be chosen. */
import { useMemo } from 'react';
import { useActions, useApp } from '../kit/store.tsx';
import { CsvModal } from './CsvModal.tsx';

export function CsvDialog() {
  const opened = useApp((s) => s.dialog === 'csv');
  const file = useApp((s) => s.csvFile);
  const { openDialog } = useActions();
  const source = useMemo(() => (file ? { file } : undefined), [file]);
  return <CsvModal opened={opened} source={source} onClose={() => openDialog(undefined)} />;
}
