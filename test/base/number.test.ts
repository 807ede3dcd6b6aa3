/** The one reader of numbers: whatever a person may write, and what is better refused. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNumber, readNumbers, writeNumber, writeNumbers } from '../../src/base/number.ts';
import { formatCount, formatNumber } from '../../src/tensor/format.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('a number as written', () => {
  it.each([
    ['0', 0],
    ['-0', 0],
    ['007', 7],
    ['0.5', 0.5],
    ['.5', 0.5],
    ['5.', 5],
    [' 5 ', 5],
    ['1 234\u202f', 1234],
    ['+5', 5],
    ['-5', -5],
    // Exponents.
    ['1e-3', 1e-3],
    ['1E3', 1000],
    ['2.5e+3', 2500],
    ['1e−3', 1e-3],
    ['1,5e-3', 1.5e-3],
    ['1,234e3', 1234],
    ['10⁻³', 1e-3],
    ['1.2·10⁵', 1.2e5],
    ['−3 × 10^-2', -0.03],
    // A decimal comma.
    ['0,05', 0.05],
    [',5', 0.5],
    ['1,5', 1.5],
    ['1,25', 1.25],
    ['2,71', 2.71],
    ['0,125', 0.125],
    // Minus signs: of typesetting, of spreadsheets, of Chinese input methods.
    ['−2', -2],
    ['–2', -2],
    ['－2', -2],
    // Full-width digits and marks.
    ['１２８', 128],
    ['０．０５', 0.05],
    ['０，０５', 0.05],
    ['＋１ｅ－３', 1e-3],
    ['0。5', 0.5],
    // Thousands: spaces of all widths, apostrophes, points and commas where they cannot part.
    ['10 000', 10000],
    ['12\u202f345', 12345],
    ['1\u202f234\u202f567', 1234567],
    ['1\u00a0234,5', 1234.5],
    ['１０\u3000０００', 10000],
    ["10'000", 10000],
    ['10’000.5', 10000.5],
    ['1,234.5', 1234.5],
    ['1,234,567', 1234567],
    ['1,234,567.25', 1234567.25],
    ['1.000,5', 1000.5],
    ['1.234.567', 1234567],
    ['1,234.', 1234],
  ])('“%s” is %f', (text, value) => {
    expect(readNumber(text)).toEqual({ value });
    expect(Object.is(readNumber(text)?.value, -0)).toBe(false);
  });

  it.each([
    ['1,234', 1234, 1.234],
    ['10,000', 10000, 10],
    ['-1,234', -1234, -1.234],
    ['１，２３４', 1234, 1.234],
    ['1.234', 1.234, 1234],
    ['10.000', 10, 10000],
  ])('“%s” is %f and may be %f', (text, value, other) => {
    expect(readNumber(text)).toEqual({ value, other });
  });

  it.each([
    ['1,234', 1234, 1.234],
    ['1.234', 1234, 1.234],
    ['10.000', 10000, 10],
    ['10,000', 10000, 10],
  ])('“%s” where whole numbers are expected is %f', (text, value, other) => {
    expect(readNumber(text, true)).toEqual({ value, other });
  });

  it.each([
    ...[
      '',
      ' ',
      '.',
      ',',
      '-',
      '--',
      '+-1',
      '- 5',
      '--5',
      '5-',
      '–',
      '∞',
      'NaN',
      'Infinity',
      'abc',
    ],
    ...[
      '1e',
      '1e+',
      'e5',
      '1e1.5',
      '1e5e5',
      '1.2.3',
      '1,2,3',
      '1,2.3',
      '1..2',
      '0x10',
      '0b1',
      '0o7',
    ],
    ...['1_000', '1 2', '12 34', '1 0000', '0 000', '1,0000.5', '1,23,456', "1'00"],
    ...['5 %', '5k', '$5', '1/2', '2+2', '1e999', '1e-999', '-1e999', '10⁻', '١٢', '1,234.5e3'],
    ...['1 234,567 890', "1 234'567", '12 345.678.9'],
  ])('“%s” is refused as a whole', (text) => {
    expect(readNumber(text)).toBeUndefined();
  });

  it('reads back what fields hold, to the bit', () => {
    fc.assert(
      fc.property(finite, (x) => {
        // JavaScript writes −0 as 0.
        expect(readNumber(writeNumber(x))?.value).toBe(x + 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads back what the page prints', () => {
    const scaled = fc
      .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -12, max: 12 }))
      .map(([m, e]) => m * 10 ** e);
    fc.assert(
      fc.property(scaled, fc.integer({ min: 2, max: 6 }), (x, digits) => {
        const printed = formatNumber(x, digits);
        const [mantissa = '', exponent = '0'] = printed.replace('−', '-').split('e');
        const digitsOnly = mantissa.replaceAll('\u202f', '');
        expect(readNumber(printed)?.value).toBe(Number(`${digitsOnly}e${exponent}`) + 0);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.nat(2 ** 31), (n) => {
        expect(readNumber(formatCount(n))).toEqual({ value: n });
      }),
    );
  });

  it('reads the same number in every country’s way of writing it', () => {
    const ways = ['en-US', 'de-DE', 'fr-FR', 'de-CH', 'zh-CN', 'ru-RU', 'sv-SE', 'en-ZA'];
    const number = fc.tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.nat(99));
    fc.assert(
      fc.property(number, fc.constantFrom(...ways), ([whole, cents], way) => {
        const x = Number(`${whole}.${String(cents).padStart(2, '0')}`);
        const text = new Intl.NumberFormat(way, { minimumFractionDigits: 2 }).format(x);
        expect(readNumber(text), `${way}: ${text}`).toEqual({ value: x });
      }),
    );
  });

  it('never makes a number of a part of the text', () => {
    const signs = [...'0123456789', '.', ',', ' ', '-', 'e', '−', '０', '，', "'", 'x', '_'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...signs), { maxLength: 9 }), (typed) => {
        const text = typed.join('');
        const read = readNumber(text);
        if (!read) return;
        // Every digit that was typed, in its order, is in the number's digits or moves its point.
        const [mantissa = ''] = text.replace(/０/g, '0').split('e');
        const digits = mantissa.replace(/\D/g, '').replace(/^0+|0+$/g, '');
        const found = Math.abs(read.value).toExponential().split('e')[0] ?? '';
        expect(found.replace(/\D/g, '').replace(/^0$/, '')).toBe(digits);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a list as written', () => {
  it.each([
    ['', []],
    ['2', [2]],
    ['[2, 3; 4]', [2, 3, 4]],
    ['[2, 3, 4]', [2, 3, 4]],
    ['(2; 3; 4)', [2, 3, 4]],
    ['0, 1 0.5', [0, 1, 0.5]],
    ['28×28', [28, 28]],
    ['0,5; 1,5', [0.5, 1.5]],
    ['10 000; 1e-3', [10000, 1e-3]],
    ['１，２、３', [1, 2, 3]],
    ['−1, 2', [-1, 2]],
    ['1,2,3', [1, 2, 3]],
    ['1, x', undefined],
    ['1, --', undefined],
    ['1e, 2', undefined],
  ])('“%s” is %j', (text, values) => {
    expect(readNumbers(text)).toEqual(values && { values, unsure: false });
  });

  it.each([
    ['0,5', [0, 5]],
    ['10,000', [10, 0]],
    ['1 000', [1, 0]],
    ['0,5 1,5', [0, 5, 1, 5]],
    ['1,234; 2', [1234, 2]],
  ])('“%s” is %j, and it is said', (text, values) => {
    expect(readNumbers(text)).toEqual({ values, unsure: true });
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.array(finite), (values) => {
        expect(readNumbers(writeNumbers(values))?.values).toEqual(values.map((v) => v + 0));
      }),
    );
  });
});

/** `Number(…)` on what is no typed text: options of a choice, handles, codes, names of axes. */
const NOT_TYPED: Readonly<Record<string, number>> = {
  'src/state/titles.ts': 1,
  'src/ui/canvas/edges/Legend.tsx': 1,
  'src/ui/data/SourceView.tsx': 1,
  'src/ui/data/choose.ts': 1,
  'src/ui/fields/entry.ts': 1,
  'src/ui/inspector/entries.tsx': 1,
  'src/ui/map/DecisionMap.tsx': 2,
  'src/ui/inspector/stepper/CellView.tsx': 1,
  'src/ui/paths/PathSection.tsx': 2,
  'src/ui/sweep/HeatMap.tsx': 1,
  'src/ui/sweep/Parallel.tsx': 2,
  'src/ui/sweep/SweepForm.tsx': 1,
  'src/ui/sweep/model.ts': 2,
  'src/ui/tensor/SamplePicker.tsx': 1,
};

describe('the page', () => {
  const root = join(import.meta.dirname, '..', '..');
  const files = ['src/ui', 'src/state'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(room, name)),
  );
  it('has no second reader of numbers', () => {
    expect(files.length).toBeGreaterThan(100);
    const found: Record<string, number> = {};
    for (const file of files) {
      const text = readFileSync(join(root, file), 'utf8');
      const other = /parseFloat|parseInt|NumberInput|valueAsNumber|<input[^>]*type="number"/;
      expect(text.match(other)?.[0], file).toBeUndefined();
      // Rounding by way of a text is arithmetic.
      const calls = text.match(
        /(?<!formatN|[\w.])Number\((?![^()]*(?:\([^()]*\))?[^()]*\.to[PFE]\w+)/g,
      );
      if (calls) found[file] = calls.length;
    }
    expect(found).toEqual(NOT_TYPED);
  });
});
