/** The selected nodes, to be asked once for each of thousands of steps. */
import { useMemo } from 'react';
import { useAppList } from '../kit/store.tsx';

export function useSelected(): ReadonlySet<string> {
  const nodes = useAppList((s) => s.selection.nodes);
  return useMemo(() => new Set(nodes), [nodes]);
}
