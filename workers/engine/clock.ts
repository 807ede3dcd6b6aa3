import type { Stopwatch } from '../../src/base/clock.ts';

/**
 * The engine's clock: the only place that knows the time of day. All else is handed one, so that a test can
 * let time jump. Time decides when something is shown or heard, never what is computed.
 */
export interface EngineClock extends Stopwatch {
  /** Resolves after the messages that wait were heard. */
  yieldToOthers(): Promise<void>;
  /** Resolves after so many milliseconds. */
  wait(milliseconds: number): Promise<void>;
}

export const engineClock = (): EngineClock => ({
  now: () => performance.now(),
  yieldToOthers: macrotask(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
});

/**
 * A macrotask's pause. Promises alone would not do (they run before any message), and timers are clamped
 * to 4 ms.
 */
function macrotask(): () => Promise<void> {
  // Node: also keeps the process alive exactly as long as somebody waits.
  if (typeof setImmediate === 'function')
    return () => new Promise((resolve) => void setImmediate(resolve));
  // An event for each pause, a hundred a second, is garbage that the browser collects only together with
  // its whole heap, which for a worker this small it does not for minutes; waking oneself makes none.
  if (self.crossOriginIsolated && typeof Atomics.waitAsync === 'function') {
    const word = new Int32Array(new SharedArrayBuffer(4));
    return async () => {
      const { value } = Atomics.waitAsync(word, 0, 0);
      Atomics.notify(word, 0, 1);
      await value;
    };
  }
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(null);
    });
}
