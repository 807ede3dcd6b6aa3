/** Fields for one number or several, wherever they stand: one way to read, to refuse and to step. */
import { useTranslation } from 'react-i18next';
import type { NumbersField } from '../../base/fields.ts';
import { readNumber, writeNumber, writeNumbers } from '../../base/number.ts';
import { acceptNumber, acceptNumbers, nudge, type Range } from './entry.ts';
import { type Read, useDraft } from './useDraft.ts';

/** What a field expects, in words. */
function useExpected(field: Range): string {
  const { t } = useTranslation();
  const range = { min: writeNumber(field.min), max: writeNumber(field.max) };
  return t(field.integer ? 'fields.expectWhole' : 'fields.expectNumber', range);
}

export function useNumber(field: Range, value: number, onCommit: (value: number) => void) {
  const { t } = useTranslation();
  const expected = useExpected(field);
  return useDraft({
    written: writeNumber(value),
    write: writeNumber,
    onCommit,
    read: (text): Read<number> => {
      const { value: taken, likely, other } = acceptNumber(field, text);
      const note =
        likely !== undefined && other !== undefined
          ? t('fields.readAs', { value: writeNumber(likely), other: writeNumber(other) })
          : undefined;
      if (taken === undefined) {
        const still = t('fields.still', { value: writeNumber(value) });
        return { wrong: [note, expected, still].filter((w) => w !== undefined).join(' ') };
      }
      return { value: taken, ...(note === undefined ? {} : { told: note }) };
    },
    // From what is typed where that is a number, else from what holds.
    nudge: (text, direction) => nudge(field, readNumber(text)?.value ?? value, direction),
  });
}

export function useNumbers(
  name: string,
  field: NumbersField,
  values: readonly number[],
  onCommit: (values: readonly number[]) => void,
) {
  const { t } = useTranslation();
  const one = useExpected(field);
  return useDraft({
    written: writeNumbers(values),
    write: writeNumbers,
    onCommit,
    read: (text): Read<readonly number[]> => {
      const { values: taken, unsure } = acceptNumbers(name, field, text);
      if (!taken) return { wrong: t('fields.expectNumbers', { count: field.maxLength, one }) };
      const list = writeNumbers(taken);
      return {
        value: taken,
        ...(unsure ? { told: t('fields.readAsList', { count: taken.length, list }) } : {}),
      };
    },
  });
}
