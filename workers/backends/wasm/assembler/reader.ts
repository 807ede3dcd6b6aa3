/** Reads what bytes.ts writes: WebAssembly's number encodings, one after the other. */
import { must } from '../../../../src/base/assert.ts';

export class Reader {
  readonly #data: Uint8Array;
  readonly #view: DataView;
  at = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  get done(): boolean {
    return this.at >= this.#data.length;
  }

  byte(): number {
    return must(this.#data[this.at++], 'the bytes end too early');
  }

  take(count: number): Uint8Array {
    this.at += count;
    return this.#data.subarray(this.at - count, this.at);
  }

  unsigned(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  /** Signed, of any width. */
  signed(): bigint {
    let value = 0n;
    for (let shift = 0n; ; ) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte < 0x80) return BigInt.asIntN(Number(shift), value);
    }
  }

  f32(): number {
    this.at += 4;
    return this.#view.getFloat32(this.at - 4, true);
  }

  f64(): number {
    this.at += 8;
    return this.#view.getFloat64(this.at - 8, true);
  }

  i32(): number {
    this.at += 4;
    return this.#view.getInt32(this.at - 4, true);
  }

  list<T>(one: () => T): T[] {
    return Array.from({ length: this.unsigned() }, one);
  }
}
