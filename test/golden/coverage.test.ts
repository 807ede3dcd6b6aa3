/** No kind, choice or switch without numbers from PyTorch: the audit of the golden files. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Hyperparameters } from '../../src/base/fields.ts';
import { CLIPS, INITIALISERS, KINDS, OPTIMISERS, SCHEDULES } from '../../src/catalog/index.ts';

interface Case {
  readonly kind: string;
  readonly params: Hyperparameters;
}
const isCase = (value: unknown): value is Case =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  'params' in value &&
  'gradients' in value;

const folder = new URL('.', import.meta.url);
const texts = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
const cases = texts.flatMap((text) => {
  const file = JSON.parse(text) as unknown[] | Record<string, unknown>;
  return (Array.isArray(file) ? file : Object.values(file).flat()).filter(isCase);
});

/** Sources give what they are given, and dropout draws numbers that no two programs share. */
const ASIDE: ReadonlySet<string> = new Set(['data', 'constant', 'dropout']);
/** Whether weights move is asked in test/catalog/freezing.test.ts; accuracy is none of PyTorch's numbers. */
const STILL: ReadonlySet<string> = new Set(['trainable', 'accuracy']);

test.each(KINDS.filter((k) => !ASIDE.has(k.name)).map((k) => [k.name, k] as const))(
  '%s, with each choice and switch',
  (name, kind) => {
    const own = cases.filter((c) => c.kind === name);
    expect(own.length).toBeGreaterThan(0);
    for (const [param, field] of Object.entries(kind.fields)) {
      if (STILL.has(param)) continue;
      const values =
        field.type === 'choice'
          ? field.options.map((o) => o.value)
          : field.type === 'boolean'
            ? [true, false]
            : [];
      const seen = own.map((c) => c.params[param] ?? field.default);
      for (const value of values) expect(seen, `${param} ${value}`).toContain(value);
    }
  },
);

test('every optimiser, schedule, clip and initialiser', () => {
  const all = texts.join('\n');
  for (const { name } of [...OPTIMISERS, ...SCHEDULES, ...CLIPS, ...INITIALISERS])
    expect(all).toMatch(new RegExp(`"(?:name|kind)":\\s*"${name}"`));
});
