/** How numbers, paths and their factors are called. */
import { useTranslation } from 'react-i18next';
import type { PathSum } from '../../../workers/engine/protocol.ts';
import { titleOf } from '../../catalog/index.ts';
import { formatNumber } from '../../tensor/format.ts';
import { keptBy } from '../kit/kept.ts';
import { useApp } from '../kit/store.tsx';

export type Path = NonNullable<PathSum['listed']>[number];

/** `0.93 × (−0.56) × 0.125` */
export const productText = ({ steps }: Path): string =>
  steps
    .map(({ factor }, i) => {
      const text = formatNumber(factor);
      return i > 0 && factor < 0 ? `(${text})` : text;
    })
    .join(' × ');

export function useNodeTitle(): (id: string) => string {
  const nodes = useApp((s) => s.document.nodes);
  const language = useApp((s) => s.language);
  return (id) => {
    const node = nodes[id];
    return node ? titleOf(node, language) : id;
  };
}

/** A weight with its node, or a wire with the nodes at its ends. */
export function useStartName(): (of: Pick<PathSum['of'], 'weight' | 'edge'>) => string {
  const title = useNodeTitle();
  const edges = useApp((s) => s.document.edges);
  const kept = keptBy(useApp((s) => s.compiled?.compilation));
  const wire = (id: string): string => {
    const edge = edges[id];
    return edge ? `${title(edge.source.node)} → ${title(edge.target.node)}` : id;
  };
  return ({ weight = '', edge }) => {
    if (edge !== undefined) return wire(edge);
    const own = kept.get(weight);
    if (!own) return weight;
    const from = own.edge === undefined ? undefined : edges[own.edge]?.source.node;
    return `${title(own.node)} ${own.own}${from === undefined ? '' : ` ← ${title(from)}`}`;
  };
}

/** `sample 2: Neuron 1 → Neuron 5 → the loss`; of layers the unit it goes through stands behind. */
export function useRoute(): (path: Path, samples: number) => string {
  const { t } = useTranslation();
  const title = useNodeTitle();
  return ({ steps }, samples) => {
    const sample = steps.find((s) => s.to)?.to?.sample;
    const nodes = steps.map(({ node, to, ends }) => {
      const name = title(node);
      if (ends) return ends === 'loss' ? name : `${name} ${t('paths.penalty')}`;
      const place = (to?.place ?? []).join(', ');
      return place ? `${name} [${place}]` : name;
    });
    const way = nodes.join(' → ');
    return sample === undefined || samples === 1
      ? way
      : `${t('paths.inSample', { sample })}: ${way}`;
  };
}
