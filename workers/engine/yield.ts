/**
 * A macrotask's pause: messages that wait are heard before it resolves. Promises alone would not do
 * (they run before any message), and timers are clamped to 4 ms.
 */
export function macrotask(): () => Promise<void> {
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
