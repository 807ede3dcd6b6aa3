/** Trajectories of optimisers beside PyTorch; descent.py wrote the numbers. */
import { expect, test } from 'vitest';
import { OPTIMISERS } from '../../src/catalog/index.ts';
import runs from './descent.json';
import { type DescentRun, describeDescents } from './descent-runs.ts';

describeDescents(runs as unknown as readonly DescentRun[]);

test('every optimiser has a run', () => {
  const covered = new Set(runs.map((r) => r.name));
  for (const { name } of OPTIMISERS) expect(covered).toContain(name);
});
