/** Files are written by a worker where that would keep the page's thread; the text is the same. */
import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { vocabulary } from '../../src/catalog/index.ts';
import type { Checkpoint } from '../../src/document/checkpoint.ts';
import { serialise } from '../../src/document/codec.ts';
import { pack } from '../../src/document/parcel.ts';
import { filesOf } from '../../src/document/reading.ts';
import type { Document } from '../../src/document/records.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { type Clerk, createFiling } from '../../src/state/filing.ts';
import { withTitlesApart } from '../../src/state/titles.ts';

const document: Document = must(SAMPLES[0], 'no sample').document;

/** The worker, with what crosses to it copied as it is on the way. */
function clerkOf(): Clerk & { written: number } {
  const { read, write } = filesOf(vocabulary);
  return {
    written: 0,
    read: async (text) => structuredClone(read(text)),
    async write(parcel, run) {
      this.written++;
      return write(structuredClone(parcel), structuredClone(run));
    },
  };
}

const tensor = (n: number, seed: number) => ({
  shape: [n],
  data: Float32Array.from({ length: n }, (_, i) => Math.sin(seed + i) / 3),
});

const runOf = (n: number): Checkpoint => ({
  weights: { 'a.weight': tensor(n, 1) },
  training: {
    network: 'n',
    step: 12,
    since: 3,
    epochs: { step: 0, epoch: 0, length: 4 },
    cost: 0.5,
    slots: { 'a.weight': { m: tensor(n, 2), v: tensor(n, 3) } },
    best: { cost: 0.25, step: 10, count: 7, failures: 1, weights: { 'a.weight': tensor(n, 4) } },
  },
});

describe('writing a file', () => {
  it.each([10, 20_000])(
    'of %i weights gives the text of the codec, with the state and without',
    async (n) => {
      const clerk = clerkOf();
      const filing = createFiling(clerk);
      const { weights, training } = runOf(n);
      expect(await filing.write(document)).toBe(serialise(document));
      expect(await filing.write(document, { weights })).toBe(serialise(document, weights));
      const whole = await filing.write(document, { weights, training: must(training, 'no state') });
      expect(whole).toBe(serialise(document, weights, training));
      // A document alone is short; many numbers are not.
      expect(clerk.written).toBe(n > 1_000 ? 2 : 0);
    },
  );

  it('counts slots and best weights, too', async () => {
    const clerk = clerkOf();
    const { training } = runOf(20_000);
    await createFiling(clerk).write(document, {
      weights: {},
      training: must(training, 'no state'),
    });
    expect(clerk.written).toBe(1);
  });

  it("is the page's own work where the worker dies", async () => {
    const dead: Clerk = { ...clerkOf(), write: () => Promise.reject(new Error('gone')) };
    const run = runOf(10_000);
    expect(await createFiling(dead).write(document, run)).toBe(
      serialise(document, run.weights, run.training),
    );
  });
});

describe('reading a file', () => {
  const many = (count: number): Document => ({
    ...document,
    edges: {},
    nodes: Object.fromEntries(
      Array.from({ length: count }, (_, i) => {
        const id = `tanh${i + 1}`;
        return [id, { id, kind: 'tanh', title: 'Same', params: {}, position: { x: i, y: 0 } }];
      }),
    ),
  });

  it.each([3, 1_000])(
    'of %i nodes that are called alike gives each a name of its own',
    async (n) => {
      const text = serialise(many(n));
      for (const filing of [createFiling(clerkOf()), createFiling()]) {
        const read = await filing.read(text);
        if (!read.ok) throw new Error(JSON.stringify(read.issues));
        expect(read.value.document).toEqual(withTitlesApart(many(n)));
      }
    },
  );

  it('a large one leaves little work to the page, whatever it is asked next', async () => {
    const read = await createFiling(clerkOf()).read(serialise(many(1_000)));
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    const { document: opened } = read.value;
    // Another name or rate leaves its records as they are packed.
    const before = pack(opened);
    const after = pack({ ...opened, name: 'Other' });
    expect(after).toEqual({ ...before, name: 'Other' });
    expect(after.positions).toBe(before.positions);
    const nodes = { ...opened.nodes };
    delete nodes.tanh1;
    expect(pack({ ...opened, nodes }).positions.length).toBe(before.positions.length - 2);
  });
});
