/** Below the gates wrong data is our own bug: say so, loudly, with a prefix that tests can look for. */

/** @param message a function where it takes work to say: most of what is asserted is true. */
export function assert(condition: unknown, message: string | (() => string)): asserts condition {
  if (!condition) throw new Error(`internal: ${typeof message === 'string' ? message : message()}`);
}

/** The value, which our own invariants say is there. */
export function must<T>(value: T | null | undefined, message: string): T {
  assert(value !== undefined && value !== null, message);
  return value;
}
