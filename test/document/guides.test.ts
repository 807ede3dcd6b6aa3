/** Schedule and clipping in the run settings: optional, kept in files, checked when compiling. */

import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import { vocabulary } from '../../src/catalog/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { parse, serialise } from '../../src/document/codec.ts';
import type { RunSettings } from '../../src/document/records.ts';
import { dense, input, model, mse } from '../vocabulary.ts';

const document = (run: Partial<RunSettings>) => model(input(2), dense(1), mse(), run);
const SCHEDULE = {
  kind: 'warmUp',
  params: { next: { kind: 'cosine', params: { tMax: 50 } }, steps: 10 },
};
const CLIP = { kind: 'norm', params: { maxNorm: 2 } };

describe('a file', () => {
  it('without them says nothing of them', () => {
    expect(serialise(document({}))).not.toMatch(/schedule|clip/);
    expect(serialise(document({ schedule: undefined }))).toBe(serialise(document({})));
  });
  it('with them comes back as it was', () => {
    const before = document({ schedule: SCHEDULE, clip: CLIP });
    const text = serialise(before);
    const read = parse(text, vocabulary);
    if (!read.ok) throw new Error(sentenceOf(read.issues[0]!));
    expect(read.value.document.run).toEqual(before.run);
    expect(serialise(read.value.document)).toBe(text);
  });
  it('is refused where they are no things', () => {
    const text = serialise(document({ clip: CLIP })).replace('"kind": "norm"', '"kind": 5');
    expect(parse(text, vocabulary).ok).toBe(false);
  });
});

describe('the check', () => {
  const issues = (run: Partial<RunSettings>) =>
    compile(document(run)).issues.filter((i) => i.severity === 'error');
  it('takes what the catalogue has', () => {
    expect(issues({ schedule: SCHEDULE, clip: CLIP })).toEqual([]);
  });
  it('names the setting that is wrong, in nested things too', () => {
    expect(issues({ schedule: { kind: 'magic', params: {} } })).toMatchObject([
      { code: 'param.thing', where: { param: 'schedule' } },
    ]);
    expect(issues({ clip: { kind: 'norm', params: { maxNorm: -1 } } })).toMatchObject([
      { code: 'param.invalid', where: { param: 'clip' } },
    ]);
    const nested = { ...SCHEDULE, params: { next: { kind: 'step', params: { gamma: 7 } } } };
    expect(issues({ schedule: nested })).toMatchObject([
      { code: 'param.invalid', where: { param: 'schedule' } },
    ]);
  });
});

it('another schedule is another compilation, another learning rate is not', () => {
  const sgd = (lr: number) => ({ kind: 'sgd', params: { lr } });
  const key = (run: Partial<RunSettings>) => compile(document(run)).key;
  expect(key({ schedule: SCHEDULE })).not.toBe(key({}));
  expect(key({ schedule: SCHEDULE, optimiser: sgd(1) })).toBe(
    key({ schedule: SCHEDULE, optimiser: sgd(2) }),
  );
});
