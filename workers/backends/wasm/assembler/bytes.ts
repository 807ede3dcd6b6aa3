/** A growing row of bytes with WebAssembly's number encodings (LEB128, little-endian IEEE 754). */
export class Bytes {
  #data: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** @param expected how many bytes will be enough, most likely. */
  constructor(expected = 256) {
    this.#data = new Uint8Array(expected);
  }

  get length(): number {
    return this.#length;
  }

  byte(value: number): this {
    this.#reserve(1);
    this.#data[this.#length++] = value;
    return this;
  }

  /** Unsigned LEB128 of a 32-bit number. */
  unsigned(value: number): this {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return this.byte(rest);
  }

  /** Signed LEB128 of a 32-bit number. */
  signed(value: number): this {
    let rest = value | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      // Done when what is left is only the sign that the last byte shows already.
      if (rest === (low & 0x40 ? -1 : 0)) return this.byte(low);
      this.byte(low | 0x80);
    }
  }

  /** Signed LEB128 of a 64-bit number. */
  signed64(value: bigint): this {
    let rest = value;
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      if (rest === (low & 0x40 ? -1n : 0n)) return this.byte(low);
      this.byte(low | 0x80);
    }
  }

  f32(value: number): this {
    this.#reserve(4);
    new DataView(this.#data.buffer).setFloat32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  f64(value: number): this {
    this.#reserve(8);
    new DataView(this.#data.buffer).setFloat64(this.#length, value, true);
    this.#length += 8;
    return this;
  }

  append(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#data.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** A name: its UTF-8 bytes behind their count. */
  text(value: string): this {
    const bytes = new TextEncoder().encode(value);
    return this.unsigned(bytes.length).append(bytes);
  }

  /** A copy of what was written. */
  done(): Uint8Array<ArrayBuffer> {
    return this.#data.slice(0, this.#length);
  }

  #reserve(more: number) {
    if (this.#length + more <= this.#data.length) return;
    const larger = new Uint8Array(Math.max(this.#data.length * 2, this.#length + more));
    larger.set(this.#data);
    this.#data = larger;
  }
}
