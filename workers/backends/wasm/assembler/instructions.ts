/**
 * The instructions that our code generator uses: opcode and type, after the WebAssembly
 * specification, release 3.0 (SIMD opcodes follow the prefix 0xFD, saturating truncation 0xFC, atomics
 * 0xFE).
 * Control, locals and constants have methods of their own in body.ts.
 */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

export interface Signature {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** What follows the opcode in the code. */
export type Immediate = 'none' | 'memory' | 'lane' | 'memory-lane' | 'shuffle';

export interface Instruction {
  readonly prefix?: number;
  readonly code: number;
  readonly params: readonly ValueType[];
  readonly result?: ValueType;
  readonly immediate: Immediate;
  /** Bytes touched, for the alignment hint. */
  readonly bytes?: number;
}

const SHORT: Readonly<Record<string, ValueType>> = {
  i: 'i32',
  l: 'i64',
  f: 'f32',
  d: 'f64',
  v: 'v128',
};

/** `ff>f`: two f32 in, one out. */
function type(text: string): Pick<Instruction, 'params' | 'result'> {
  const [params = '', result = ''] = text.split('>');
  return {
    params: [...params].map((c) => SHORT[c]!),
    ...(result && { result: SHORT[result]! }),
  };
}

type Rows = Readonly<Record<string, readonly [code: number, type: string]>>;

const rows = <R extends Rows>(
  table: R,
  extra: Partial<Instruction> = {},
): Readonly<Record<keyof R, Instruction>> =>
  Object.fromEntries(
    Object.entries(table).map(([name, [code, signature]]) => [
      name,
      { code, immediate: 'none', ...type(signature), ...extra },
    ]),
  ) as unknown as Readonly<Record<keyof R, Instruction>>;

const SIMD = 0xfd;
const ATOMIC = 0xfe;

export const INSTRUCTIONS = {
  ...rows({
    'i32.eqz': [0x45, 'i>i'],
    'i32.eq': [0x46, 'ii>i'],
    'i32.ne': [0x47, 'ii>i'],
    'i32.lt_s': [0x48, 'ii>i'],
    'i32.lt_u': [0x49, 'ii>i'],
    'i32.ge_s': [0x4e, 'ii>i'],
    'i32.add': [0x6a, 'ii>i'],
    'i32.sub': [0x6b, 'ii>i'],
    'i32.mul': [0x6c, 'ii>i'],
    'i32.div_u': [0x6e, 'ii>i'],
    'i32.and': [0x71, 'ii>i'],
    'i32.or': [0x72, 'ii>i'],
    'i32.xor': [0x73, 'ii>i'],
    'i32.shl': [0x74, 'ii>i'],
    'i32.shr_s': [0x75, 'ii>i'],
    'i32.shr_u': [0x76, 'ii>i'],
    'i32.wrap_i64': [0xa7, 'l>i'],
    'i64.add': [0x7c, 'll>l'],
    'i64.sub': [0x7d, 'll>l'],
    'i64.and': [0x83, 'll>l'],
    'i64.or': [0x84, 'll>l'],
    'i64.shl': [0x86, 'll>l'],
    'i64.shr_u': [0x88, 'll>l'],
    'f32.eq': [0x5b, 'ff>i'],
    'f32.ne': [0x5c, 'ff>i'],
    'f32.lt': [0x5d, 'ff>i'],
    'f32.gt': [0x5e, 'ff>i'],
    'f32.ge': [0x60, 'ff>i'],
    'f64.eq': [0x61, 'dd>i'],
    'f64.ne': [0x62, 'dd>i'],
    'f64.lt': [0x63, 'dd>i'],
    'f64.gt': [0x64, 'dd>i'],
    'f32.abs': [0x8b, 'f>f'],
    'f32.neg': [0x8c, 'f>f'],
    'f32.floor': [0x8e, 'f>f'],
    'f32.nearest': [0x90, 'f>f'],
    'f32.sqrt': [0x91, 'f>f'],
    'f32.add': [0x92, 'ff>f'],
    'f32.sub': [0x93, 'ff>f'],
    'f32.mul': [0x94, 'ff>f'],
    'f32.div': [0x95, 'ff>f'],
    'f32.min': [0x96, 'ff>f'],
    'f32.max': [0x97, 'ff>f'],
    'f64.abs': [0x99, 'd>d'],
    'f64.neg': [0x9a, 'd>d'],
    'f64.floor': [0x9c, 'd>d'],
    'f64.nearest': [0x9e, 'd>d'],
    'f64.add': [0xa0, 'dd>d'],
    'f64.sub': [0xa1, 'dd>d'],
    'f64.mul': [0xa2, 'dd>d'],
    'f64.div': [0xa3, 'dd>d'],
    'f64.min': [0xa4, 'dd>d'],
    'f64.max': [0xa5, 'dd>d'],
    'f32.convert_i32_s': [0xb2, 'i>f'],
    'f32.demote_f64': [0xb6, 'd>f'],
    'f64.convert_i64_s': [0xb9, 'l>d'],
    'f64.promote_f32': [0xbb, 'f>d'],
    'i32.reinterpret_f32': [0xbc, 'f>i'],
    'i64.reinterpret_f64': [0xbd, 'd>l'],
    'f32.reinterpret_i32': [0xbe, 'i>f'],
    'f64.reinterpret_i64': [0xbf, 'l>d'],
  }),
  ...rows(
    { 'i32.trunc_sat_f32_s': [0x00, 'f>i'], 'i64.trunc_sat_f64_s': [0x06, 'd>l'] },
    { prefix: 0xfc },
  ),
  ...rows(
    { 'i32.load': [0x28, 'i>i'], 'f32.load': [0x2a, 'i>f'] },
    { immediate: 'memory', bytes: 4 },
  ),
  ...rows({ 'f32.store': [0x38, 'if>'] }, { immediate: 'memory', bytes: 4 }),
  ...rows(
    {
      'memory.atomic.notify': [0x00, 'ii>i'],
      'memory.atomic.wait32': [0x01, 'iil>i'],
      'i32.atomic.load': [0x10, 'i>i'],
      'i32.atomic.store': [0x17, 'ii>'],
      'i32.atomic.rmw.add': [0x1e, 'ii>i'],
    },
    { prefix: ATOMIC, immediate: 'memory', bytes: 4 },
  ),
  ...rows(
    {
      'i64.atomic.load': [0x11, 'i>l'],
      'i64.atomic.store': [0x18, 'il>'],
      'i64.atomic.rmw.add': [0x1f, 'il>l'],
    },
    { prefix: ATOMIC, immediate: 'memory', bytes: 8 },
  ),
  ...rows(
    { 'v128.load': [0x00, 'i>v'], 'v128.store': [0x0b, 'iv>'] },
    // Rows of a matrix begin anywhere: promise no more than the alignment of one number.
    { prefix: SIMD, immediate: 'memory', bytes: 4 },
  ),
  ...rows(
    { 'v128.load32_splat': [0x09, 'i>v'], 'v128.load32_zero': [0x5c, 'i>v'] },
    { prefix: SIMD, immediate: 'memory', bytes: 4 },
  ),
  ...rows(
    { 'v128.load32_lane': [0x56, 'iv>v'], 'v128.store32_lane': [0x5a, 'iv>'] },
    { prefix: SIMD, immediate: 'memory-lane', bytes: 4 },
  ),
  ...rows({ 'i8x16.shuffle': [0x0d, 'vv>v'] }, { prefix: SIMD, immediate: 'shuffle' }),
  ...rows(
    {
      'f32x4.extract_lane': [0x1f, 'v>f'],
      'f32x4.replace_lane': [0x20, 'vf>v'],
      'i32x4.extract_lane': [0x1b, 'v>i'],
    },
    { prefix: SIMD, immediate: 'lane' },
  ),
  ...rows(
    {
      'i32x4.splat': [0x11, 'i>v'],
      'f32x4.splat': [0x13, 'f>v'],
      'i32x4.eq': [0x37, 'vv>v'],
      'f32x4.eq': [0x41, 'vv>v'],
      'f32x4.ne': [0x42, 'vv>v'],
      'f32x4.lt': [0x43, 'vv>v'],
      'f32x4.gt': [0x44, 'vv>v'],
      'f32x4.ge': [0x46, 'vv>v'],
      'v128.and': [0x4e, 'vv>v'],
      'v128.or': [0x50, 'vv>v'],
      'v128.xor': [0x51, 'vv>v'],
      'v128.bitselect': [0x52, 'vvv>v'],
      'f32x4.floor': [0x68, 'v>v'],
      'f32x4.nearest': [0x6a, 'v>v'],
      'i32x4.shl': [0xab, 'vi>v'],
      'i32x4.shr_s': [0xac, 'vi>v'],
      'i32x4.shr_u': [0xad, 'vi>v'],
      'i32x4.add': [0xae, 'vv>v'],
      'i32x4.sub': [0xb1, 'vv>v'],
      'i32x4.mul': [0xb5, 'vv>v'],
      'f32x4.abs': [0xe0, 'v>v'],
      'f32x4.neg': [0xe1, 'v>v'],
      'f32x4.sqrt': [0xe3, 'v>v'],
      'f32x4.add': [0xe4, 'vv>v'],
      'f32x4.sub': [0xe5, 'vv>v'],
      'f32x4.mul': [0xe6, 'vv>v'],
      'f32x4.div': [0xe7, 'vv>v'],
      'f32x4.min': [0xe8, 'vv>v'],
      'f32x4.max': [0xe9, 'vv>v'],
      'f32x4.pmin': [0xea, 'vv>v'],
      'f32x4.pmax': [0xeb, 'vv>v'],
      'i32x4.trunc_sat_f32x4_s': [0xf8, 'v>v'],
      'f32x4.convert_i32x4_s': [0xfa, 'v>v'],
      // Relaxed: whether the product is rounded is up to the machine.
      'f32x4.relaxed_madd': [0x105, 'vvv>v'],
      'f32x4.relaxed_nmadd': [0x106, 'vvv>v'],
      'i32x4.relaxed_laneselect': [0x10b, 'vvv>v'],
    },
    { prefix: SIMD },
  ),
} satisfies Readonly<Record<string, Instruction>>;

export type InstructionName = keyof typeof INSTRUCTIONS;
