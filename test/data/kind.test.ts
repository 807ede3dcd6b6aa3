import { describe, expect, it } from 'vitest';
import { checkValues, complete, relevant } from '../../src/base/fields.ts';
import { sentenceOf } from '../../src/base/issue.ts';
import { data } from '../../src/catalog/sources/data.ts';
import { makeDataset } from '../../src/data/make.ts';
import { createBuilder } from '../../src/ir/builder.ts';

const none = { get: async () => undefined };
type Given = Parameters<typeof data.ports>[0];
const full = (given: object): Given => complete(data.fields, { ...given }) as Given;
const shapeOf = (given: object) => {
  const params = full(given);
  return data.shape({ params, node: 'data1', at: () => [] });
};

describe('the kind `data`', () => {
  it('declares in shape and ports what it lowers and what is fed', async () => {
    for (const { params: given = {} } of data.examples) {
      const params = full(given);
      expect(checkValues(data.fields, params)).toEqual([]);
      const shapes = shapeOf(given);
      if (!shapes.ok) throw new Error('no shape');
      expect(Object.keys(shapes.value).sort()).toEqual(
        data
          .ports(params)
          .outputs.map((p) => p.name)
          .sort(),
      );
      const b = createBuilder();
      const fed: Record<string, number> = {};
      const out = data.lower?.({
        params,
        node: 'data1',
        b,
        batch: 5,
        mode: 'train',
        input: () => b.fill(0),
        inputs: () => [],
        weight: () => b.fill(0),
        state: () => b.fill(0),
        intermediate: () => b.fill(0),
        assign: () => {},
        placeholder: (port, shape) => {
          fed[port] = shape.reduce((n, d) => n * d, 1);
          return b.emit('input', [], { name: `data1.${port}` }, [5, ...shape]);
        },
      });
      for (const [port, shape] of Object.entries(shapes.value))
        expect(out?.[port]?.shape).toEqual([5, ...shape]);
      const set = await makeDataset(params, none);
      if (!set.ok) throw new Error('no data');
      expect(fed).toEqual({ x: set.value.inputs.length, y: set.value.width });
    }
  });

  it('shows only the fields that matter', () => {
    const shown = (dataset: string, more = {}) =>
      Object.entries(data.fields)
        .filter(([, f]) => relevant(f, complete(data.fields, { dataset, ...more })))
        .map(([name]) => name);
    expect(shown('xor-points')).toEqual(['dataset', 'encoding', 'standardise', 'split']);
    expect(shown('sine')).not.toContain('encoding');
    expect(shown('spiral')).toContain('groups');
    expect(shown('circle')).not.toContain('table');
    expect(shown('csv')).not.toContain('noise');
    expect(shown('csv', { targetType: 'number' })).toContain('standardiseTarget');
    expect(shown('csv', { targetType: 'number' })).not.toContain('classes');
  });

  it('says what a CSV source lacks, on the node and the parameter', () => {
    const lacking = (params: Record<string, unknown>) =>
      shapeOf({ dataset: 'csv', ...params }).issues.map((i) => [
        i.code,
        i.where?.node,
        i.where?.param,
      ]);
    const table = { table: 't1' };
    expect(lacking({})).toEqual([['data.no-table', 'data1', 'table']]);
    expect(lacking(table)).toEqual([['data.no-inputs', 'data1', 'inputs']]);
    expect(lacking({ ...table, inputs: ['a'] })).toEqual([['data.no-target', 'data1', 'target']]);
    expect(lacking({ ...table, inputs: ['a'], target: 'b', classes: ['x'] })).toEqual([
      ['data.few-classes', 'data1', 'classes'],
    ]);
    expect(
      shapeOf({ ...table, dataset: 'csv', inputs: ['a', 'c'], target: 'b', targetType: 'number' }),
    ).toMatchObject({ ok: true, value: { x: [2], y: [1] } });
  });

  it('is not harmed by hostile parameters', async () => {
    for (const params of [
      { groups: 1e12 },
      { samples: Number.NaN },
      { samples: -5, groups: 2.5 },
      { seed: 1e300, noise: Number.POSITIVE_INFINITY },
      { inputs: 'abc', classes: [1, 2], dataset: 'csv' },
      { dataset: '__proto__' },
      { dataset: 7, split: 'yes', validation: 5 },
    ]) {
      expect(data.ports(params as never).outputs.length).toBeLessThan(10);
      const set = await makeDataset({ ...params }, none);
      if (set.ok) expect(set.value.features.every(Number.isFinite)).toBe(true);
      else expect(sentenceOf(set.issues[0]!)).toBeTruthy();
    }
  });
});
