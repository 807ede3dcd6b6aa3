/**
 * A column while it is read, before anyone knows whether it holds numbers or words. Texts are kept in
 * a dictionary, so nothing is lost by guessing; only when there are too many different ones and
 * nearly all are numbers does it turn into numbers at once.
 */
import { type Column, MISSING } from '../dataset.ts';

const ABSENT = new Set(['', 'na', 'n/a', 'nan', 'null', '?']);
/** What spreadsheets and programs write where there is nothing. */
const isAbsent = (text: string) => text.length <= 4 && ABSENT.has(text.toLowerCase());

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;

/** The number that a cell holds, or NaN. A decimal comma counts where cells end with semicolons. */
export function numberIn(text: string, delimiter = ','): number {
  if (DECIMAL.test(text)) {
    const v = Number(text);
    return Number.isFinite(v) ? v : Number.NaN;
  }
  if (delimiter === ';' && DECIMAL_COMMA.test(text)) return Number(text.replace(',', '.'));
  return Number.NaN;
}

/** A few words among so many numbers are mistakes; more, and the column holds words. */
const NUMERIC_SHARE = 0.9;
const DICTIONARY = 4096;
/** So many unreadable cells are kept with their text, to be shown. */
const SHOWN = 1000;

export interface ColumnReader {
  add(text: string): void;
  /** `unreadable`: by row, what stands where a number should; at most 1,000 of them. */
  end(name: string): { readonly column: Column; readonly unreadable: ReadonlyMap<number, string> };
}

export function readColumn(delimiter: string): ColumnReader {
  let rows = 0;
  let codes: Uint32Array | undefined = new Uint32Array(1024);
  const dictionary = new Map<string, number>();
  const texts: string[] = [];
  /** By code: the number, or NaN. */
  const numbers: number[] = [];
  let absent = 0;
  let numeric = 0;
  let values = new Float64Array(0);
  const unreadable = new Map<number, string>();

  const mostlyNumbers = () => numeric > 0 && numeric >= NUMERIC_SHARE * (rows - absent);

  const turnIntoNumbers = (coded: Uint32Array) => {
    values = new Float64Array(coded.length);
    for (let row = 0; row < rows; row++) {
      const code = coded[row]!;
      values[row] = code === MISSING ? Number.NaN : numbers[code]!;
      if (code !== MISSING && Number.isNaN(values[row]) && unreadable.size < SHOWN)
        unreadable.set(row, texts[code]!);
    }
    codes = undefined;
    dictionary.clear();
  };

  const addCode = (coded: Uint32Array, text: string) => {
    if (isAbsent(text)) {
      absent++;
      coded[rows++] = MISSING;
      return;
    }
    let code = dictionary.get(text);
    if (code === undefined) {
      code = texts.length;
      dictionary.set(text, code);
      texts.push(text);
      numbers.push(numberIn(text, delimiter));
    }
    if (!Number.isNaN(numbers[code])) numeric++;
    coded[rows++] = code;
    if (texts.length > DICTIONARY && mostlyNumbers()) turnIntoNumbers(coded);
  };

  const addNumber = (text: string) => {
    const value = numberIn(text, delimiter);
    if (Number.isNaN(value) && !isAbsent(text) && unreadable.size < SHOWN)
      unreadable.set(rows, text);
    values[rows++] = value;
  };

  return {
    add(cell) {
      const text = cell.trim();
      if (codes) {
        if (rows === codes.length) codes = grown(codes, new Uint32Array(rows * 2));
        addCode(codes, text);
      } else {
        if (rows === values.length) values = grown(values, new Float64Array(rows * 2));
        addNumber(text);
      }
    },
    end(name) {
      if (codes && (mostlyNumbers() || absent === rows)) turnIntoNumbers(codes);
      const column: Column = codes
        ? { name, type: 'category', ...inOrder(codes.subarray(0, rows), texts) }
        : { name, type: 'number', data: values.slice(0, rows) };
      return { column, unreadable };
    },
  };
}

function grown<A extends Uint32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}

/** Categories sorted, so that codes do not hang on the order of the rows. */
function inOrder(codes: Uint32Array, texts: readonly string[]) {
  const categories = [...texts].sort();
  const place = new Map(categories.map((text, i) => [text, i]));
  const newCode = texts.map((text) => place.get(text)!);
  return {
    data: codes.map((code) => (code === MISSING ? MISSING : newCode[code]!)),
    categories,
  };
}
