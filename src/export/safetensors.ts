/**
 * Weights as safetensors: eight bytes with the length of a JSON header, the header (name → dtype,
 * shape, offsets), then the numbers, little-endian. Names and layouts are PyTorch's already, so
 * nothing is renamed or turned. A file of others is taken apart with suspicion: every length is
 * checked against the bytes that are there before anything is allocated.
 */
import { fail, issue, ok, type Result } from '../base/issue.ts';
import { show } from '../document/explain.ts';
import { LIMITS } from '../document/limits.ts';
import { size } from '../tensor/shape.ts';
import type { Tensor, Tensors } from '../tensor/tensor.ts';

type Dtype = 'F32' | 'F64' | 'I64';

const BYTES: Readonly<Record<Dtype, number>> = { F32: 4, F64: 8, I64: 8 };
/** The header's limit in the format's own reader. */
const LONGEST_HEADER = 100_000_000;
const MOST_AXES = 16;

const READ: Readonly<Record<Dtype, (view: DataView, at: number) => number>> = {
  F32: (view, at) => view.getFloat32(at, true),
  F64: (view, at) => view.getFloat64(at, true),
  I64: (view, at) => Number(view.getBigInt64(at, true)),
};
const WRITE: Readonly<Record<Dtype, (view: DataView, at: number, value: number) => void>> = {
  F32: (view, at, value) => view.setFloat32(at, value, true),
  F64: (view, at, value) => view.setFloat64(at, value, true),
  I64: (view, at, value) => view.setBigInt64(at, BigInt(Math.trunc(value)), true),
};

export function writeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  dtype: Dtype = 'F32',
): Uint8Array {
  const names = Object.keys(tensors).sort();
  let end = 0;
  const header = new Map<string, object>();
  for (const name of names) {
    const { shape, data } = tensors[name]!;
    const begin = end;
    end += data.length * BYTES[dtype];
    header.set(name, { dtype, shape: [...shape], data_offsets: [begin, end] });
  }
  // The numbers begin at a multiple of 8; the format fills up with spaces.
  const text = JSON.stringify(Object.fromEntries(header));
  const plain = new TextEncoder().encode(text);
  const head = Math.ceil(plain.length / 8) * 8;
  const bytes = new Uint8Array(8 + head + end).fill(0x20, 8, 8 + head);
  bytes.set(plain, 8);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(head), true);
  let at = 8 + head;
  for (const name of names) {
    const { data } = tensors[name]!;
    for (let i = 0; i < data.length; i++, at += BYTES[dtype]) WRITE[dtype](view, at, data[i]!);
  }
  return bytes;
}

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export function readSafetensors(bytes: Uint8Array): Result<Tensors> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8)
    return fail(
      issue(
        'safetensors.short',
        {
          en: 'The file has {n} bytes; expected at least 8.',
          zh: '文件有 {n} 个字节；至少应有 8 个。',
        },
        { args: { n: bytes.length } },
      ),
    );
  const head = Number(view.getBigUint64(0, true));
  if (head > LONGEST_HEADER || head > bytes.length - 8)
    return fail(
      issue(
        'safetensors.header',
        {
          en: 'The header is to be {n} bytes long, the file has {has} behind it.',
          zh: '文件头应有 {n} 个字节，但其后只有 {has} 个。',
        },
        {
          args: {
            n: head,
            has: bytes.length - 8,
          },
        },
      ),
    );
  let header: unknown;
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    header = JSON.parse(decoder.decode(bytes.subarray(8, 8 + head)));
  } catch {
    return fail(
      issue('safetensors.json', { en: 'The header is not JSON.', zh: '文件头不是 JSON。' }),
    );
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    return fail(
      issue('safetensors.json', {
        en: 'The header is not a JSON object.',
        zh: '文件头不是 JSON 对象。',
      }),
    );
  const room = bytes.length - 8 - head;
  const entries: Entry[] = [];
  for (const [name, told] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    if (name.length > LIMITS.name || name === '__proto__')
      return fail(
        issue(
          'safetensors.name',
          {
            en: 'A tensor is called {name}; expected a name such as {example}.',
            zh: '有张量名为 {name}；应为 {example} 这样的名称。',
          },
          {
            args: {
              name: show(name),
              example: 'dense1.weight',
            },
          },
        ),
      );
    const entry = entryOf(name, told, room);
    if (!entry.ok) return entry;
    entries.push(entry.value);
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  // Back to back from the first byte to the last, as the format has it: no holes, nothing shared.
  let reached = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== reached)
      return fail(
        issue(
          'safetensors.offsets',
          {
            en: 'Tensor {name} begins at byte {begin}; expected {expected}.',
            zh: '张量 {name} 从第 {begin} 字节开始；应为 {expected}。',
          },
          {
            args: {
              name,
              begin,
              expected: reached,
            },
          },
        ),
      );
    reached = end;
  }
  if (reached !== room)
    return fail(
      issue(
        'safetensors.length',
        {
          en: 'The tensors take {n} bytes, the file has {has}.',
          zh: '各张量共占 {n} 个字节，文件却有 {has} 个。',
        },
        {
          args: {
            n: reached,
            has: room,
          },
        },
      ),
    );
  return ok(
    Object.fromEntries(
      entries.map(({ name, dtype, shape, begin }) => {
        const from = 8 + head + begin;
        const data = Float64Array.from({ length: size(shape) }, (_, i) =>
          READ[dtype](view, from + i * BYTES[dtype]),
        );
        return [name, { shape, data }];
      }),
    ),
  );
}

const isCount = (x: unknown): x is number =>
  typeof x === 'number' && Number.isSafeInteger(x) && x >= 0;

function entryOf(name: string, told: unknown, room: number): Result<Entry> {
  const {
    dtype,
    shape,
    data_offsets: offsets,
  } = (typeof told === 'object' && told !== null ? told : {}) as Readonly<Record<string, unknown>>;
  if (typeof dtype !== 'string' || !Object.hasOwn(BYTES, dtype))
    return fail(
      issue(
        'safetensors.dtype',
        {
          en: 'Tensor {name} is of type {dtype}; expected one of {expected}.',
          zh: '张量 {name} 的类型为 {dtype}；应为以下之一：{expected}。',
        },
        {
          args: {
            name,
            dtype: show(dtype),
            expected: Object.keys(BYTES).join(', '),
          },
        },
      ),
    );
  if (!Array.isArray(shape) || shape.length > MOST_AXES || !shape.every(isCount))
    return fail(
      issue(
        'safetensors.shape',
        {
          en: 'The shape of tensor {name} is not a short list of whole numbers.',
          zh: '张量 {name} 的形状不是由整数组成的短列表。',
        },
        {
          args: {
            name,
          },
        },
      ),
    );
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    return fail(
      issue(
        'safetensors.offsets',
        {
          en: 'The offsets of tensor {name} are not two whole numbers.',
          zh: '张量 {name} 的偏移不是两个整数。',
        },
        { args: { name } },
      ),
    );
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > room)
    return fail(
      issue(
        'safetensors.offsets',
        {
          en: 'Tensor {name} lies at bytes {begin} to {end}; the file has {has}.',
          zh: '张量 {name} 位于第 {begin} 到 {end} 字节；文件只有 {has} 个字节。',
        },
        {
          args: {
            name,
            begin,
            end,
            has: room,
          },
        },
      ),
    );
  const wanted = size(shape) * BYTES[dtype as Dtype];
  if (wanted !== end - begin)
    return fail(
      issue(
        'safetensors.size',
        {
          en: 'Tensor {name} needs {n} bytes and has {has}.',
          zh: '张量 {name} 需要 {n} 个字节，实际有 {has} 个。',
        },
        {
          args: {
            name,
            n: wanted,
            has: end - begin,
          },
        },
      ),
    );
  return ok({ name, dtype: dtype as Dtype, shape: shape as number[], begin, end });
}
