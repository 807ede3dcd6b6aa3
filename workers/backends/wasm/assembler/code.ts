/** The finished code of a function. Its addresses may be relocatable: relative to bases given when it is linked. */
import { assert, must } from '../../../../src/base/assert.ts';
import { Bytes } from './bytes.ts';
import type { Signature } from './instructions.ts';

/** An address in bytes, relative to one of the bases of a function. */
export interface Address {
  readonly base: number;
  readonly offset: number;
}

/** An address and where in the code it is to be written (as in object files). */
export interface Relocation extends Address {
  readonly at: number;
  /** As the offset of a load or store, or as a constant. */
  readonly as: 'offset' | 'i32';
}

export class Code {
  readonly signature: Signature;
  readonly #bytes: Uint8Array;
  readonly #relocations: readonly Relocation[];

  /** @param relocations in the order of the code. */
  constructor(signature: Signature, bytes: Uint8Array, relocations: readonly Relocation[]) {
    this.signature = signature;
    this.#bytes = bytes;
    this.#relocations = relocations;
  }

  /** @param bases in bytes. */
  encode(bases: readonly number[] = []): Uint8Array {
    if (!this.#relocations.length) return this.#bytes;
    const out = new Bytes(this.#bytes.length + 5 * this.#relocations.length);
    let done = 0;
    for (const { at, as, base, offset } of this.#relocations) {
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
