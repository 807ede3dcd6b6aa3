/** Training that goes on for hours: what the worker leaves to the browser's collector, counted. */
import { expect, goesBeyond, pause, step, test, train, visitQuietly } from './story.ts';

/** Counts what the worker's code sends from now on. */
function countSent(): void {
  const sent = { all: 0, toItself: 0, moved: 0 };
  Object.assign(self, { sent });
  const count = (message: unknown, moved: unknown) => {
    sent.all++;
    if (message === null) sent.toItself++;
    if (Array.isArray(moved)) sent.moved += moved.filter((m) => m instanceof ArrayBuffer).length;
  };
  for (const target of [MessagePort.prototype, self]) {
    const post = target.postMessage as (...args: unknown[]) => void;
    Object.assign(target, {
      postMessage(this: unknown, ...args: unknown[]) {
        count(args[0], args[1]);
        post.apply(this, args);
      },
    });
  }
}

test('a worker that trains makes no event for each pause, and moves no small buffers', async ({
  page,
}) => {
  await visitQuietly(page);
  const worker = page.workers().find((w) => /\/train-/.test(w.url()));
  if (!worker) throw new Error('There is no worker that trains.');
  await worker.evaluate(countSent);
  await train(page);
  await goesBeyond(page, (await step(page)) + 10_000);
  const read = () => worker.evaluate(() => (self as unknown as { sent: Sent }).sent);
  // Frames, answers for the cards and the map.
  await expect.poll(async () => (await read()).all).toBeGreaterThan(100);
  await pause(page);
  const { toItself, moved, all } = await read();
  expect(toItself).toBe(0);
  // The decision map is large.
  expect(moved).toBeLessThan(all / 4);
});

interface Sent {
  readonly all: number;
  readonly toItself: number;
  readonly moved: number;
}
