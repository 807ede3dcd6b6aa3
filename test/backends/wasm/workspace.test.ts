/** Scratch memory of kernels: in gaps of the arena, and one packed copy for all steps that ask for it. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/compile/compile.ts';
import { scratchAllocationsOf } from '../../../src/plan/lifetimes.ts';
import type { Kernel, Plan } from '../../../src/plan/plan.ts';
import { reference } from '../../../workers/backends/reference/reference.ts';
import { wasm } from '../../../workers/backends/wasm/wasm.ts';
import { Workspace } from '../../../workers/backends/wasm/workspace.ts';
import { dense, input, model, mse, reshape } from '../../vocabulary.ts';
import { access, planOf, product } from '../kernels.ts';

const from = access(0, [64, 1]);
const EXTENTS = [8, 64];

/** Two products that read the same left operand in the same panels, and a third step in between. */
function twice(between: Kernel): Plan {
  const [m, n, k] = [64, 64, 128] as const;
  const first = product([m, n, k], true, false);
  const again: Kernel = {
    ...first,
    loads: [first.loads[0] ?? from, access(3, [0, 1, n])],
    results: first.results.map((r) => ({ ...r, to: { ...r.to, buffer: 4 } })),
  };
  const wave = ([rows, columns]: readonly [number, number], f: number) =>
    Array.from({ length: rows * columns }, (_, i) => Math.fround(Math.sin(i * f)));
  const shapes = [
    ...([
      [k, m],
      [k, n],
      [m, n],
      [k, n],
      [m, n],
      [k, m],
    ] as const),
  ];
  const cells = shapes.map((shape, i) => ({
    shape: [...shape],
    ...(i === 2 || i === 4 ? {} : { data: wave(shape, 0.1 + 0.3 * i) }),
  }));
  return planOf(cells, [first, between, again]);
}
const writing = (buffer: number): Kernel => ({
  axes: [16],
  reduced: 0,
  loads: [access(5, [1])],
  results: [{ value: { op: 'load', load: 0 }, to: access(buffer, [1]) }],
});

describe('a copy that two steps ask for', () => {
  test.each([
    ['is left as it is', 2],
    ['was written in between', 0],
  ])('what it is of %s: the numbers are right', async (_, buffer) => {
    const plan = twice(writing(buffer));
    const results = await Promise.all(
      [wasm, reference].map(async (backend) => {
        const instance = await backend.instantiate(plan);
        instance.submit('train', 1, 1);
        return [...instance.view(4)];
      }),
    );
    const [fast, exact] = results as [number[], number[]];
    exact.forEach((x, i) => {
      expect(Math.abs((fast[i] ?? Number.NaN) - x)).toBeLessThan(1e-4);
    });
  });

  const empty = () => new Workspace(planOf([{ shape: [8, 64] }], []));
  const made = (workspace: Workspace, of = from) => workspace.copy(of, EXTENTS, 512).made;
  test('is made once, until that is written', () => {
    const workspace = empty();
    workspace.enter('train');
    expect([made(workspace), made(workspace)]).toEqual([false, true]);
    workspace.invalidate([7]);
    expect(made(workspace)).toBe(true);
    workspace.invalidate([0]);
    expect(made(workspace)).toBe(false);
    workspace.enter('evaluate');
    expect(made(workspace)).toBe(false);
  });
  test('is made by each where steps are run one by one', () => {
    const workspace = empty();
    workspace.enter('watch');
    expect([made(workspace), made(workspace)]).toEqual([false, false]);
  });
  test('is made by each where its source is scratch memory itself', () => {
    const workspace = empty();
    workspace.enter('train');
    const own = access(workspace.zeroed('border', 512), [64, 1]);
    expect([made(workspace, own), made(workspace, own)]).toEqual([false, false]);
  });
});

test('no allocation overlaps what is alive, and gaps of the arena are used', () => {
  const { plan } = compile(
    model(
      input(512),
      reshape(32, 16),
      { kind: 'lstm', params: { units: 64, gives: 'last' } },
      dense(1),
      mse(),
      { batchSize: 16 },
    ),
  );
  if (!plan) throw new Error('no plan');
  const workspace = new Workspace(plan);
  const steps = plan.routines.train?.steps.length ?? 0;
  workspace.enter('train');
  const allocated = Array.from({ length: steps }, (_, step) => {
    workspace.begin({ from: step, to: step + 1 });
    return { step, size: 5000, buffer: workspace.allocate(5000) };
  });
  const alive = scratchAllocationsOf(plan, 'train');
  let inside = 0;
  for (const { step, size, buffer } of allocated) {
    const at = workspace.start(buffer);
    if (at + size <= plan.arena) inside++;
    for (const b of plan.buffers) {
      const lives = alive.find((t) => t.buffer === b.id);
      const now = b.role !== 'scratch' || (lives && lives.first <= step && step <= lives.last);
      if (now) expect(at >= b.offset + b.size || at + size <= b.offset, b.name).toBe(true);
    }
  }
  expect(inside).toBeGreaterThan(0);
});
