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

export type Dtype = 'F32' | 'F64' | 'I64';

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

const bad = (code: string, message: string, args: Readonly<Record<string, string | number>> = {}) =>
  fail(issue(`safetensors.${code}`, message, { args }));

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
    return bad('short', 'The file has {n} bytes; expected at least 8.', { n: bytes.length });
  const head = Number(view.getBigUint64(0, true));
  if (head > LONGEST_HEADER || head > bytes.length - 8)
    return bad('header', 'The header is to be {n} bytes long, the file has {has} behind it.', {
      n: head,
      has: bytes.length - 8,
    });
  let header: unknown;
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    header = JSON.parse(decoder.decode(bytes.subarray(8, 8 + head)));
  } catch {
    return bad('json', 'The header is not JSON.');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    return bad('json', 'The header is not a JSON object.');
  const room = bytes.length - 8 - head;
  const entries: Entry[] = [];
  for (const [name, told] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    if (name.length > LIMITS.name || name === '__proto__')
      return bad('name', 'A tensor is called {name}; expected a name such as {example}.', {
        name: show(name),
        example: 'dense1.weight',
      });
    const entry = entryOf(name, told, room);
    if (!entry.ok) return entry;
    entries.push(entry.value);
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  // Back to back from the first byte to the last, as the format has it: no holes, nothing shared.
  let reached = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== reached)
      return bad('offsets', 'Tensor {name} begins at byte {begin}; expected {expected}.', {
        name,
        begin,
        expected: reached,
      });
    reached = end;
  }
  if (reached !== room)
    return bad('length', 'The tensors take {n} bytes, the file has {has}.', {
      n: reached,
      has: room,
    });
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
    return bad('dtype', 'Tensor {name} is of type {dtype}; expected one of {expected}.', {
      name,
      dtype: show(dtype),
      expected: Object.keys(BYTES).join(', '),
    });
  if (!Array.isArray(shape) || shape.length > MOST_AXES || !shape.every(isCount))
    return bad('shape', 'The shape of tensor {name} is not a short list of whole numbers.', {
      name,
    });
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    return bad('offsets', 'The offsets of tensor {name} are not two whole numbers.', { name });
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > room)
    return bad('offsets', 'Tensor {name} lies at bytes {begin} to {end}; the file has {has}.', {
      name,
      begin,
      end,
      has: room,
    });
  const wanted = size(shape) * BYTES[dtype as Dtype];
  if (wanted !== end - begin)
    return bad('size', 'Tensor {name} needs {n} bytes and has {has}.', {
      name,
      n: wanted,
      has: end - begin,
    });
  return ok({ name, dtype: dtype as Dtype, shape: shape as number[], begin, end });
}
