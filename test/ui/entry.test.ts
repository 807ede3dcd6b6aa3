/** What people type into the inspector's fields. */

import { describe, expect, it } from 'vitest';
import { checkValue, type NumberField, type NumbersField } from '../../src/base/fields.ts';
import { writeNumber } from '../../src/base/number.ts';
import { alike } from '../../src/base/words.ts';
import { INITIALISERS, KINDS, OPTIMISERS } from '../../src/catalog/index.ts';
import { acceptNumber, acceptNumbers, nudge, sliderRun } from '../../src/ui/fields/entry.ts';

const numberFields = [...KINDS, ...OPTIMISERS, ...INITIALISERS].flatMap((thing) =>
  Object.entries(thing.fields).flatMap(([name, field]) =>
    field.type === 'number' ? [[`${thing.name}.${name}`, field] as const] : [],
  ),
);

describe('fields of the catalogue', () => {
  it('there are some', () => expect(numberFields.length).toBeGreaterThan(5));
  it.each(numberFields)('%s takes its limits and refuses what is beyond', (_, field) => {
    expect(acceptNumber(field, writeNumber(field.min)).value).toBe(field.min);
    expect(acceptNumber(field, writeNumber(field.max)).value).toBe(field.max);
    expect(acceptNumber(field, writeNumber(field.max * 2 + 1)).value).toBeUndefined();
    if (field.integer)
      expect(acceptNumber(field, writeNumber(field.min + 0.5)).value).toBeUndefined();
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
      label: alike('Shape'),
      default: [],
      min: 1,
      max: 9,
      integer: true,
      maxLength: 3,
    };
    expect(acceptNumbers('shape', field, '1, 2').values).toEqual([1, 2]);
    expect(acceptNumbers('shape', field, '1, 20').values).toBeUndefined();
    expect(acceptNumbers('shape', field, '1 2 3 4').values).toBeUndefined();
  });
  it('takes what is likely meant or nothing, and tells what else it may be', () => {
    const units = { min: 1, max: 100_000, integer: true };
    expect(acceptNumber(units, '10,000')).toEqual({ value: 10_000, likely: 10_000, other: 10 });
    expect(acceptNumber(units, '1.234')).toEqual({ value: 1234 });
    expect(acceptNumber({ ...units, max: 1000 }, '10,000')).toEqual({ likely: 10_000, other: 10 });
    expect(acceptNumber({ min: 0, max: 10 }, '1,500')).toEqual({ likely: 1500, other: 1.5 });
    expect(acceptNumber({ min: 0, max: 10 }, '1.125')).toEqual({ value: 1.125 });
    expect(acceptNumber({ min: 0, max: 10 }, '0,05')).toEqual({ value: 0.05 });
  });
  it('a logarithmic slider covers decades evenly', () => {
    const field: NumberField = {
      type: 'number',
      label: alike('Rate'),
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
