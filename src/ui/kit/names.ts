/** What a wire and a weight are called, from the titles of the nodes. */
import { useTranslation } from 'react-i18next';
import { titleOf } from '../../catalog/index.ts';
import type { AppState } from '../../state/app.ts';
import { keptBy } from './kept.ts';
import { portsOf } from './ports.ts';
import { useApp } from './store.tsx';

const endsOf = ({ document, language }: Pick<AppState, 'document' | 'language'>, edge: string) => {
  const record = document.edges[edge];
  const title = (id: string) => {
    const node = document.nodes[id];
    return node && titleOf(node, language);
  };
  return record && { record, from: title(record.source.node), to: title(record.target.node) };
};

/** Both ends of an edge in a sentence, `Dense 1 to Tanh 1`: for labels that are read out. */
export function useEdgeName(edge: string): string {
  const { t } = useTranslation();
  const from = useApp((s) => endsOf(s, edge)?.from ?? '');
  const to = useApp((s) => endsOf(s, edge)?.to ?? '');
  return t('kit.edge', { from, to });
}

/** Both ends of an edge as an arrow, `Dense 1 → Tanh 1`: for headings. */
export const useWireName = (edge: string): string =>
  useApp((s) => {
    const ends = endsOf(s, edge);
    if (!ends) return edge;
    const { record, from, to } = ends;
    return `${from ?? record.source.node} → ${to ?? record.target.node}`;
  });

/** Where an edge comes from, with the port that it leaves where its node has several: `Data 1 x2`. */
export function sourceOf(state: Pick<AppState, 'document' | 'language'>, edge: string): string {
  const ends = endsOf(state, edge);
  const source = ends && state.document.nodes[ends.record.source.node];
  if (!ends || !source) return edge;
  const port = portsOf(source).outputs.length > 1 ? ` ${ends.record.source.port}` : '';
  return `${ends.from}${port}`;
}

/** Both ends of it as an arrow, `Data 1 x2 → Neuron 1`. */
export const useFullWireName = (edge: string): string =>
  useApp((s) => {
    const ends = endsOf(s, edge);
    return ends ? `${sourceOf(s, edge)} → ${ends.to ?? ends.record.target.node}` : edge;
  });

/** A weight's name within its node: `weight`, `bias`; one that belongs to a wire by that: `w ← Data 1 x2`. */
export function useWeightName(node: string): (name: string) => string {
  const document = useApp((s) => s.document);
  const language = useApp((s) => s.language);
  const kept = keptBy(useApp((s) => s.compiled?.compilation));
  return (name) => {
    const weight = kept.get(name);
    const own = weight?.node === node ? weight.own : name;
    return weight?.edge !== undefined && document.edges[weight.edge]
      ? `w ← ${sourceOf({ document, language }, weight.edge)}`
      : own;
  };
}

/** A text with what nodes are called in the place of their ids, by whoever finds these in it. */
export const useTitled = (
  text: string,
  put: (text: string, titleOf: (id: string) => string) => string,
): string =>
  useApp(({ document, language }) =>
    put(text, (id) => {
      const node = document.nodes[id];
      return node ? titleOf(node, language) : id;
    }),
  );
