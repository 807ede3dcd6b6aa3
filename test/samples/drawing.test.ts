/** The page knows all samples from its first moment; none of them is drawn before somebody opens or looks at it. */
import { expect, test, vi } from 'vitest';

const drawn = vi.hoisted(() => [] as string[]);
vi.mock('../../src/samples/build.ts', async (real) => {
  const build = await real<typeof import('../../src/samples/build.ts')>();
  const draw: typeof build.draw = (name, run, paint) => {
    drawn.push(name);
    return build.draw(name, run, paint);
  };
  return { ...build, draw };
});

test('samples are drawn when they are asked for, each of them once', async () => {
  const { SAMPLES, sampleOf } = await import('../../src/samples/index.ts');
  expect(SAMPLES.map((s) => s.title.en)).not.toContain('');
  expect(drawn).toEqual([]);
  const gates = sampleOf('gates');
  const { document, weights } = gates ?? {};
  expect(gates?.document).toBe(document);
  expect(gates?.weights).toBe(weights);
  expect(Object.keys(weights ?? {}).length).toBeGreaterThan(0);
  expect(drawn).toEqual(['Logic gates']);
  for (const { document } of SAMPLES) expect(Object.keys(document.nodes).length).toBeGreaterThan(2);
  const once = [...drawn];
  for (const { document } of SAMPLES) expect(document.run).toBeDefined();
  expect(drawn).toEqual(once);
});
