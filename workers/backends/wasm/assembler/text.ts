/**
 * WebAssembly's text of modules that this assembler wrote, for people who look at what a kernel became.
 * It is read back from the bytes, by the same table of instructions that wrote them, so that it shows
 * what runs and costs nothing until somebody looks. What the assembler cannot write, it cannot read.
 */
import { assert, must } from '../../../../src/base/assert.ts';
import { TYPE_CODE } from './body.ts';
import type { Signature } from './instructions.ts';
import { INSTRUCTIONS, type Instruction, type ValueType } from './instructions.ts';
import { Reader } from './reader.ts';

export interface Listed extends Signature {
  /** Instructions in lines, blocks indented. */
  readonly lines: readonly string[];
  /** Locals behind the parameters. */
  readonly locals: readonly ValueType[];
  /** The functions that it calls by number, in the order in which they are first met. */
  readonly calls: readonly number[];
}

export interface Content {
  readonly functions: number;
  /** Table 0: functions by number. */
  readonly table: readonly number[];
  /** @param nameOf what stands behind `call` */
  list(index: number, nameOf?: (callee: number) => string): Listed;
}

const TYPES = new Map(
  Object.entries(TYPE_CODE).map(([name, code]) => [code, name as ValueType] as const),
);
const key = (prefix: number, code: number) => prefix * 0x1000 + code;
const NAMES = new Map(
  Object.entries(INSTRUCTIONS).map(([name, { prefix, code }]: [string, Instruction]) => [
    key(prefix ?? 0, code),
    name as keyof typeof INSTRUCTIONS,
  ]),
);
const PREFIXES: readonly number[] = [0xfc, 0xfd, 0xfe];
const VECTOR_CONSTANT = key(0xfd, 0x0c);
const MEMORY_COPY = key(0xfc, 0x0a);

export function readModule(bytes: Uint8Array): Content {
  const r = new Reader(bytes);
  r.take(8);
  const typeOf = () => must(TYPES.get(r.byte()), 'an unknown type');
  let signatures: Signature[] = [];
  let types: number[] = [];
  let table: number[] = [];
  let codes: Uint8Array[] = [];
  while (!r.done) {
    const [section, length] = [r.byte(), r.unsigned()];
    const end = r.at + length;
    if (section === 1) {
      signatures = r.list(() => {
        r.byte();
        return { params: r.list(typeOf), results: r.list(typeOf) };
      });
    } else if (section === 3) types = r.list(() => r.unsigned());
    else if (section === 9) {
      // One segment: flags, the instruction that says where it begins, its end.
      for (const expected of [1, 0, 0x41, 0, 0x0b]) {
        assert(r.byte() === expected, 'a table of another layout');
      }
      table = r.list(() => r.unsigned());
    } else if (section === 10) codes = r.list(() => r.take(r.unsigned()));
    r.at = end;
  }
  return {
    functions: codes.length,
    table,
    list: (index, nameOf = String) =>
      listed(
        must(codes[index], `no function ${index}`),
        must(signatures[types[index] ?? -1], 'a signature'),
        signatures,
        nameOf,
      ),
  };
}

function listed(
  code: Uint8Array,
  signature: Signature,
  signatures: readonly Signature[],
  nameOf: (callee: number) => string,
): Listed {
  const r = new Reader(code);
  const locals: ValueType[] = [];
  for (let runs = r.unsigned(); runs > 0; runs--) {
    const count = r.unsigned();
    const type = must(TYPES.get(r.byte()), 'an unknown type');
    for (let i = 0; i < count; i++) locals.push(type);
  }
  const lines: string[] = [];
  const calls = new Set<number>();
  let depth = 0;
  const line = (text: string) => lines.push('  '.repeat(depth) + text);
  const open = (name: string) => {
    const result = TYPES.get(r.byte());
    line(result ? `${name} (result ${result})` : name);
    depth++;
  };
  // By opcode, 0x02 to 0x44; control has no rows in the table of instructions.
  const control: Readonly<Record<number, () => void>> = {
    2: () => open('block'),
    3: () => open('loop'),
    4: () => open('if'),
    5: () => {
      depth--;
      line('else');
      depth++;
    },
    11: () => {
      depth--;
      if (depth >= 0) line('end');
    },
    13: () => line(`br_if ${r.unsigned()}`),
    16: () => {
      const callee = r.unsigned();
      calls.add(callee);
      line(`call ${nameOf(callee)}`);
    },
    17: () => {
      const type = must(signatures[r.unsigned()], 'a signature');
      r.byte();
      line(`call_indirect ${signatureText(type)}`.trimEnd());
    },
    28: () => {
      r.byte();
      line(`select (result ${must(TYPES.get(r.byte()), 'an unknown type')})`);
    },
    32: () => line(`local.get ${r.unsigned()}`),
    33: () => line(`local.set ${r.unsigned()}`),
    34: () => line(`local.tee ${r.unsigned()}`),
    65: () => line(`i32.const ${r.signed()}`),
    66: () => line(`i64.const ${r.signed()}`),
    67: () => line(`f32.const ${float(r.f32(), Math.fround)}`),
    68: () => line(`f64.const ${float(r.f64(), (x) => x)}`),
  };
  while (!r.done) {
    const first = r.byte();
    const prefix = PREFIXES.includes(first) ? first : 0;
    const known = prefix === 0 ? control[first] : undefined;
    if (known) {
      known();
      continue;
    }
    const found = key(prefix, prefix === 0 ? first : r.unsigned());
    if (found === VECTOR_CONSTANT) line(`v128.const ${vector(r)}`);
    else if (found === MEMORY_COPY) {
      r.take(2);
      line('memory.copy');
    } else {
      const name = must(NAMES.get(found), `no instruction 0x${found.toString(16)}`);
      line(`${name}${immediate(name, r)}`);
    }
  }
  assert(depth === -1, 'a block without its end');
  return { ...signature, locals, lines, calls: [...calls] };
}

function immediate(name: keyof typeof INSTRUCTIONS, r: Reader): string {
  const instruction: Instruction = INSTRUCTIONS[name];
  switch (instruction.immediate) {
    case 'none':
      return '';
    case 'lane':
      return ` ${r.byte()}`;
    case 'shuffle':
      return ` ${[...r.take(16)].join(' ')}`;
    case 'memory':
      return place(name, instruction, r);
    case 'memory-lane':
      return `${place(name, instruction, r)} ${r.byte()}`;
  }
}

/** Offset and alignment, as far as they are not what is meant where nothing is said. */
function place(name: string, { bytes = 1 }: Instruction, r: Reader): string {
  const align = 2 ** r.unsigned();
  const offset = r.unsigned();
  const natural = name === 'v128.load' || name === 'v128.store' ? 16 : bytes;
  return `${offset ? ` offset=${offset}` : ''}${align === natural ? '' : ` align=${align}`}`;
}

const SMALL = 1 << 20;

/** Four lanes: whole numbers where as floats they would be next to nothing. */
function vector(r: Reader): string {
  const start = r.at;
  const whole = [r.i32(), r.i32(), r.i32(), r.i32()];
  if (whole.every((n) => Math.abs(n) < SMALL)) return `i32x4 ${whole.join(' ')}`;
  r.at = start;
  const floats = [r.f32(), r.f32(), r.f32(), r.f32()];
  return `f32x4 ${floats.map((x) => float(x, Math.fround)).join(' ')}`;
}

/** The shortest decimal that is rounded to this very number. */
function float(value: number, round: (x: number) => number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0';
  for (let digits = 1; digits < 17; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (round(Number(text)) === value) return text;
  }
  return String(value);
}

function signatureText({ params, results }: Signature): string {
  const part = (name: string, types: readonly ValueType[]) =>
    types.length ? `(${name} ${types.join(' ')}) ` : '';
  return `${part('param', params)}${part('result', results)}`;
}

/** Locals in a line: a kernel may have hundreds. */
const ACROSS = 10;

/** The function as a whole, in parentheses. */
export function functionText(name: string, f: Listed): string {
  const locals: string[] = [];
  for (let i = 0; i < f.locals.length; i += ACROSS)
    locals.push(`\n  (local ${f.locals.slice(i, i + ACROSS).join(' ')})`);
  const lines = f.lines.map((line) => `\n  ${line}`).join('');
  return `(func ${`${name} ${signatureText(f)}`.trimEnd()}${locals.join('')}${lines}\n)`;
}
