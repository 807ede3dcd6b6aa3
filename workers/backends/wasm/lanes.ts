/**
 * Expressions over SIMD lanes: 32-bit floats, integers and masks, written once and emitted either as
 * scalars or as vectors (f32x4). Expressions are hash-consed: equal ones are one object, so that what is
 * used twice is computed once.
 */
import type { Body } from './assembler/body.ts';
import type { InstructionName } from './assembler/instructions.ts';
import { bitsOf } from './constants.ts';

export type Width = 1 | 4;
export type Kind = 'float' | 'int' | 'mask';

export const LANE_TYPE = { 1: 'f32', 4: 'v128' } as const;

/** One instruction, for one lane and for four; '' where the bits are right already. */
const DIRECT = {
  add: ['f32.add', 'f32x4.add', 'float'],
  sub: ['f32.sub', 'f32x4.sub', 'float'],
  mul: ['f32.mul', 'f32x4.mul', 'float'],
  div: ['f32.div', 'f32x4.div', 'float'],
  // NaN wins, −0 < +0: as Math.min and Math.max.
  min: ['f32.min', 'f32x4.min', 'float'],
  max: ['f32.max', 'f32x4.max', 'float'],
  // With a number as the second operand: NaN wins too, in one machine instruction.
  atMost: ['f32.min', 'f32x4.pmin', 'float'],
  atLeast: ['f32.max', 'f32x4.pmax', 'float'],
  abs: ['f32.abs', 'f32x4.abs', 'float'],
  neg: ['f32.neg', 'f32x4.neg', 'float'],
  floor: ['f32.floor', 'f32x4.floor', 'float'],
  nearest: ['f32.nearest', 'f32x4.nearest', 'float'],
  sqrt: ['f32.sqrt', 'f32x4.sqrt', 'float'],
  less: ['f32.lt', 'f32x4.lt', 'mask'],
  greater: ['f32.gt', 'f32x4.gt', 'mask'],
  equal: ['f32.eq', 'f32x4.eq', 'mask'],
  unequal: ['f32.ne', 'f32x4.ne', 'mask'],
  iadd: ['i32.add', 'i32x4.add', 'int'],
  isub: ['i32.sub', 'i32x4.sub', 'int'],
  iand: ['i32.and', 'v128.and', 'int'],
  ior: ['i32.or', 'v128.or', 'int'],
  ixor: ['i32.xor', 'v128.xor', 'int'],
  iequal: ['i32.eq', 'i32x4.eq', 'mask'],
  both: ['i32.and', 'v128.and', 'mask'],
  toInt: ['i32.trunc_sat_f32_s', 'i32x4.trunc_sat_f32x4_s', 'int'],
  toFloat: ['f32.convert_i32_s', 'f32x4.convert_i32x4_s', 'float'],
  bits: ['i32.reinterpret_f32', '', 'int'],
  unbits: ['f32.reinterpret_i32', '', 'float'],
} as const satisfies Record<string, readonly [InstructionName, InstructionName | '', Kind]>;

/** Shifts by a constant, kept in `value`. */
const SHIFT = {
  shl: ['i32.shl', 'i32x4.shl'],
  shrS: ['i32.shr_s', 'i32x4.shr_s'],
  shrU: ['i32.shr_u', 'i32x4.shr_u'],
} as const satisfies Record<string, readonly [InstructionName, InstructionName]>;

/** Functions of the module (math.ts), called. */
export const CALLED = [
  'exp',
  'log',
  'log1p',
  'expm1',
  'sin',
  'cos',
  'tanh',
  'sigmoid',
  'erfc',
  'pow',
] as const;
export type Called = (typeof CALLED)[number];

export const isCalled = ({ op }: Expr): boolean => (CALLED as readonly string[]).includes(op);

type Op = keyof typeof DIRECT | keyof typeof SHIFT | Called | 'const' | 'leaf' | 'select';

export interface Expr {
  /** Place in its pool; operands come first. */
  readonly id: number;
  readonly kind: Kind;
  readonly op: Op;
  readonly args: readonly Expr[];
  /** The constant, the shift, or what the leaf stands for. */
  readonly value: number;
  /** How many other expressions use it. */
  uses: number;
}

/** Makes expressions, hash-consed. */
export class Pool {
  readonly #known = new Map<string, Expr>();

  const(value: number): Expr {
    return this.#make('float', 'const', [], value);
  }

  int(value: number): Expr {
    return this.#make('int', 'const', [], value);
  }

  leaf(value: number, kind: Kind = 'float'): Expr {
    return this.#make(kind, 'leaf', [], value);
  }

  op(op: keyof typeof DIRECT, ...args: readonly Expr[]): Expr {
    return this.#make(DIRECT[op][2], op, args, 0);
  }

  shift(op: keyof typeof SHIFT, x: Expr, by: number): Expr {
    return this.#make('int', op, [x], by);
  }

  /** a where the mask is set, else b. */
  select(mask: Expr, a: Expr, b: Expr): Expr {
    return this.#make(a.kind, 'select', [mask, a, b], 0);
  }

  call(op: Called, ...args: readonly Expr[]): Expr {
    return this.#make('float', op, args, 0);
  }

  /** c₀ xⁿ + c₁ xⁿ⁻¹ + … by Horner's rule. */
  polynomial(x: Expr, coefficients: readonly number[]): Expr {
    const [first = 0, ...rest] = coefficients;
    return rest.reduce<Expr>(
      (sum, c) => this.op('add', this.op('mul', sum, x), this.const(c)),
      this.const(first),
    );
  }

  #make(kind: Kind, op: Op, args: readonly Expr[], value: number): Expr {
    const shown = Object.is(value, -0) ? '-0' : value;
    const key = `${kind} ${op} ${shown} ${args.map((a) => a.id).join()}`;
    const known = this.#known.get(key);
    if (known) return known;
    const made: Expr = { id: this.#known.size, kind, op, args, value, uses: 0 };
    for (const a of args) a.uses++;
    this.#known.set(key, made);
    return made;
  }
}

/** What emitting an expression needs: locals for values, functions, constants. */
interface EmitContext {
  readonly body: Body;
  readonly width: Width;
  /**
   * Leaves the expression's value on the stack, if it has it at hand; else returns false, and it is
   * computed. Leaves must be at hand.
   */
  recall(expr: Expr): boolean;
  /** Whether `recall` would have it. */
  has(expr: Expr): boolean;
  /** Whether the target has relaxed SIMD: a product and a sum are one vector instruction. */
  readonly fused: boolean;
  /** The value was computed and lies on the stack: may keep a copy. */
  keep(expr: Expr): void;
  call(op: Called): void;
  /** The address of a number with these bits. */
  constant(bits: number): number;
}

const bitsIn = (kind: Kind, value: number): number =>
  kind === 'float' ? bitsOf(value) : value | 0;

/** Leaves the value of the expression on the operand stack. */
export function emit(expr: Expr, to: EmitContext): void {
  const { body, width } = to;
  const wide = width === 4;
  if (expr.op === 'const') {
    const { value, kind } = expr;
    if (to.has(expr)) {
      to.recall(expr);
      return;
    }
    if (wide) body.i32(0).memory('v128.load32_splat', to.constant(bitsIn(kind, value)));
    else if (kind === 'float') body.f32(value);
    else body.i32(value);
    return;
  }
  if (to.recall(expr)) return;
  const { op, args } = expr;
  if (op === 'leaf') throw new Error(`internal: leaf ${expr.value} is not at hand`);
  const product = to.fused && wide ? productIn(expr, to) : undefined;
  if (product) {
    for (const arg of [...product.factors, product.other]) emit(arg, to);
    body.op(op === 'add' ? 'f32x4.relaxed_madd' : 'f32x4.relaxed_nmadd');
  } else if (op === 'select') {
    const [mask, a, b] = args as readonly [Expr, Expr, Expr];
    for (const arg of [a, b, mask]) emit(arg, to);
    // A mask has all bits of a lane alike.
    if (wide) body.op(to.fused ? 'i32x4.relaxed_laneselect' : 'v128.bitselect');
    else body.select();
  } else {
    for (const arg of args) emit(arg, to);
    if (op in SHIFT) body.i32(expr.value).op(SHIFT[op as keyof typeof SHIFT][wide ? 1 : 0]);
    else if (op in DIRECT) {
      const name = DIRECT[op as keyof typeof DIRECT][wide ? 1 : 0];
      if (name) body.op(name);
    } else to.call(op as Called);
  }
  to.keep(expr);
}

/** x · y + z or z − x · y, where the product is needed for nothing else. */
function productIn({ op, args }: Expr, to: EmitContext) {
  if (op !== 'add' && op !== 'sub') return undefined;
  const [a, b] = args as readonly [Expr, Expr];
  const single = (e: Expr) => e.op === 'mul' && e.uses < 2 && !to.has(e);
  if (single(b)) return { factors: b.args, other: a };
  return op === 'add' && single(a) ? { factors: a.args, other: b } : undefined;
}
