/** What persists is copied once where it is handed over: a device is asked for no tensor twice. */
import { expect, test } from 'vitest';
import type { Thing } from '../../src/base/fields.ts';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import { size } from '../../src/tensor/shape.ts';
import type { Backend, Instance, Region } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { data, dense, draw, mse, tanh } from '../vocabulary.ts';
import { listened } from './line.ts';

const adam: Thing = { kind: 'adam', params: {} };
const network = draw(
  [data('gaussians', { samples: 16 }), dense(3), tanh(), dense(2), mse()],
  [
    'data1.x -> dense1.in',
    'dense1.out -> tanh1.in',
    'tanh1.out -> dense2.in',
    'dense2.out -> mse1.prediction',
    'data1.x -> mse1.target',
  ],
  { batchSize: 8, optimiser: adam },
);

/** The reference, and the regions that were read of it. */
function heard() {
  const regions: Region[] = [];
  const backend: Backend = {
    ...reference,
    async instantiate(plan, resident, drive) {
      const inner = await reference.instantiate(plan, resident, drive);
      const read: Instance['read'] = (of, into) => {
        regions.push(...of);
        return inner.read(of, into);
      };
      return new Proxy<Instance>(inner, {
        get: (target, key) => {
          if (key === 'read') return read;
          const value: unknown = Reflect.get(target, key, target);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    },
  };
  return { backend, regions };
}

test.each(['readCheckpoint', 'readWeights'] as const)('%s', async (ask) => {
  const { backend, regions } = heard();
  const t = await listened({ compile, makeDataset, backends: [backend], clock: { now: () => 0 } });
  await t.engine.load({ document: network, generation: 1 });
  await t.engine.train(5);
  await t.rest();
  regions.length = 0;
  await t.engine[ask]();
  const read = regions.reduce((sum, { length }) => sum + length, 0);
  const views = (compile(network).plan?.storage ?? []).filter(
    ({ slot }) => ask === 'readCheckpoint' || !slot,
  );
  expect(views.length).toBeGreaterThan(3);
  expect(read).toBe(views.reduce((sum, { ref }) => sum + size(ref.shape), 0));
  await t.engine.dispose();
});
