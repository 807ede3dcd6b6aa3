/** A WebAssembly module: functions over one imported memory and a table, encoded section by section. */
import { must } from '../../../../src/base/assert.ts';
import { type Body, type Callee, TYPE_CODE } from './body.ts';
import { Bytes } from './bytes.ts';
import type { Code } from './code.ts';
import type { Signature } from './instructions.ts';

/** All that 32 bits can address. */
const MOST_PAGES = 65536;

export class Module {
  readonly #types: string[] = [];
  readonly #signatures: Signature[] = [];
  readonly #functions: { type: number; code?: Uint8Array }[] = [];
  readonly #exports: { name: string; index: number }[] = [];
  readonly #table: number[] = [];
  readonly #data: { readonly at: number; readonly bytes: Uint8Array }[] = [];

  /** The place of a signature in the type section. */
  type(signature: Signature): number {
    const text = `${signature.params.join()}>${signature.results.join()}`;
    const known = this.#types.indexOf(text);
    if (known >= 0) return known;
    this.#signatures.push(signature);
    return this.#types.push(text) - 1;
  }

  /** A function that may be called from now on; its code follows with `define`. */
  declare(signature: Signature): Callee {
    const index = this.#functions.push({ type: this.type(signature) }) - 1;
    return { ...signature, index };
  }

  define(callee: Callee, body: Body): Callee {
    must(this.#functions[callee.index], 'not a function of this module').code = body
      .done()
      .encode();
    return callee;
  }

  add(body: Body): Callee {
    return this.define(this.declare(body.signature), body);
  }

  /** Adds the code as a function, relocated to these bases, in bytes. */
  link(code: Code, bases: readonly number[]): Callee {
    const callee = this.declare(code.signature);
    must(this.#functions[callee.index], 'a function').code = code.encode(bases);
    return callee;
  }

  export(name: string, callee: Callee): void {
    this.#exports.push({ name, index: callee.index });
  }

  /** Puts a function into table 0 and gives its place there. */
  tabulate(callee: Callee): number {
    return this.#table.push(callee.index) - 1;
  }

  /** Bytes that lie in memory from that address on when the module begins. */
  data(at: number, bytes: Uint8Array): void {
    if (bytes.length) this.#data.push({ at, bytes });
  }

  /** Imports the memory `env.memory` of that many pages of 64 KiB or more. */
  encode(pages: number, shared = false): Uint8Array<ArrayBuffer> {
    const out = new Bytes().append(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    const section = (id: number, count: number, write: (to: Bytes) => void) => {
      if (count === 0) return;
      const content = new Bytes().unsigned(count);
      write(content);
      out.byte(id).unsigned(content.length).append(content.done());
    };
    section(1, this.#signatures.length, (to) => {
      for (const { params, results } of this.#signatures) {
        to.byte(0x60);
        for (const list of [params, results]) {
          to.unsigned(list.length);
          for (const type of list) to.byte(TYPE_CODE[type]);
        }
      }
    });
    section(2, 1, (to) =>
      to
        .text('env')
        .text('memory')
        .byte(0x02)
        .byte(shared ? 0x03 : 0x01)
        .unsigned(pages)
        .unsigned(MOST_PAGES),
    );
    section(3, this.#functions.length, (to) => {
      for (const { type } of this.#functions) to.unsigned(type);
    });
    const size = this.#table.length;
    section(4, Math.min(size, 1), (to) => to.byte(0x70).byte(0x01).unsigned(size).unsigned(size));
    section(7, this.#exports.length, (to) => {
      for (const { name, index } of this.#exports) to.text(name).byte(0x00).unsigned(index);
    });
    section(9, Math.min(size, 1), (to) => {
      to.unsigned(0).byte(0x41).signed(0).byte(0x0b).unsigned(size);
      for (const index of this.#table) to.unsigned(index);
    });
    section(10, this.#functions.length, (to) => {
      this.#functions.forEach(({ code }, i) => {
        const bytes = must(code, `function ${i} was declared and never defined`);
        to.unsigned(bytes.length).append(bytes);
      });
    });
    section(11, this.#data.length, (to) => {
      for (const { at, bytes } of this.#data) {
        to.unsigned(0)
          .byte(0x41)
          .signed(at | 0)
          .byte(0x0b);
        to.unsigned(bytes.length).append(bytes);
      }
    });
    return out.done();
  }
}
