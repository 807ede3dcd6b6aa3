/**
 * The wires that are drawn at this moment: their ends and their path elements, for whoever paints or
 * places something along them outside React.
 */
import type { Ends } from '../../../placement/curve.ts';

interface DrawnWire {
  readonly id: string;
  readonly ends: Ends;
  readonly path: SVGPathElement;
}

export interface Wires {
  readonly all: ReadonlyMap<string, DrawnWire>;
  put(wire: DrawnWire): void;
  drop(id: string, path: SVGPathElement): void;
  /** Called once a frame after wires came, went or moved. */
  onChange(callback: () => void): () => void;
}

export function createWires(): Wires {
  const all = new Map<string, DrawnWire>();
  const callbacks = new Set<() => void>();
  let asked = false;
  const changed = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      for (const callback of callbacks) callback();
    });
  };
  return {
    all,
    put(wire) {
      all.set(wire.id, wire);
      changed();
    },
    drop(id, path) {
      // Another element may have taken over the id before the old one left.
      if (all.get(id)?.path !== path) return;
      all.delete(id);
      changed();
    },
    onChange(callback) {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
  };
}
