/**
 * A macrotask's pause: messages that wait are heard before it resolves. Promises alone would not do
 * (they run before any message), and timers are clamped to 4 ms.
 */
export function macrotask(): () => Promise<void> {
  // Node: also keeps the process alive exactly as long as somebody waits.
  if (typeof setImmediate === 'function')
    return () => new Promise((resolve) => void setImmediate(resolve));
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(null);
    });
}
