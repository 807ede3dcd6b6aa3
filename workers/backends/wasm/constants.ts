/**
 * The constant pool. Vector constants lie in memory, one scalar each, and are broadcast into all lanes by
 * the load: an engine materialises a 128-bit immediate wherever it is used with four instructions, and
 * broadcasts with one.
 */
const WORD = new DataView(new ArrayBuffer(4));

export class Constants {
  readonly #at: number;
  readonly #places = new Map<number, number>();

  /** @param at where they begin, in bytes. */
  constructor(at: number) {
    this.#at = at;
  }

  /** The address of a number with these bits. */
  address(bits: number): number {
    const known = this.#places.get(bits);
    if (known !== undefined) return known;
    const made = this.#at + 4 * this.#places.size;
    this.#places.set(bits, made);
    return made;
  }

  get at(): number {
    return this.#at;
  }

  data(): Uint8Array {
    return new Uint8Array(Int32Array.from(this.#places.keys()).buffer);
  }
}

export function bitsOf(float: number): number {
  WORD.setFloat32(0, float);
  return WORD.getInt32(0);
}
