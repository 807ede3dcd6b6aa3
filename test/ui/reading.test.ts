// @vitest-environment happy-dom
/** Reading a file: its progress comes by a way of its own, and may come after the result. */
import { act, renderHook } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { ok } from '../../src/base/issue.ts';
import type { CsvProgress } from '../../src/state/tables.ts';

/** A worker that is done before its last word of progress is heard. */
const late = vi.hoisted(() => ({ tell: (_: CsvProgress) => {} }));
vi.mock('../../src/state/tables.ts', () => ({
  openReader: () => ({
    read: async (_file: File, _format: object, tell: (p: CsvProgress) => void) => {
      late.tell = tell;
      return ok({ id: 'table', rows: 3 });
    },
    close: () => {},
  }),
}));

test('what was read stays read when progress comes late', async () => {
  const { useReading } = await import('../../src/ui/data/useReading.ts');
  const source = { file: new File(['a,b\n1,2\n'], 'a.csv') };
  const format = {};
  const { result } = renderHook(() => useReading(source, format));
  await act(async () => {});
  expect(result.current.state).toBe('read');
  act(() => late.tell({ bytes: 8, rows: 1 }));
  expect(result.current.state).toBe('read');
});
