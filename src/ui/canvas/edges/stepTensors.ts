/**
 * What lies on the wires in sight while a step is walked, outside React: asked of the engine after each move
 * and whenever another sample is chosen or other wires come into sight, one question at a time. Nothing of
 * another moment is kept. Each wire's line is marked with how far the step has come along it.
 */
import type { WireInspection, WireTensor } from '../../../../workers/engine/protocol.ts';
import type { App } from '../../../state/store.ts';
import type { Wires } from './wires.ts';

type Store = Pick<App, 'getState' | 'subscribe'>;

export interface StepTensors {
  start(): () => void;
  of(edge: string): WireInspection | undefined;
  /** Told whenever what lies on that wire changed. */
  on(edge: string, callback: () => void): () => void;
  /** Told after what lies on any wire changed. */
  onChange(callback: () => void): () => void;
  /** These are in sight. */
  look(edges: readonly string[]): void;
}

const sameTensor = (a: WireTensor | undefined, b: WireTensor | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.data.length === b.data.length &&
    a.low === b.low &&
    a.high === b.high &&
    a.data.every((v, i) => Object.is(v, b.data[i])));

/** How far the step has come along a wire. */
const reached = (wire: WireInspection | undefined): 'ahead' | 'value' | 'gradient' =>
  wire?.gradient ? 'gradient' : wire?.value ? 'value' : 'ahead';

export function createStepTensors(app: Store, wires: Wires): StepTensors {
  let tensors = new Map<string, WireInspection>();
  let edges: readonly string[] = [];
  let busy = false;
  let again = false;
  const callbacks = new Map<string, Set<() => void>>();
  const all = new Set<() => void>();
  const tell = (edge: string) => {
    for (const callback of callbacks.get(edge) ?? []) callback();
  };

  const style = () => {
    const walked = app.getState().cursor !== undefined;
    for (const { id, path } of wires.all.values()) {
      const mark = walked ? reached(tensors.get(id)) : undefined;
      if (path.dataset.walk === mark) continue;
      if (mark) path.dataset.walk = mark;
      else delete path.dataset.walk;
    }
  };
  const take = (found: readonly WireInspection[]) => {
    const before = tensors;
    tensors = new Map();
    const changed = new Set(before.keys());
    for (const wire of found) {
      const old = before.get(wire.edge);
      const same =
        old &&
        sameTensor(old.value, wire.value) &&
        sameTensor(old.gradient, wire.gradient) &&
        old.weight?.now === wire.weight?.now &&
        old.weight?.before === wire.weight?.before;
      tensors.set(wire.edge, same ? old : wire);
      if (same) changed.delete(wire.edge);
      else changed.add(wire.edge);
    }
    style();
    for (const edge of changed) tell(edge);
    if (changed.size > 0) for (const callback of all) callback();
  };

  const ask = async () => {
    const { cursor, average, sample, session, compiled } = app.getState();
    if (!cursor || edges.length === 0) return take([]);
    again = busy;
    if (busy) return;
    busy = true;
    const found = await session.engine.inspectWires(edges, average ? 'mean' : sample);
    busy = false;
    const now = app.getState();
    if (now.cursor !== cursor || now.compiled !== compiled || again) return ask();
    take(found?.wires ?? []);
  };

  return {
    start() {
      const stop = [
        app.subscribe((s, before) => {
          if (
            s.cursor !== before.cursor ||
            s.sample !== before.sample ||
            s.average !== before.average ||
            s.compiled !== before.compiled
          )
            void ask();
        }),
        wires.onChange(style),
      ];
      return () => {
        for (const end of stop) end();
      };
    },
    of: (edge) => tensors.get(edge),
    on(edge, callback) {
      const own = callbacks.get(edge) ?? new Set();
      callbacks.set(edge, own.add(callback));
      return () => {
        own.delete(callback);
        if (own.size === 0) callbacks.delete(edge);
      };
    },
    onChange(callback) {
      all.add(callback);
      return () => all.delete(callback);
    },
    look(next) {
      if (next.length === edges.length && next.every((edge, i) => edge === edges[i])) return;
      edges = next;
      void ask();
    },
  };
}
