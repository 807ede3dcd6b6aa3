/** Whether two walks ever meet, against looking at every point. */
import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { affineAt, apart, points } from '../../src/plan/affine.ts';

test('two accesses are apart where no two of their points are one element', () => {
  let met = 0;
  for (let seed = 1; seed <= 2000; seed++) {
    const r = random(seed, 5);
    const axes = Array.from({ length: 1 + r.below(3) }, () => 1 + r.below(4));
    const strides = axes.map(() => r.below(9) - 2);
    const a = { offset: r.below(12), strides };
    const b = {
      offset: r.below(12),
      strides: r.next() < 0.8 ? strides : axes.map(() => r.below(5)),
    };
    const alike = r.below(axes.length + 1);
    const same = (p: readonly number[], q: readonly number[]) =>
      p.slice(0, alike).every((x, i) => x === q[i]);
    const all = Array.from(points(axes), (p) => [...p]);
    const meets = all.some((p) => all.some((q) => same(p, q) && affineAt(a, p) === affineAt(b, q)));
    if (meets) met++;
    // What is told apart is; walks of one form are told apart wherever they are.
    if (apart(a, b, axes, alike)) expect(meets, `seed ${seed}`).toBe(false);
    else if (a.strides === b.strides) expect(meets, `seed ${seed}`).toBe(true);
  }
  expect(met).toBeGreaterThan(500);
  expect(met).toBeLessThan(1900);
});
