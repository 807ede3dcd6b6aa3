/** A ring of the last `capacity` numbers: what a live chart reads. Nothing is allocated after creation. */
export interface Ring {
  readonly capacity: number;
  readonly data: Float64Array;
  /** How many numbers are held, at most `capacity`. */
  length: number;
  /** Where the next number goes. */
  head: number;
}

export const ring = (capacity: number): Ring => ({
  capacity,
  data: new Float64Array(capacity),
  length: 0,
  head: 0,
});

export function push(r: Ring, value: number): void {
  r.data[r.head] = value;
  r.head = (r.head + 1) % r.capacity;
  if (r.length < r.capacity) r.length++;
}

/** The i-th number, oldest first. */
export const at = (r: Ring, i: number): number =>
  r.data[(r.head - r.length + i + r.capacity) % r.capacity]!;

export const last = (r: Ring): number | undefined => (r.length ? at(r, r.length - 1) : undefined);

/** Takes the last number away. */
export function pop(r: Ring): void {
  if (!r.length) return;
  r.length--;
  r.head = (r.head - 1 + r.capacity) % r.capacity;
}

export function clear(r: Ring): void {
  r.length = 0;
  r.head = 0;
}

/** All of them, oldest first: a copy. */
export const numbersIn = (r: Ring): Float64Array =>
  Float64Array.from({ length: r.length }, (_, i) => at(r, i));
