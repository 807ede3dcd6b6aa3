/** What people type into the inspector's fields. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkValue, type NumberField, type NumbersField } from '../../src/base/fields.ts';
import { INITIALISERS, KINDS, OPTIMISERS } from '../../src/catalog/index.ts';
import {
  accept,
  nudge,
  readNumber,
  readNumbers,
  sliderRun,
  writeNumber,
  writeNumbers,
} from '../../src/ui/inspector/entry.ts';

const numberFields = [...KINDS, ...OPTIMISERS, ...INITIALISERS].flatMap((thing) =>
  Object.entries(thing.fields).flatMap(([name, field]) =>
    field.type === 'number' ? [[`${thing.name}.${name}`, field] as const] : [],
  ),
);

describe('numbers as typed', () => {
  it.each([
    ['0.5', 0.5],
    ['.5', 0.5],
    ['0,5', 0.5],
    ['1e-3', 1e-3],
    ['−2', -2],
    ['12 345', 12345],
    ['12\u2009345', 12345],
  ])('reads %s', (text, value) => {
    expect(readNumber(text)).toBe(value);
  });
  it.each(['', 'abc', '1.2.3', '1e', 'Infinity', 'NaN', '0x10', '1e999'])(
    'refuses “%s”',
    (text) => {
      expect(readNumber(text)).toBeUndefined();
    },
  );
  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), (values) => {
        // JavaScript writes −0 as 0.
        const plain = values.map((v) => v + 0);
        expect(readNumbers(writeNumbers(plain))).toEqual(plain);
      }),
    );
  });
  it('reads lists in the usual notations', () => {
    expect(readNumbers('[2, 3; 4]')).toEqual([2, 3, 4]);
    expect(readNumbers('28×28')).toEqual([28, 28]);
    expect(readNumbers('')).toEqual([]);
    expect(readNumbers('1, x')).toBeUndefined();
  });
});

describe('fields of the catalogue', () => {
  it('there are some', () => expect(numberFields.length).toBeGreaterThan(5));
  it.each(numberFields)('%s takes its limits and refuses what is beyond', (name, field) => {
    expect(accept(name, field, writeNumber(field.min))).toBe(field.min);
    expect(accept(name, field, writeNumber(field.max))).toBe(field.max);
    expect(accept(name, field, writeNumber(field.max * 2 + 1))).toBeUndefined();
    if (field.integer) expect(accept(name, field, writeNumber(field.min + 0.5))).toBeUndefined();
  });
  it.each(numberFields)('%s: wherever the slider or an arrow leads is a value', (name, field) => {
    const run = sliderRun(field);
    if (run)
      for (let i = 0; i <= 20; i++) {
        const value = run.from(run.min + ((run.max - run.min) * i) / 20);
        if (!field.integer) expect(checkValue(name, field, value)).toBeUndefined();
        else expect(checkValue(name, field, Math.round(value))).toBeUndefined();
      }
    for (const value of [field.min, field.default, field.max])
      for (const direction of [1, -1] as const)
        expect(checkValue(name, field, nudge(field, value, direction))).toBeUndefined();
  });
  it('a list is taken as a whole or not at all', () => {
    const field: NumbersField = {
      type: 'numbers',
      label: 'Shape',
      default: [],
      min: 1,
      max: 9,
      integer: true,
      maxLength: 3,
    };
    expect(accept('shape', field, '1, 2')).toEqual([1, 2]);
    expect(accept('shape', field, '1, 20')).toBeUndefined();
    expect(accept('shape', field, '1 2 3 4')).toBeUndefined();
  });
  it('a logarithmic slider covers decades evenly', () => {
    const field: NumberField = {
      type: 'number',
      label: 'Rate',
      default: 0.01,
      min: 0,
      max: 1,
      log: true,
    };
    const run = sliderRun(field)!;
    expect(run.from(run.max)).toBe(1);
    expect(run.to(0.1) - run.to(0.01)).toBeCloseTo(run.to(0.01) - run.to(0.001), 9);
  });
});
