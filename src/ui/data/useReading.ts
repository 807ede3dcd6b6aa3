/** One file or stored table between being opened and being used: the reader's life and its answers. */
import { useEffect, useState } from 'react';
import type { Issue } from '../../base/issue.ts';
import { type CsvProgress, type CsvSummary, openReader, type Reader } from '../../state/tables.ts';

export type Source = { readonly file: File } | { readonly table: string };
export interface Format {
  readonly header?: boolean;
  readonly delimiter?: string;
}

export type Reading =
  | { readonly state: 'idle' }
  | { readonly state: 'reading'; readonly progress: CsvProgress }
  | { readonly state: 'failed'; readonly issues: readonly Issue[] }
  | { readonly state: 'read'; readonly summary: CsvSummary; readonly reader: Reader };

const IDLE: Reading = { state: 'idle' };
const START: Reading = { state: 'reading', progress: { bytes: 0, rows: 0 } };

/** Reads anew whenever source or format change; ending the worker cancels whatever it does. */
export function useReading(source: Source | undefined, format: Format): Reading {
  const [reading, setReading] = useState<Reading>(IDLE);
  useEffect(() => {
    if (!source) {
      setReading(IDLE);
      return;
    }
    const reader = openReader();
    let current = true;
    let over = false;
    const show = (next: Reading) => {
      if (current) setReading(next);
    };
    // Progress comes by a way of its own and may be late: what was read stays read.
    const tell = (progress: CsvProgress) => {
      if (!over) show({ state: 'reading', progress });
    };
    show(START);
    const asked =
      'file' in source ? reader.read(source.file, format, tell) : reader.open(source.table);
    void asked.then((result) => {
      over = true;
      show(
        result.ok
          ? { state: 'read', summary: result.value, reader }
          : { state: 'failed', issues: result.issues },
      );
    });
    return () => {
      current = false;
      reader.close();
    };
  }, [source, format]);
  return reading;
}
