/**
 * What lies on many wires at once while somebody walks through a step, small enough to be drawn on them: of
 * one sample of the batch, or the mean over it. One read for all of them; what the cursor has not computed in
 * its training step is left out.
 */
import { topologyOf, wireOrder } from '../../src/document/topology.ts';
import { inputName, type TensorRef } from '../../src/plan/plan.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import { downsample } from '../../src/tensor/downsample.ts';
import { type Shape, size } from '../../src/tensor/shape.ts';
import type { Floats } from '../backends/backend.ts';
import type { Cursor } from './cursor.ts';
import type { Executor } from './executor.ts';
import type { Loaded } from './loading.ts';
import type { OfBatch, WiresInspection, WireTensor } from './protocol.ts';

/** Rows and columns of a picture that is alone on its wire, and of one of several. */
const ALONE = 32;
const ONE_OF = 16;
/** Pictures of one wire. */
const PICTURES = 4;
/** Numbers of a row that is alone. */
const LINE = 96;

interface Walked {
  readonly loaded: Loaded;
  readonly executor: Executor;
  readonly cursor: Cursor;
}

const known = new WeakMap<Loaded, ReadonlyMap<string, TensorRef>>();

/**
 * Where the one weight lies that a wire has of its own, by edge. A node that uses those of another has them in
 * the order of its own wires.
 */
function weightsOn(loaded: Loaded): ReadonlyMap<string, TensorRef> {
  const found = known.get(loaded);
  if (found) return found;
  const { document, compilation, plan } = loaded;
  const { order, into } = topologyOf(document);
  const arriving = (node: string) =>
    [...(into.get(node) ?? [])].sort(wireOrder(order)).map((e) => e.id);
  const stored = new Map(plan.storage.flatMap((v) => (v.slot ? [] : [[v.name, v.ref] as const])));
  const made = new Map<string, TensorRef>();
  for (const { name, node, edge, shape, users } of compilation.parameters) {
    const ref = stored.get(name);
    if (edge === undefined || !ref || size(shape) !== 1) continue;
    made.set(edge, ref);
    const at = users.length ? arriving(node).indexOf(edge) : 0;
    for (const user of users) {
      const own = arriving(user)[at];
      if (own !== undefined) made.set(own, ref);
    }
  }
  known.set(loaded, made);
  return made;
}

/** Absent where nobody walks. */
export async function inspectWires(
  { loaded, executor, cursor }: Walked,
  wanted: readonly string[],
  of: OfBatch,
): Promise<WiresInspection | undefined> {
  if (!cursor.begun) return undefined;
  const { document, compilation, plan } = loaded;
  const { values, gradients } = plan.routines.watch?.results ?? NO_RESULTS;
  const sample =
    of === 'mean' ? of : Math.min(compilation.batch - 1, Math.max(0, Math.floor(of) || 0));
  // Wires that leave one port may share their memory: it is read once.
  const asked = new Map<string, TensorRef>();
  const placed = (ref: TensorRef | undefined): string | undefined => {
    if (!ref || !cursor.computed(ref.buffer)) return undefined;
    const place = `${ref.buffer} ${ref.offset} ${ref.shape}`;
    asked.set(place, ref);
    return place;
  };
  const places = wanted
    .filter((edge) => Object.hasOwn(document.edges, edge))
    .map((edge) => ({ edge, value: placed(values[edge]), gradient: placed(gradients[edge]) }));
  const own = wanted.flatMap((edge) => {
    const ref = weightsOn(loaded).get(edge);
    return ref ? [{ edge, ref }] : [];
  });
  const ofWeights = own.map((w) => w.ref);
  const [now, begun] = await Promise.all([
    executor.readAll(ofWeights),
    cursor.move?.phase === 'update' ? cursor.atBegin(ofWeights) : [],
  ]);
  const weights = new Map(
    own.map(({ edge }, i) => {
      const [weight, before] = [now[i]![0]!, begun[i]?.[0]];
      return [
        edge,
        { now: weight, ...(before !== undefined && before !== weight && { before }) },
      ] as const;
    }),
  );
  const refs = [...asked.values()];
  const read = await executor.readRegions(
    refs.map(({ buffer, offset, shape }) => {
      const length = size(shape.slice(1));
      return sample === 'mean'
        ? { buffer, offset, length: size(shape) }
        : { buffer, offset: offset + sample * length, length };
    }),
  );
  const small = new Map(
    [...asked.keys()].map((place, i) => {
      const shape = refs[i]!.shape.slice(1);
      const numbers = read[i]!;
      return [place, smallOf(sample === 'mean' ? meanOf(numbers, size(shape)) : numbers, shape)];
    }),
  );
  return {
    of: sample,
    wires: places.map(({ edge, value, gradient }) => ({
      edge,
      ...(value !== undefined && { value: small.get(value)! }),
      ...(gradient !== undefined && { gradient: small.get(gradient)! }),
      ...(weights.has(edge) && { weight: weights.get(edge)! }),
    })),
  };
}

/** Over the samples, `length` numbers each. */
function meanOf(data: Floats, length: number): Floats {
  const sum = new Float64Array(length);
  const samples = length ? data.length / length : 0;
  for (let i = 0; i < data.length; i++) sum[i % length]! += data[i]!;
  return sum.map((x) => x / samples);
}

/**
 * The two last axes as a picture, what lies before them as several of them: the first few, each made smaller
 * where it is large.
 */
export function smallOf(data: Floats, shape: Shape): WireTensor {
  const [rows = 1, columns = 1] = shape.length < 2 ? [1, size(shape)] : shape.slice(-2);
  const all = size(shape.slice(0, -2));
  const pictures = shape.length > 2 ? Math.min(PICTURES, all) : 1;
  const [high, wide] = shape.length < 2 ? [1, LINE] : all > 1 ? [ONE_OF, ONE_OF] : [ALONE, ALONE];
  const drawn = Array.from({ length: pictures }, (_, i) =>
    downsample(
      data.subarray(i * rows * columns, (i + 1) * rows * columns),
      rows,
      columns,
      high,
      wide,
    ),
  );
  const [first] = drawn;
  const each = first ? first.rows * first.columns : 0;
  const out = new Float32Array(pictures * each);
  for (const [i, { data: cells }] of drawn.entries()) out.set(cells as Floats, i * each);
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const x of data) {
    if (x < least) least = x;
    if (x > most) most = x;
  }
  return {
    shape: [...shape],
    pictures,
    rows: first?.rows ?? 0,
    columns: first?.columns ?? 0,
    data: out,
    low: least,
    high: most,
  };
}

/**
 * The sample that a step is told by until somebody chooses another: the first of its batch whose inputs are not
 * all 0, for a product with 0 says nothing.
 */
export async function tellingSample({ loaded, executor, cursor }: Walked): Promise<number> {
  const { compilation, plan } = loaded;
  const refs = compilation.sources.flatMap(
    ({ node }) => plan.routines.watch?.inputs[inputName(node, 'x')] ?? [],
  );
  if (!cursor.begun || refs.length === 0) return 0;
  const read = await executor.readAll(refs);
  const tells = (sample: number) =>
    refs.some(({ shape }, i) => {
      const length = size(shape.slice(1));
      return read[i]!.subarray(sample * length, (sample + 1) * length).some((x) => x !== 0);
    });
  for (let sample = 0; sample < compilation.batch; sample++) if (tells(sample)) return sample;
  return 0;
}
