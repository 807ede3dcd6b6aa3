/**
 * Numbers in the memory of a backend: written, read, reduced, copied and put back, in any order, as in an
 * array of JavaScript. What was read is a copy.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { HostBackend, Region, Snapshot } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { linePlan } from '../engine/line.ts';
import { VARIANTS } from './variants.ts';

const plan = linePlan(4, 0.05);
const buffers = plan.buffers.filter((b) => b.role !== 'scratch' && b.size > 0);

const region: fc.Arbitrary<Region> = fc
  .tuple(fc.constantFrom(...buffers), fc.nat(), fc.nat())
  .map(([{ id, size }, a, b]) => {
    const offset = a % size;
    return { buffer: id, offset, length: b % (size - offset + 1) };
  });
const regions = fc.array(region, { minLength: 1, maxLength: 4 });
/** Numbers that float32 holds exactly, some of them not finite. */
const value = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: -50, max: 50 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY) },
);

type Action =
  | { readonly do: 'write'; readonly at: Region; readonly numbers: readonly number[] }
  | { readonly do: 'snapshot'; readonly of: readonly Region[] }
  | { readonly do: 'take' | 'restore'; readonly which: number };
const action: fc.Arbitrary<Action> = fc.oneof(
  fc
    .tuple(region, fc.infiniteStream(value))
    .map(([at, stream]) => ({ do: 'write', at, numbers: [...stream.take(at.length)] }) as const),
  fc.record({ do: fc.constant('snapshot' as const), of: regions }),
  fc.record({ do: fc.constantFrom('take' as const, 'restore' as const), which: fc.nat(9) }),
);

const close = (x: number) => (Number.isFinite(x) ? expect.closeTo(x, 6) : x);
const all = buffers.map((b): Region => ({ buffer: b.id, offset: 0, length: b.size }));

describe.each([reference, ...VARIANTS].map((b, i) => [`${b.name} ${i}`, b] as const))(
  '%s',
  (_, backend: HostBackend) => {
    test('behaves as arrays do', async () => {
      const instance = await backend.instantiate(plan);
      await fc.assert(
        fc.asyncProperty(fc.array(action, { maxLength: 12 }), regions, async (actions, asked) => {
          const model = new Map(buffers.map((b) => [b.id, new Float64Array(b.size)]));
          const part = ({ buffer, offset, length }: Region) =>
            must(model.get(buffer), 'a buffer').subarray(offset, offset + length);
          const copies = (of: readonly Region[]) => of.map((r) => part(r).slice());
          for (const b of buffers)
            instance.write({ buffer: b.id, offset: 0 }, part(all.find((r) => r.buffer === b.id)!));
          const held: { snapshot: Snapshot; of: readonly Region[]; copies: Float64Array[] }[] = [];
          const early = instance.read(all);
          const expected = copies(all);
          for (const a of actions) {
            if (a.do === 'write') {
              instance.write(a.at, a.numbers);
              part(a.at).set(a.numbers);
            } else if (a.do === 'snapshot')
              held.push({ snapshot: instance.snapshot(a.of), of: a.of, copies: copies(a.of) });
            else {
              const found = held[a.which % Math.max(1, held.length)];
              if (!found) continue;
              if (a.do === 'take') {
                found.snapshot.take();
                found.copies = copies(found.of);
              } else {
                found.snapshot.restore();
                for (const [i, r] of found.of.entries()) part(r).set(found.copies[i]!);
              }
            }
          }
          const told = (list: readonly (ArrayLike<number> | undefined)[]) =>
            list.map((x) => x && Array.from(x));
          expect(told(await instance.read(all))).toEqual(told(copies(all)));
          const into = asked.map((r) => new Float32Array(r.length));
          expect(told(await instance.read(asked, into))).toEqual(told(copies(asked)));
          expect(told(into)).toEqual(told(copies(asked)));
          // What was asked for before is as it was then.
          expect(told(await early)).toEqual(told(expected));
          for (const { snapshot, of, copies: own } of held)
            expect(told(await snapshot.read([of[0]!]))).toEqual(told([own[0]!]));
          const sum = (of: (x: number) => number) =>
            asked.map((r) => close(part(r).reduce((n, x) => n + of(x), 0)));
          expect([...(await instance.reduce('sum', asked))]).toEqual(sum((x) => x));
          expect([...(await instance.reduce('sumOfSquares', asked))]).toEqual(sum((x) => x * x));
          expect([...(await instance.reduce('isFinite', asked))]).toEqual(
            asked.map((r) => Number(part(r).every(Number.isFinite))),
          );
        }),
        { numRuns: 200, seed: 3 },
      );
    });

    test('a snapshot tells of what it has no copy of that it has none', async () => {
      const instance = await backend.instantiate(plan);
      const [first, second] = all;
      const snapshot = instance.snapshot([first!]);
      expect(await snapshot.read([second!, { ...first!, offset: 1 }])).toEqual([
        undefined,
        undefined,
      ]);
      expect(snapshot.bytes).toBe(first!.length * (backend.precision === 'float32' ? 4 : 8));
    });
  },
);
