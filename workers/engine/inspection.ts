/**
 * What a person sees on asking: the tensors on an edge, in and around a node. Copies, with statistics;
 * what the step cursor has not computed yet in its training step is left out rather than shown stale.
 */
import { compareIds } from '../../src/base/ids.ts';
import type { EdgeRecord } from '../../src/document/records.ts';
import type { TensorRef } from '../../src/plan/plan.ts';
import { NO_RESULTS, type Table } from '../../src/plan/results.ts';
import { size } from '../../src/tensor/shape.ts';
import type { Cursor } from './cursor.ts';
import type { Executor } from './executor.ts';
import type { Loaded } from './loading.ts';
import { Outgoing } from './moving.ts';
import type {
  EdgeInspection,
  InsideInspection,
  LossInspection,
  NodeInspection,
  OfBatch,
  StepsInspection,
  TensorView,
  WeightInspection,
  WiresInspection,
} from './protocol.ts';
import { createReads, type Reads } from './reads.ts';
import { tensorView } from './views.ts';
import { inspectWires } from './wire-tensors.ts';

export interface Inspector {
  edge(edge: string, first?: number): Promise<EdgeInspection | undefined>;
  node(node: string, first?: number): Promise<NodeInspection | undefined>;
  inside(node: string, sample: number): Promise<InsideInspection | undefined>;
  wires(edges: readonly string[], of: OfBatch): Promise<WiresInspection | undefined>;
}

export function createInspector(loaded: Loaded, executor: Executor, cursor: Cursor): Inspector {
  const { document, compilation } = loaded;
  const edges = Object.values(document.edges);
  /** What is shown through time, by `inside`. */
  const cells = new Set(
    compilation.intermediates.flatMap((l) => (l.as ? [`${l.node}.${l.name}`] : [])),
  );
  const answer = async <T extends object>(
    ask: (of: Asking) => Promise<T | undefined>,
  ): Promise<T | undefined> => {
    const out = new Outgoing();
    const reads = createReads(executor);
    return out.mark(await ask(inspecting({ loaded, executor, cursor, edges, cells, out, reads })));
  };
  return {
    edge: async (id, first) =>
      Object.hasOwn(document.edges, id) ? answer((of) => of.edge(id, first)) : undefined,
    node: async (id, first) =>
      Object.hasOwn(document.nodes, id) ? answer((of) => of.node(id, first)) : undefined,
    inside: (id, sample) => answer((of) => of.inside(id, sample)),
    wires: (ids, of) => inspectWires({ loaded, executor, cursor }, ids, of),
  };
}

type Asking = Omit<Inspector, 'wires'>;

/** One answer, of copies that go out with it. */
function inspecting({
  loaded: { compilation, plan },
  executor,
  cursor,
  edges,
  cells,
  out,
  reads,
}: {
  readonly loaded: Loaded;
  readonly executor: Executor;
  readonly cursor: Cursor;
  readonly edges: readonly EdgeRecord[];
  readonly cells: ReadonlySet<string>;
  readonly out: Outgoing;
  readonly reads: Reads;
}): Asking {
  const results = plan.routines.watch?.results ?? NO_RESULTS;

  /** Without a begun step the step to come is looked at, with no effect on it. */
  const fresh = () => {
    if (!cursor.begun) executor.watchNext();
  };
  const shown = async (ref: TensorRef | undefined, first = 0): Promise<TensorView | undefined> =>
    ref && cursor.computed(ref.buffer)
      ? tensorView(out, await reads.read(ref), ref.shape, first)
      : undefined;
  const allShown = async (table: Table<TensorRef> = {}, first: number) => {
    const named = Object.entries(table).map(async ([name, ref]) => {
      const value = await shown(ref, first);
      return value && ([name, value] as const);
    });
    return (await Promise.all(named)).filter((x) => x !== undefined);
  };
  const number = async (ref: TensorRef | undefined): Promise<number | undefined> =>
    ref && cursor.computed(ref.buffer) ? (await reads.read(ref))[0] : undefined;
  const lossOf = async (id: string): Promise<LossInspection | undefined> => {
    const [losses, cost, objective] = await Promise.all([
      shown(results.losses[id]),
      number(results.cost),
      number(results.objective),
    ]);
    if (!losses) return undefined;
    return {
      losses,
      mean: losses.stats.mean,
      ...(cost === undefined ? {} : { cost }),
      ...(objective === undefined ? {} : { objective }),
    };
  };
  const optional = <K extends string, T>(key: K, view: T | undefined) =>
    (view ? { [key]: view } : {}) as { readonly [P in K]?: T };

  const edge = async (id: string, first: number): Promise<EdgeInspection> => {
    const [value, gradient] = await Promise.all([
      shown(results.values[id], first),
      shown(results.gradients[id], first),
    ]);
    return { edge: id, ...optional('value', value), ...optional('gradient', gradient) };
  };
  const inPortOrder = (port: (e: EdgeRecord) => string) => (a: EdgeRecord, b: EdgeRecord) =>
    compareIds(port(a), port(b)) || compareIds(a.id, b.id);

  const weight = async (
    name: string,
    trainable: boolean,
  ): Promise<WeightInspection | undefined> => {
    const all = plan.storage.filter((v) => v.name === name);
    const own = all.find((v) => v.slot === '');
    const slotRefs = Object.fromEntries(all.flatMap((v) => (v.slot ? [[v.slot, v.ref]] : [])));
    const updating = cursor.begun && cursor.move?.phase === 'update';
    const [value, gradient, slots, [old] = []] = await Promise.all([
      shown(own?.ref),
      shown(results.weightGradients[name]),
      allShown(slotRefs, 0),
      own && updating ? cursor.atBegin([own.ref]) : undefined,
    ]);
    if (!own || !value) return undefined;
    return {
      name,
      trainable,
      value,
      ...optional('gradient', gradient),
      slots: Object.fromEntries(slots),
      ...optional('before', old && tensorView(out, old, own.ref.shape)),
    };
  };

  /** L2 norm, or RMS, for each step of time: the outermost axis of a tensor of a cell. */
  const perStep = async (
    ref: TensorRef | undefined,
    mean: boolean,
  ): Promise<Float32Array | undefined> => {
    if (!ref || !cursor.computed(ref.buffer)) return undefined;
    const length = size(ref.shape.slice(1));
    const { buffer, offset } = ref;
    const rows = Array.from({ length: ref.shape[0] ?? 0 }, (_, t) => ({
      buffer,
      offset: offset + t * length,
      length,
    }));
    const squares = await executor.reduce('sumOfSquares', rows);
    return Float32Array.from(squares, (x) =>
      mean ? (length ? Math.sqrt(x) / Math.sqrt(length) : 0) : Math.sqrt(x),
    );
  };
  const steps = (id: string): Promise<StepsInspection[]> => {
    const states = compilation.intermediates.filter((l) => l.node === id && l.as === 'state');
    return Promise.all(
      states.map(async ({ name, notation }) => {
        const [value, gradient] = await Promise.all([
          perStep(results.intermediates[id]?.[name], true),
          perStep(results.intermediateGradients[id]?.[name], false),
        ]);
        return { name, notation, ...(value && { value }), ...(gradient && { gradient }) };
      }),
    );
  };
  /** What belongs to one sample of the batch, which is the second axis in a cell and the first elsewhere. */
  const ofSample = async (ref: TensorRef | undefined, cell: boolean, sample: number) => {
    if (!ref || !cursor.computed(ref.buffer)) return undefined;
    const data = await reads.read(ref);
    const [first = 1, second = 1, ...rest] = ref.shape;
    if (!cell) {
      const inner = size(ref.shape.slice(1));
      return tensorView(
        out,
        data.subarray(sample * inner, (sample + 1) * inner),
        ref.shape.slice(1),
      );
    }
    const width = size(rest);
    const picked = new Float32Array(first * width);
    for (let t = 0; t < first; t++) {
      const from = (t * second + sample) * width;
      picked.set(data.subarray(from, from + width), t * width);
    }
    return tensorView(out, picked, [first, ...rest]);
  };

  return {
    async inside(id, wanted) {
      const named = compilation.intermediates.filter((i) => i.node === id);
      if (!named.length) return undefined;
      fresh();
      const { batch } = compilation;
      const sample = Math.min(batch - 1, Math.max(0, Math.floor(wanted) || 0));
      const intermediates = named.map(async ({ name, notation, as }) => {
        const [value, gradient] = await Promise.all([
          ofSample(results.intermediates[id]?.[name], !!as, sample),
          ofSample(results.intermediateGradients[id]?.[name], !!as, sample),
        ]);
        return {
          name,
          notation,
          ...(as && { as }),
          ...optional('value', value),
          ...optional('gradient', gradient),
        };
      });
      return { node: id, sample, batch, intermediates: await Promise.all(intermediates) };
    },
    async edge(id, first = 0) {
      fresh();
      return edge(id, first);
    },
    async node(id, first = 0) {
      fresh();
      const at = (end: 'source' | 'target') =>
        edges
          .filter((e) => e[end].node === id)
          .sort(inPortOrder((e) => e[end].port))
          .map(async (e) => ({ ...(await edge(e.id, first)), port: e[end].port }));
      const named = [
        ...compilation.parameters
          .filter((p) => p.node === id || p.users.includes(id))
          .map((p) => weight(p.name, p.trainable)),
        ...plan.storage.filter((v) => v.state && v.node === id).map((v) => weight(v.name, false)),
      ];
      const [inputs, outputs, free, inside, through, loss, weights] = await Promise.all([
        Promise.all(at('target')),
        Promise.all(at('source')),
        allShown(results.outputs[id], first),
        allShown(results.intermediates[id], first),
        steps(id),
        lossOf(id),
        Promise.all(named),
      ]);
      return {
        node: id,
        step: executor.step,
        inputs,
        outputs,
        free: free
          .filter(([port]) => !outputs.some((e) => e.port === port))
          .map(([port, value]) => ({ port, value })),
        inside: inside
          .filter(([name]) => !cells.has(`${id}.${name}`))
          .map(([name, value]) => ({ name, value })),
        steps: through,
        ...optional('loss', loss),
        weights: weights.filter((w) => w !== undefined),
      };
    },
  };
}
