/** Rows out of text, against papaparse, wherever the text is cut into chunks. */
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { guessDelimiter, type Row, readRows } from '../../src/data/csv/records.ts';

/** The text in chunks that end at the cuts. */
function rowsOf(text: string, delimiter: string, cuts: readonly number[] = []): Row[] {
  const reader = readRows(delimiter);
  const places = [0, ...cuts.map((c) => c % (text.length + 1)).sort((a, b) => a - b), text.length];
  const rows = places.slice(1).flatMap((end, i) => reader.push(text.slice(places[i], end)));
  return [...rows, ...reader.end()];
}

/** The same of papaparse's whole reader; lines counted by hand. */
function expected(text: string, delimiter: string): Row[] {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, newline: '\n' });
  const bad = new Set(errors.map((e) => e.row));
  let line = 1;
  return data.flatMap((cells, i) => {
    const row = { cells, line, badQuotes: bad.has(i) };
    line += 1 + cells.join('').split('\n').length - 1;
    return cells.length === 1 && cells[0]?.trim() === '' ? [] : [row];
  });
}

const piece = (delimiter: string) =>
  fc.constantFrom(delimiter, delimiter, '"', '"', '""', '\n', 'a', 'bc', '1', ' ', '\t', 'é');

describe('rows out of text', () => {
  it.each([',', ';', '\t', '|', '::'])(
    'are those of papaparse, between %j, whatever the chunks',
    (delimiter) => {
      let marked = 0;
      fc.assert(
        fc.property(
          fc.array(piece(delimiter), { maxLength: 30 }),
          fc.array(fc.nat(60), { maxLength: 4 }),
          (pieces, cuts) => {
            const text = pieces.join('');
            const wanted = expected(text, delimiter);
            // Where a mark is not closed papaparse takes the rest of the file as one cell; a row is given up here.
            const open = Papa.parse(text, { delimiter, newline: '\n' }).errors.some(
              (e) => e.code === 'MissingQuotes',
            );
            fc.pre(!open);
            if (wanted.some((row) => row.badQuotes)) marked++;
            expect(rowsOf(text, delimiter, cuts)).toEqual(wanted);
          },
        ),
        { numRuns: 2_000 },
      );
      expect(marked).toBeGreaterThan(20);
    },
  );

  it('of a text without end: a row that waits for its line end is given when it comes', () => {
    const reader = readRows(',');
    expect(reader.push('1,"2')).toEqual([]);
    expect(reader.push('\n3"\n4')).toEqual([{ cells: ['1', '2\n3'], line: 1, badQuotes: false }]);
    expect(reader.end()).toEqual([{ cells: ['4'], line: 3, badQuotes: false }]);
  });

  it('behind a mark that is never closed go on with the next line', () => {
    for (const cuts of [[], [3], [9, 12]])
      expect(rowsOf('1,2\n"3,4\n5,6\n', ',', cuts)).toEqual([
        { cells: ['1', '2'], line: 1, badQuotes: false },
        { cells: ['"3', '4'], line: 2, badQuotes: true },
        { cells: ['5', '6'], line: 3, badQuotes: false },
      ]);
  });
});

describe('the delimiter', () => {
  it('is guessed as papaparse guesses it', () => {
    let found = 0;
    const cell = fc.constantFrom('a', '1', '2.5', '"x"', '"x, y"', '"p;q"', 'two words', '');
    const table = fc.record({
      delimiter: fc.constantFrom(',', ';', '\t', '|'),
      rows: fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), {
        minLength: 2,
        maxLength: 14,
      }),
    });
    fc.assert(
      fc.property(table, ({ delimiter, rows }) => {
        const text = rows.map((row) => row.join(delimiter)).join('\n');
        const guessed = Papa.parse(text, { preview: 50, newline: '\n', skipEmptyLines: true }).meta;
        if (guessed.delimiter === delimiter) found++;
        expect(guessDelimiter(text)).toBe(guessed.delimiter);
      }),
      { numRuns: 1_000 },
    );
    expect(found).toBeGreaterThan(300);
  });
});

it('of delimiters that cut all rows evenly the one that makes more cells is meant', () => {
  expect(guessDelimiter('a,b;c;d\n1,5;2;3\n')).toBe(';');
  expect(guessDelimiter('a,b,c;d\n1,2,3;4\n')).toBe(',');
});
