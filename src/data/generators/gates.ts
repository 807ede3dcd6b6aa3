/** Truth tables: four points, always in the order 00, 01, 10, 11. Nothing is drawn. */
import type { Words } from '../../base/words.ts';
import { always, draw, type Generator } from './generator.ts';

const gate = (
  name: string,
  title: Words,
  truth: readonly [0 | 1, 0 | 1, 0 | 1, 0 | 1],
): Generator => ({
  name,
  title,
  elementSpec: always({ inputs: ['x1', 'x2'], rows: 4 }),
  task: 'classes',
  uses: [],
  make: () => draw(4, 2, (i) => ({ at: [i >> 1, i & 1], label: truth[i]! })),
});

/** Minsky and Papert 1969: no line divides it. */
export const xorPoints = gate(
  'xor-points',
  { en: 'XOR, 4 points', zh: '异或（4 个点）' },
  [0, 1, 1, 0],
);
export const and = gate('and', { en: 'AND, 4 points', zh: '与门（4 个点）' }, [0, 0, 0, 1]);
export const or = gate('or', { en: 'OR, 4 points', zh: '或门（4 个点）' }, [0, 1, 1, 1]);
