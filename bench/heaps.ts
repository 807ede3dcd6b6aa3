/** The heaps of a page and of its workers, after a collection of garbage in each. */
import type { CDPSession, Page } from 'playwright';

const MEBI = 2 ** 20;

interface Heap {
  readonly usedSize: number;
  /** What typed arrays lie in; browsers that do not tell it leave it out. */
  readonly backingStorageSize?: number;
}

export interface Heaps {
  /** Megabytes. */
  collected(): Promise<{ readonly page: number; readonly workers: number }>;
}

/** Workers are asked through the page, each by messages of its own; those that come later are asked too. */
export async function heapsOf(page: Page): Promise<Heaps> {
  const own = await page.context().newCDPSession(page);
  const workers = new Set<string>();
  const waiting = new Map<number, (result: unknown) => void>();
  let asked = 0;
  own.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') workers.add(sessionId);
  });
  own.on('Target.detachedFromTarget', ({ sessionId }) => workers.delete(sessionId));
  own.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message) as { id?: number; result?: unknown };
    if (id !== undefined) waiting.get(id)?.(result);
  });
  await own.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false });
  const ask = (sessionId: string, method: string) =>
    new Promise<unknown>((resolve) => {
      const id = ++asked;
      const done = (result: unknown) => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(result);
      };
      // A worker that ended meanwhile does not answer.
      const timer = setTimeout(done, 20_000);
      waiting.set(id, done);
      void own.send('Target.sendMessageToTarget', {
        sessionId,
        message: JSON.stringify({ id, method }),
      });
    });
  await own.send('HeapProfiler.enable');
  const sizeOf = (heap: Heap) => (heap.usedSize + (heap.backingStorageSize ?? 0)) / MEBI;
  return {
    async collected() {
      await collect(own);
      let sum = 0;
      for (const worker of workers) {
        await ask(worker, 'HeapProfiler.collectGarbage');
        const heap = (await ask(worker, 'Runtime.getHeapUsage')) as Heap | undefined;
        if (heap) sum += sizeOf(heap);
      }
      return { page: sizeOf((await own.send('Runtime.getHeapUsage')) as Heap), workers: sum };
    },
  };
}

const collect = (session: CDPSession) => session.send('HeapProfiler.collectGarbage');
