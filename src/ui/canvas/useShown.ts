/** Which cards and wires of a large document have elements, and which of them wait for nobody. */
import { useMemo } from 'react';
import { topologyOf } from '../../document/topology.ts';
import { useApp } from '../kit/store.tsx';
import type { Moving } from './flow.ts';
import { useView } from './parts.tsx';
import type { Scene } from './scene.ts';
import { MOST, worthElements } from './seeing.ts';
import type { Shown } from './shown.ts';
import type { Sight } from './useSight.ts';

/** So many chosen things have elements at once; more are drawn as chosen, and come as they are in sight. */
const FEW = 20;
const NONE: Shown = { cards: new Set(), wires: new Set() };

const few = <T>(list: readonly T[]): readonly T[] => (list.length <= FEW ? list : []);

interface ShownNow {
  /** Absent where all is shown. */
  readonly shown?: Shown;
  readonly urgent: ReadonlySet<string>;
}

export function useShown(
  large: boolean,
  scene: Scene | undefined,
  sight: Sight | undefined,
  moving: ReadonlyMap<string, Moving>,
): ShownNow {
  const edges = useApp((s) => s.document.edges);
  const nodes = useApp((s) => s.document.nodes);
  const selection = useApp((s) => s.selection);
  const pinned = useApp((s) => s.pinnedEdges);
  const stepped = useApp((s) => s.cursor?.move?.node);
  const met = useView((v) => v.met);
  const renaming = useView((v) => v.renaming);
  const picking = useView((v) => v.picking);

  // While a large document is laid out for the first time nothing is, but for what waits for nobody.
  const worth = useMemo(
    () => (scene && sight ? worthElements(scene, sight.region) : NONE),
    [scene, sight],
  );
  // Pulses run along the wires of the node that is stepped through.
  const stepping = useMemo(() => {
    if (!large || stepped === undefined) return [];
    const { into, from } = topologyOf({ nodes, edges });
    const own = [...(from.get(stepped) ?? []), ...(into.get(stepped) ?? [])];
    return own.slice(0, MOST.wires).map((edge) => edge.id);
  }, [large, stepped, nodes, edges]);
  return useMemo(() => {
    if (!large) return { urgent: new Set<string>() };
    const cards = [met?.card, renaming, picking].flatMap((id) => (id === undefined ? [] : [id]));
    cards.push(...few([...selection.nodes, ...selection.notes]), ...few([...moving.keys()]));
    const wires = [...pinned, ...few(selection.edges), ...(met?.wire ? [met.wire] : [])];
    return {
      shown: {
        cards: new Set([...cards, ...worth.cards]),
        wires: new Set([...wires, ...worth.wires, ...stepping]),
      },
      urgent: new Set([...cards, ...wires]),
    };
  }, [large, worth, stepping, selection, moving, pinned, met, renaming, picking]);
}
