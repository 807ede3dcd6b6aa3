/**
 * Builds the code of one function and checks it meanwhile: an operand stack of types follows each
 * instruction, so that a wrong program fails here, at the line that wrote it, and not in the
 * validator with an offset into bytes. Labels are counted from the innermost block, as in the format.
 */
import { assert, must } from '../../../../src/base/assert.ts';
import { Bytes } from './bytes.ts';
import { type Address, Code, type Relocation } from './code.ts';
import {
  INSTRUCTIONS,
  type InstructionName,
  type Signature,
  type ValueType,
} from './instructions.ts';

/** A function of the module, callable before its body is known. */
export interface Callee extends Signature {
  readonly index: number;
}

export const TYPE_CODE: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

interface Frame {
  readonly kind: 'function' | 'block' | 'loop' | 'if' | 'else';
  readonly result: ValueType | undefined;
  /** Height of the operand stack at its beginning. */
  readonly base: number;
}

export class Body {
  readonly signature: Signature;
  readonly #code = new Bytes();
  readonly #relocations: Relocation[] = [];
  readonly #locals: ValueType[];
  readonly #free: Record<ValueType, number[]> = { i32: [], i64: [], f32: [], f64: [], v128: [] };
  readonly #stack: ValueType[] = [];
  readonly #frames: Frame[];

  constructor(signature: Signature) {
    this.signature = signature;
    this.#locals = [...signature.params];
    assert(signature.results.length <= 1, 'a function has at most one result');
    this.#frames = [{ kind: 'function', result: signature.results[0], base: 0 }];
  }

  // Locals

  /** A local of that type; one that was released is used again, so its value is anything. */
  local(type: ValueType): number {
    return this.#free[type].pop() ?? this.#locals.push(type) - 1;
  }

  release(local: number): void {
    this.#free[this.#typeOf(local)].push(local);
  }

  get(local: number): this {
    this.#code.byte(0x20).unsigned(local);
    return this.#push(this.#typeOf(local));
  }

  set(local: number): this {
    this.#pop(this.#typeOf(local), 'local.set');
    this.#code.byte(0x21).unsigned(local);
    return this;
  }

  tee(local: number): this {
    this.#pop(this.#typeOf(local), 'local.tee');
    this.#code.byte(0x22).unsigned(local);
    return this.#push(this.#typeOf(local));
  }

  // Constants

  i32(value: number | Address): this {
    this.#code.byte(0x41);
    if (typeof value === 'number') this.#code.signed(value);
    else this.#relocate('i32', value);
    return this.#push('i32');
  }

  i64(value: bigint): this {
    this.#code.byte(0x42).signed64(value);
    return this.#push('i64');
  }

  f32(value: number): this {
    this.#code.byte(0x43).f32(value);
    return this.#push('f32');
  }

  f64(value: number): this {
    this.#code.byte(0x44).f64(value);
    return this.#push('f64');
  }

  f32x4(lanes: readonly number[]): this {
    assert(lanes.length === 4, 'four lanes');
    this.#code.byte(0xfd).unsigned(0x0c);
    for (const lane of lanes) this.#code.f32(lane);
    return this.#push('v128');
  }

  i32x4(lanes: readonly number[]): this {
    assert(lanes.length === 4, 'four lanes');
    this.#code.byte(0xfd).unsigned(0x0c);
    for (const lane of lanes) {
      for (let shift = 0; shift < 32; shift += 8) this.#code.byte((lane >>> shift) & 0xff);
    }
    return this.#push('v128');
  }

  // Instructions

  op(name: InstructionName): this {
    assert(INSTRUCTIONS[name].immediate === 'none', () => `${name} needs an immediate`);
    return this.#instruction(name);
  }

  /** A load or store at the address on the stack plus `offset` bytes. */
  memory(name: InstructionName, offset: number | Address, lane?: number): this {
    const { immediate, bytes = 1 } = INSTRUCTIONS[name];
    assert(
      immediate === 'memory' || immediate === 'memory-lane',
      () => `${name} does not touch memory`,
    );
    this.#instruction(name);
    this.#code.unsigned(Math.log2(bytes));
    if (typeof offset === 'number') {
      assert(Number.isInteger(offset) && offset >= 0 && offset < 2 ** 32, () => `offset ${offset}`);
      this.#code.unsigned(offset);
    } else this.#relocate('offset', offset);
    if (immediate === 'memory-lane') this.#code.byte(must(lane, `${name} needs a lane`));
    return this;
  }

  /** Copies bytes within the memory: (to, from, count). */
  copy(): this {
    this.#code.byte(0xfc).unsigned(0x0a).byte(0).byte(0);
    return this.#apply({ params: ['i32', 'i32', 'i32'], results: [] }, 'memory.copy');
  }

  lane(name: InstructionName, lane: number): this {
    assert(
      INSTRUCTIONS[name].immediate === 'lane' && lane >= 0 && lane < 4,
      () => `${name} ${lane}`,
    );
    this.#instruction(name);
    this.#code.byte(lane);
    return this;
  }

  /** Four lanes of 32 bits out of the eight of two vectors. */
  shuffle(lanes: readonly number[]): this {
    assert(
      lanes.length === 4 && lanes.every((l) => l >= 0 && l < 8),
      () => `lanes ${lanes.join()}`,
    );
    this.#instruction('i8x16.shuffle');
    for (const lane of lanes) for (let b = 0; b < 4; b++) this.#code.byte(4 * lane + b);
    return this;
  }

  /** select(a, b, condition): a where the condition is not 0. */
  select(): this {
    this.#pop('i32', 'select');
    const type = must(this.#stack.at(-1), 'select without operands');
    this.#pop(type, 'select').#pop(type, 'select');
    this.#code.byte(0x1c).byte(1).byte(TYPE_CODE[type]);
    return this.#push(type);
  }

  call(callee: Callee): this {
    this.#code.byte(0x10).unsigned(callee.index);
    return this.#apply(callee, `call ${callee.index}`);
  }

  /** A call through table 0; the index lies on top of the arguments. */
  callIndirect(typeIndex: number, signature: Signature): this {
    this.#pop('i32', 'call_indirect');
    this.#code.byte(0x11).unsigned(typeIndex).byte(0);
    return this.#apply(signature, 'call_indirect');
  }

  // Control

  block(): this {
    return this.#open('block', 0x02, undefined);
  }

  loop(): this {
    return this.#open('loop', 0x03, undefined);
  }

  /** Takes a condition; both branches leave a value of the type, if one is given. */
  if(result?: ValueType): this {
    this.#pop('i32', 'if');
    return this.#open('if', 0x04, result);
  }

  else(): this {
    const frame = this.#close();
    assert(frame.kind === 'if', 'else without if');
    this.#code.byte(0x05);
    this.#frames.push({ ...frame, kind: 'else' });
    return this;
  }

  end(): this {
    const frame = this.#close();
    assert(frame.kind !== 'function', 'end without a block');
    assert(frame.kind !== 'if' || !frame.result, 'an if that has a result needs an else');
    this.#code.byte(0x0b);
    return frame.result ? this.#push(frame.result) : this;
  }

  /** Jumps where the condition is not 0: to the top of a loop, to the end of a block. */
  brIf(label: number): this {
    this.#pop('i32', 'br_if');
    const frame = must(this.#frames.at(-1 - label), `no label ${label}`);
    assert(frame.kind === 'loop' || !frame.result, 'a jump that carries a value');
    this.#code.byte(0x0d).unsigned(label);
    return this;
  }

  /** The finished code: locals in runs of one type, then the instructions. */
  done(): Code {
    const frame = this.#close();
    assert(frame.kind === 'function', () => `a ${frame.kind} is still open`);
    const runs: { type: ValueType; count: number }[] = [];
    for (const type of this.#locals.slice(this.signature.params.length)) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    const out = new Bytes().unsigned(runs.length);
    for (const { type, count } of runs) out.unsigned(count).byte(TYPE_CODE[type]);
    const before = out.length;
    const relocations = this.#relocations.map((r) => ({ ...r, at: r.at + before }));
    return new Code(this.signature, out.append(this.#code.done()).byte(0x0b).done(), relocations);
  }

  /** Leaves out an address until its base is known. */
  #relocate(as: Relocation['as'], { base, offset }: Address) {
    this.#relocations.push({ at: this.#code.length, as, base, offset });
  }

  #instruction(name: InstructionName): this {
    const { prefix, code, params, result } = INSTRUCTIONS[name];
    if (prefix === undefined) this.#code.byte(code);
    else this.#code.byte(prefix).unsigned(code);
    return this.#apply({ params, results: result ? [result] : [] }, name);
  }

  #apply({ params, results }: Signature, what: string): this {
    for (let i = params.length - 1; i >= 0; i--) this.#pop(params[i]!, what);
    for (const type of results) this.#push(type);
    return this;
  }

  #push(type: ValueType): this {
    this.#stack.push(type);
    return this;
  }

  #pop(expected: ValueType, what: string): this {
    const base = this.#frames.at(-1)?.base ?? 0;
    const found = this.#stack.length > base ? this.#stack.pop() : undefined;
    if (found === expected) return this;
    throw new Error(`internal: ${what} expects ${expected}, finds ${found ?? 'an empty stack'}`);
  }

  #open(kind: Frame['kind'], code: number, result: ValueType | undefined): this {
    this.#code.byte(code).byte(result ? TYPE_CODE[result] : 0x40);
    this.#frames.push({ kind, result, base: this.#stack.length });
    return this;
  }

  #close(): Frame {
    const frame = must(this.#frames.at(-1), 'nothing is open');
    if (frame.result) this.#pop(frame.result, `end of ${frame.kind}`);
    const left = this.#stack.slice(frame.base);
    assert(left.length === 0, () => `end of ${frame.kind} leaves ${left.join(', ')}`);
    this.#frames.pop();
    return frame;
  }

  #typeOf(local: number): ValueType {
    const type = this.#locals[local];
    if (type === undefined) throw new Error(`internal: no local ${local}`);
    return type;
  }
}
