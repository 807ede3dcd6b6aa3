/** The bench's documents stay sound, and what the peers are told of them is all of it. */
import { expect, test } from 'vitest';
import { ALONE, differing, OWN_PATCH } from '../../bench/contest.ts';
import { jobOf, numbersFor } from '../../bench/job.ts';
import { WORKLOADS } from '../../bench/workloads.ts';
import { size } from '../../src/tensor/shape.ts';

test.each(WORKLOADS)('$name: $title', ({ document, name }) => {
  const job = jobOf(document);
  expect(job.name).toBe(name);
  expect(job.compilation.issues.filter((i) => i.severity === 'error')).toEqual([]);
  // The batch that the title promises, whatever the data set has.
  expect(job.batch).toBe(document.run.batchSize);
  // Every parameter belongs to a layer that the peers know of.
  const owners = new Set(job.layers.map((l) => l.id));
  expect(job.parameters.length).toBeGreaterThan(0);
  for (const p of job.parameters) expect(owners).toContain(p.name.split('.')[0]);
  const { x, y, weights } = numbersFor(job);
  expect(x.length).toBe(job.batch * size(job.input));
  expect(y.length).toBe(job.batch * job.targets);
  for (const p of job.parameters) expect(weights.get(p.name)?.length).toBe(size(p.shape));
  // Everybody draws the same.
  expect(numbersFor(job).x).toEqual(x);
});

test('the peer with another gradient of a filter runs where there is a filter, beside all others', () => {
  const withIt = WORKLOADS.filter((w) => differing(ALONE, jobOf(w.document)).includes(OWN_PATCH));
  expect(withIt.map((w) => w.name)).toEqual(['D', 'D2']);
  for (const { document } of WORKLOADS)
    expect(differing(ALONE, jobOf(document)).filter((name) => name !== OWN_PATCH)).toEqual(
      ALONE.filter((name) => name !== OWN_PATCH),
    );
});
