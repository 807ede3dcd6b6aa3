/**
 * Counter-based random numbers: Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw 2011,
 * "Parallel random numbers: as easy as 1, 2, 3"). A number is a pure function of key and counter, so
 * the same seed gives the same curve, and stepping backwards or replaying is exact. 32-bit integer
 * arithmetic only, so that every backend gets the same bits.
 */
/** The two words of a key and counter, written to `out`: nothing is allocated for each number. */
function mix(k0: number, k1: number, c0: number, c1: number, out: Uint32Array): void {
  let x0 = (c0 + k0) | 0;
  let x1 = (c1 + k1) | 0;
  let [key, next, last] = [k1, k0 ^ k1 ^ 0x1bd11bda, k0];
  // Four rounds, then two words of the key; the rotations of every other group are the same.
  for (let group = 1; group <= 5; group++) {
    const odd = (group & 1) === 1;
    let r = odd ? 13 : 17;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << r) | (x1 >>> (32 - r))) ^ x0;
    r = odd ? 15 : 29;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << r) | (x1 >>> (32 - r))) ^ x0;
    r = odd ? 26 : 16;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << r) | (x1 >>> (32 - r))) ^ x0;
    r = odd ? 6 : 24;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << r) | (x1 >>> (32 - r))) ^ x0;
    x0 = (x0 + key) | 0;
    x1 = (x1 + next + group) | 0;
    const former = key;
    key = next;
    next = last;
    last = former;
  }
  out[0] = x0;
  out[1] = x1;
}
const words = new Uint32Array(2);

/** 64 random bits as two unsigned 32-bit words, for a key and a counter of two words each. */
export function threefry(k0: number, k1: number, c0: number, c1: number): [number, number] {
  mix(k0, k1, c0, c1, words);
  return [words[0]!, words[1]!];
}

/** The first of the two words. */
function word(k0: number, k1: number, c0: number, c1: number): number {
  mix(k0, k1, c0, c1, words);
  return words[0]!;
}

/**
 * A number strictly between 0 and 1 from the top 23 bits of a word: (bits + ½) / 2²³, which is exact
 * in float32 and in float64, so that both backends see the same value.
 */
export const unit = (word: number): number => ((word >>> 9) + 0.5) / 8388608;

/** Uniform (0, 1) for element `index` of stream `stream` at time `step` of a run with this seed. */
export const uniformAt = (seed: number, stream: number, index: number, step: number): number =>
  unit(word(seed, stream, index, step));

/** A sequential view of one stream, for generators and shuffles. */
export interface Random {
  /** Uniform in (0, 1). */
  next(): number;
  /** Uniform in (low, high). */
  between(low: number, high: number): number;
  /** Standard normal (Box–Muller). */
  normal(): number;
  /** Whole number in [0, n). */
  below(n: number): number;
}

export function random(seed: number, stream = 0): Random {
  let counter = 0;
  const next = () => uniformAt(seed, stream, counter++, 0);
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    normal: () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next()),
    below: (n) => Math.floor(next() * n),
  };
}

/** A permutation of 0 … n−1 (Fisher–Yates), written into `out` when given. */
export function permutation(
  n: number,
  seed: number,
  stream: number,
  out = new Uint32Array(n),
): Uint32Array {
  for (let i = 0; i < n; i++) out[i] = i;
  for (let i = n - 1; i > 0; i--) {
    // 32 bits by multiplication; the bias is below n / 2³².
    const j = Math.floor((word(seed, stream, i, 1) / 4294967296) * (i + 1));
    const t = out[i]!;
    out[i] = out[j]!;
    out[j] = t;
  }
  return out;
}
