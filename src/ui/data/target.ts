/** Which data node a table goes to, and how it gets there as one undoable step. */
import { canonical } from '../../base/hash.ts';
import { DATASET_KIND, holdsDataset, titleOf } from '../../catalog/index.ts';
import type { NodeRecord, Point } from '../../document/records.ts';
import type { AppState } from '../../state/app.ts';
import { useApp, useAppList } from '../kit/store.tsx';

export const NEW_NODE = '';

type Nodes = AppState['document']['nodes'];
const sources = (nodes: Nodes): readonly NodeRecord[] => Object.values(nodes).filter(holdsDataset);

/** The selected data node, else the first, else a new one. */
export function likelyNode({ document, selection }: AppState): string {
  const all = sources(document.nodes);
  return (all.find((n) => selection.nodes.includes(n.id)) ?? all[0])?.id ?? NEW_NODE;
}

export function useDataNodes(): readonly { readonly value: string; readonly label: string }[] {
  const nodes = useAppList((s) => sources(s.document.nodes));
  const language = useApp((s) => s.language);
  return nodes.map((node) => ({ value: node.id, label: titleOf(node, language) }));
}

/** Left of everything, where sources stand. */
function freePlace(nodes: Nodes): Point {
  const places = Object.values(nodes).map((n) => n.position);
  if (places.length === 0) return { x: 0, y: 0 };
  return {
    x: Math.min(...places.map((p) => p.x)) - 240,
    y: places.reduce((sum, p) => sum + p.y, 0) / places.length,
  };
}

export function giveData(
  { document, actions }: AppState,
  node: string,
  params: Readonly<Record<string, unknown>>,
): void {
  const record = document.nodes[node];
  if (!record) {
    actions.addNode(DATASET_KIND, freePlace(document.nodes), { params });
  } else if (canonical({ ...record.params, ...params }) === canonical(record.params)) {
    // The document said so all along; what was missing is the table, and now it is here.
    void actions.reload?.();
  } else if (actions.setParams) {
    actions.setParams(node, params);
  } else {
    for (const [name, value] of Object.entries(params)) actions.setParam(node, name, value);
  }
  actions.setDock('data');
}
