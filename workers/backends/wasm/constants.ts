/**
 * Constants of vectors lie in memory, one number each, and are loaded into all lanes: an engine builds a
 * constant of 128 bits anew wherever it is used, from four instructions, and loads one in one.
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
