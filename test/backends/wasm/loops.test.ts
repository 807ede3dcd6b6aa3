/** Kernels that are dead in the last iteration of a loop over time are skipped there. */
import { expect, test } from 'vitest';
import { compile } from '../../../src/compile/compile.ts';
import type { RoutineName } from '../../../src/plan/plan.ts';
import { wasm } from '../../../workers/backends/wasm/wasm.ts';
import { dense, input, model, mse, reshape } from '../../vocabulary.ts';

test('no gradient is handed on where no step is left to take it, but for eyes', async () => {
  const { plan } = compile(
    model(
      input(10),
      reshape(5, 2),
      { kind: 'lstm', params: { units: 4, gives: 'last' } },
      dense(1),
      mse(),
      { batchSize: 3 },
    ),
  );
  if (!plan) throw new Error('no plan');
  const instance = await wasm.instantiate(plan);
  const loops = async (routine: RoutineName) => {
    const steps = plan.routines[routine]?.steps ?? [];
    const first = new Map(steps.map((s, i) => [s.loop, i] as const).reverse());
    const texts: Record<string, string> = {};
    for (const [loop, i] of first) {
      if (!loop) continue;
      const whole = (await instance.listing?.(routine, i))?.find((f) => f.is === 'loop');
      texts[loop.reverse ? 'back' : 'on'] = whole?.text ?? '';
    }
    return texts;
  };
  const { back, on } = await loops('train');
  const asks = /^ +if$/m;
  expect(back).toMatch(asks);
  expect(on).not.toMatch(asks);
  expect((await loops('watch')).back).not.toMatch(asks);
});
