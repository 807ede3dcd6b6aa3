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
  StepsInspection,
  TensorView,
  WeightInspection,
} from './protocol.ts';
import { tensorView } from './views.ts';

export interface Inspector {
  edge(edge: string, first?: number): EdgeInspection | undefined;
  node(node: string, first?: number): NodeInspection | undefined;
  inside(node: string, sample: number): InsideInspection | undefined;
}

export function createInspector(loaded: Loaded, executor: Executor, cursor: Cursor): Inspector {
  const { document, compilation } = loaded;
  const edges = Object.values(document.edges);
  /** What is shown through time, by `inside`. */
  const cells = new Set(
    compilation.intermediates.flatMap((l) => (l.as ? [`${l.node}.${l.name}`] : [])),
  );
  const answer = <T extends object>(ask: (of: Inspector) => T | undefined): T | undefined => {
    const out = new Outgoing();
    return out.mark(ask(inspecting({ loaded, executor, cursor, edges, cells, out })));
  };
  return {
    edge: (id, first) =>
      Object.hasOwn(document.edges, id) ? answer((of) => of.edge(id, first)) : undefined,
    node: (id, first) =>
      Object.hasOwn(document.nodes, id) ? answer((of) => of.node(id, first)) : undefined,
    inside: (id, sample) => answer((of) => of.inside(id, sample)),
  };
}

/** One answer, of copies that go out with it. */
function inspecting({
  loaded: { compilation, plan },
  executor,
  cursor,
  edges,
  cells,
  out,
}: {
  readonly loaded: Loaded;
  readonly executor: Executor;
  readonly cursor: Cursor;
  readonly edges: readonly EdgeRecord[];
  readonly cells: ReadonlySet<string>;
  readonly out: Outgoing;
}): Inspector {
  const results = plan.routines.watch?.results ?? NO_RESULTS;

  /** Without a begun step the step to come is looked at, with no effect on it. */
  const fresh = () => {
    if (!cursor.begun) executor.watchNext();
  };
  const shown = (ref: TensorRef | undefined, first = 0): TensorView | undefined =>
    ref && cursor.computed(ref.buffer)
      ? tensorView(out, executor.read(ref), ref.shape, first)
      : undefined;
  const allShown = (table: Table<TensorRef> = {}, first: number) =>
    Object.entries(table).flatMap(([name, ref]) => {
      const value = shown(ref, first);
      return value ? [[name, value] as const] : [];
    });
  const number = (ref: TensorRef | undefined): number | undefined =>
    ref && cursor.computed(ref.buffer) ? executor.read(ref)[0] : undefined;
  const lossOf = (id: string): LossInspection | undefined => {
    const losses = shown(results.losses[id]);
    const cost = number(results.cost);
    if (!losses || cost === undefined) return undefined;
    const objective = number(results.objective);
    return {
      losses,
      mean: losses.stats.mean,
      cost,
      ...(objective === undefined ? {} : { objective }),
    };
  };
  const optional = <K extends string, T>(key: K, view: T | undefined) =>
    (view ? { [key]: view } : {}) as { readonly [P in K]?: T };

  const edge = (id: string, first: number): EdgeInspection => ({
    edge: id,
    ...optional('value', shown(results.values[id], first)),
    ...optional('gradient', shown(results.gradients[id], first)),
  });
  const inPortOrder = (port: (e: EdgeRecord) => string) => (a: EdgeRecord, b: EdgeRecord) =>
    compareIds(port(a), port(b)) || compareIds(a.id, b.id);

  const weight = (name: string, trainable: boolean): WeightInspection | undefined => {
    const own = plan.storage.find((v) => v.name === name && v.slot === '');
    const value = shown(own?.ref);
    if (!own || !value) return undefined;
    const old = cursor.begun ? cursor.atBegin(own.ref) : undefined;
    const updating = cursor.move?.phase === 'update';
    return {
      name,
      trainable,
      value,
      ...optional('gradient', shown(results.weightGradients[name])),
      slots: Object.fromEntries(
        plan.storage.flatMap((v) => {
          const slot = v.name === name && v.slot ? shown(v.ref) : undefined;
          return slot ? [[v.slot, slot] as const] : [];
        }),
      ),
      ...optional('before', old && updating ? tensorView(out, old, own.ref.shape) : undefined),
    };
  };

  /** L2 norm, or RMS, for each step of time: the outermost axis of a tensor of a cell. */
  const perStep = (ref: TensorRef | undefined, mean: boolean): Float32Array | undefined => {
    if (!ref || !cursor.computed(ref.buffer)) return undefined;
    const length = size(ref.shape.slice(1));
    const { buffer, offset } = ref;
    const rows = Array.from({ length: ref.shape[0] ?? 0 }, (_, t) => ({
      buffer,
      offset: offset + t * length,
      length,
    }));
    const squares = executor.reduce('sumOfSquares', rows);
    return Float32Array.from(squares, (x) =>
      mean ? (length ? Math.sqrt(x) / Math.sqrt(length) : 0) : Math.sqrt(x),
    );
  };
  const steps = (id: string): StepsInspection[] =>
    compilation.intermediates
      .filter((l) => l.node === id && l.as === 'state')
      .map(({ name, notation }) => {
        const value = perStep(results.intermediates[id]?.[name], true);
        const gradient = perStep(results.intermediateGradients[id]?.[name], false);
        return { name, notation, ...(value && { value }), ...(gradient && { gradient }) };
      });
  /** What belongs to one sample of the batch, which is the second axis in a cell and the first elsewhere. */
  const ofSample = (ref: TensorRef | undefined, cell: boolean, sample: number) => {
    if (!ref || !cursor.computed(ref.buffer)) return undefined;
    const data = executor.read(ref);
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
    inside(id, wanted) {
      const named = compilation.intermediates.filter((i) => i.node === id);
      if (!named.length) return undefined;
      fresh();
      const { batch } = compilation;
      const sample = Math.min(batch - 1, Math.max(0, Math.floor(wanted) || 0));
      return {
        node: id,
        sample,
        batch,
        intermediates: named.map(({ name, notation, as }) => ({
          name,
          notation,
          ...(as && { as }),
          ...optional('value', ofSample(results.intermediates[id]?.[name], !!as, sample)),
          ...optional(
            'gradient',
            ofSample(results.intermediateGradients[id]?.[name], !!as, sample),
          ),
        })),
      };
    },
    edge(id, first = 0) {
      fresh();
      return edge(id, first);
    },
    node(id, first = 0) {
      fresh();
      const inputs = edges.filter((e) => e.target.node === id);
      const outputs = edges.filter((e) => e.source.node === id);
      return {
        node: id,
        inputs: inputs
          .sort(inPortOrder((e) => e.target.port))
          .map((e) => ({ ...edge(e.id, first), port: e.target.port })),
        outputs: outputs
          .sort(inPortOrder((e) => e.source.port))
          .map((e) => ({ ...edge(e.id, first), port: e.source.port })),
        free: allShown(results.outputs[id], first)
          .filter(([port]) => !outputs.some((e) => e.source.port === port))
          .map(([port, value]) => ({ port, value })),
        inside: allShown(results.intermediates[id], first)
          .filter(([name]) => !cells.has(`${id}.${name}`))
          .map(([name, value]) => ({ name, value })),
        steps: steps(id),
        ...optional('loss', lossOf(id)),
        weights: compilation.parameters
          .filter((p) => p.node === id || p.users.includes(id))
          .flatMap((p) => weight(p.name, p.trainable) ?? [])
          .concat(
            plan.storage
              .filter((v) => v.state && v.name.slice(0, v.name.indexOf('.')) === id)
              .flatMap((v) => weight(v.name, false) ?? []),
          ),
      };
    },
  };
}
