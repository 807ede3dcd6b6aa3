/** Who holds the device has it alone, in the order of asking, however long its answers take. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createQueue } from '../../workers/engine/queue.ts';

const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await Promise.resolve();
};

test('one after another, also behind one that fails', async () => {
  const body = fc.record({ waits: fc.nat(5), fails: fc.boolean(), late: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(body, { maxLength: 8 }), async (bodies) => {
      const queue = createQueue();
      const log: string[] = [];
      const held = bodies.map(({ waits, fails, late }, i) => {
        const end = () => {
          log.push(`end ${i}`);
          if (fails) throw new Error(String(i));
          return i;
        };
        return queue.hold(() => {
          log.push(`begin ${i}`);
          return late ? turns(waits).then(end) : end();
        });
      });
      const answers = await Promise.allSettled(held);
      expect(log).toEqual(bodies.flatMap((_, i) => [`begin ${i}`, `end ${i}`]));
      expect(answers).toEqual(
        bodies.map(({ fails }, i) =>
          fails
            ? { status: 'rejected', reason: new Error(String(i)) }
            : { status: 'fulfilled', value: i },
        ),
      );
    }),
  );
});
