/**
 * What a person sees on asking: the tensors on an edge, in and around a node. Copies, with statistics;
 * what the step cursor has not computed yet in its training step is left out rather than shown stale.
 */
import { compareIds } from '../../src/base/ids.ts';
import type { EdgeRecord } from '../../src/document/records.ts';
import type { TensorRef } from '../../src/plan/plan.ts';
import type { Cursor } from './cursor.ts';
import type { Loaded } from './loading.ts';
import { look, type Machine } from './machine.ts';
import type { EdgeInspection, NodeInspection, TensorView, WeightInspection } from './protocol.ts';
import { tensorView } from './views.ts';

export interface Inspector {
  edge(edge: string): EdgeInspection | undefined;
  node(node: string): NodeInspection | undefined;
}

export function createInspector(loaded: Loaded, m: Machine, cursor: Cursor): Inspector {
  const { document, compilation, plan } = loaded;
  const results = plan.routines.watch?.results ?? {};
  const edges = Object.values(document.edges);

  /** Without a begun step the step to come is looked at, with no effect on it. */
  const fresh = () => {
    if (!cursor.begun) look(m);
  };
  const shown = (ref: TensorRef | undefined): TensorView | undefined =>
    ref && cursor.computed(ref.buffer)
      ? tensorView(m.instance.view(ref.buffer), ref.offset, ref.shape)
      : undefined;
  const named = (name: string) => shown(results[name]);
  const optional = <K extends string>(key: K, view: TensorView | undefined) =>
    (view ? { [key]: view } : {}) as { readonly [P in K]?: TensorView };

  const edge = (id: string): EdgeInspection => ({
    edge: id,
    ...optional('value', named(`value:${id}`)),
    ...optional('gradient', named(`gradient:${id}`)),
  });
  const inPortOrder = (port: (e: EdgeRecord) => string) => (a: EdgeRecord, b: EdgeRecord) =>
    compareIds(port(a), port(b)) || compareIds(a.id, b.id);

  const weight = (name: string, trainable: boolean): WeightInspection | undefined => {
    const own = plan.storage.find((v) => v.name === name && v.slot === '');
    const value = shown(own?.ref);
    if (!own || !value) return undefined;
    const old = cursor.begun ? cursor.atBegin(own.ref.buffer) : undefined;
    const updating = cursor.move?.phase === 'update';
    return {
      name,
      trainable,
      value,
      ...optional('gradient', named(`weight-gradient:${name}`)),
      slots: Object.fromEntries(
        plan.storage.flatMap((v) => {
          const slot = v.name === name && v.slot ? shown(v.ref) : undefined;
          return slot ? [[v.slot, slot] as const] : [];
        }),
      ),
      ...optional(
        'before',
        old && updating ? tensorView(old, own.ref.offset, own.ref.shape) : undefined,
      ),
    };
  };

  return {
    edge(id) {
      if (!Object.hasOwn(document.edges, id)) return undefined;
      fresh();
      return edge(id);
    },
    node(id) {
      if (!Object.hasOwn(document.nodes, id)) return undefined;
      fresh();
      const inputs = edges.filter((e) => e.target.node === id);
      const outputs = edges.filter((e) => e.source.node === id);
      return {
        node: id,
        inputs: inputs
          .sort(inPortOrder((e) => e.target.port))
          .map((e) => ({ ...edge(e.id), port: e.target.port })),
        outputs: outputs
          .sort(inPortOrder((e) => e.source.port))
          .map((e) => ({ ...edge(e.id), port: e.source.port })),
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
