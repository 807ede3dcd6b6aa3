/** The finished code of a function. Where it says addresses, these may be counted from bases given later. */
import { assert, must } from '../../../../src/base/assert.ts';
import type { Signature } from './body.ts';
import { Bytes } from './bytes.ts';

/** A place in memory in bytes, seen from one of the bases of a function. */
export interface Address {
  readonly base: number;
  readonly offset: number;
}

/** An address and where in the code it is to be written. */
export interface Gap extends Address {
  readonly at: number;
  /** As the offset of a load or store, or as a constant. */
  readonly as: 'offset' | 'i32';
}

export class Code {
  readonly signature: Signature;
  readonly #bytes: Uint8Array;
  readonly #gaps: readonly Gap[];

  /** @param gaps in the order of the code. */
  constructor(signature: Signature, bytes: Uint8Array, gaps: readonly Gap[]) {
    this.signature = signature;
    this.#bytes = bytes;
    this.#gaps = gaps;
  }

  /** @param bases in bytes. */
  encode(bases: readonly number[] = []): Uint8Array {
    if (!this.#gaps.length) return this.#bytes;
    const out = new Bytes(this.#bytes.length + 5 * this.#gaps.length);
    let done = 0;
    for (const { at, as, base, offset } of this.#gaps) {
      const address = must(bases[base], `no base ${base}`) + offset;
      out.append(this.#bytes.subarray(done, at));
      done = at;
      if (as === 'i32') out.signed(address);
      else {
        assert(address >= 0 && address < 2 ** 32, `address ${address}`);
        out.unsigned(address);
      }
    }
    return out.append(this.#bytes.subarray(done)).done();
  }
}
