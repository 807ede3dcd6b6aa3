/** A single neuron: round, with its activation's curve in it; its weights stand on its wires. */
import type { NodeProps } from '@xyflow/react';
import { memo, useEffect } from 'react';
import { complete } from '../../../base/fields.ts';
import { kindOf, titleOf } from '../../../catalog/index.ts';
import { topologyOf, wireOrder } from '../../../document/topology.ts';
import { keptBy } from '../../kit/kept.ts';
import { useApp, useAppStore } from '../../kit/store.tsx';
import type { KindNode } from '../flow.ts';
import { useParts } from '../parts.tsx';
import { Curve } from './Curve.tsx';
import { NeuronNumbers } from './NeuronNumbers.tsx';
import classes from './nodes.module.css';
import { Port } from './Port.tsx';
import { ProblemBadge } from './ProblemBadge.tsx';
import { RestartedBadge } from './RestartedBadge.tsx';
import { useLit, useProblem } from './reading.ts';
import { Title } from './Title.tsx';
import { WeightsBadge } from './WeightsBadge.tsx';

/** Hands the weights of a neuron's wires to the painter of the chips. */
function useWeightsOnWires(node: string, wanted: boolean) {
  const { poller, painter } = useParts();
  const app = useAppStore();
  useEffect(() => {
    if (!wanted) return;
    let told: readonly string[] = [];
    const forget = (edges: readonly string[]) => {
      for (const edge of edges) painter.setWeight(edge, undefined);
    };
    const stop = poller.subscribe(node, (seen) => {
      const { document, compiled } = app.getState();
      const known = keptBy(compiled?.compilation);
      const own = seen.weights.filter((w) => known.get(w.name)?.edge !== undefined);
      const edges = own.map((w) => known.get(w.name)?.edge ?? '');
      // The weights of another neuron belong to its wires; ours are matched in their order.
      if (document.nodes[node]?.shares !== undefined) {
        const { into, order } = topologyOf(document);
        const mine = [...(into.get(node) ?? [])].sort(wireOrder(order));
        edges.splice(0, edges.length, ...mine.slice(0, edges.length).map((e) => e.id));
      }
      forget(told.filter((edge) => !edges.includes(edge)));
      told = edges;
      // A wire with several features carries as many weights: no one number tells of them.
      for (const [i, { value }] of own.entries())
        painter.setWeight(edges[i] ?? '', value.data.length === 1 ? value.data[0] : undefined);
    });
    return () => {
      stop();
      forget(told);
    };
  }, [app, poller, painter, node, wanted]);
}

export const Neuron = memo(function Neuron({ data, selected }: NodeProps<KindNode>) {
  const { record, layout, far } = data;
  const kind = kindOf(record.kind);
  const language = useApp((s) => s.language);
  const lit = useLit(record.id);
  const problem = useProblem(record.id);
  useWeightsOnWires(record.id, !far);
  const title = titleOf(record, language);
  const curve = kind?.activation?.(complete(kind.fields, record.params)).kind;
  return (
    <div
      className={classes.neuron}
      data-selected={selected || undefined}
      data-lit={lit}
      data-problem={problem ? '' : undefined}
      style={{ '--family': 'var(--family-neurons)' } as React.CSSProperties}
    >
      {!far && <NeuronNumbers node={record.id} title={title} />}
      {!far && <Curve kind={kindOf(curve ?? '')} width={34} height={26} />}
      {!far && (
        <div className={classes.neuronTitle}>
          <Title id={record.id} title={title} />
        </div>
      )}
      {!far && (
        <div className={classes.neuronRestarted}>
          <WeightsBadge node={record.id} />
          <RestartedBadge node={record.id} />
        </div>
      )}
      {problem && (
        <div className={classes.neuronProblem}>
          <ProblemBadge issue={problem} />
        </div>
      )}
      {!far &&
        layout.ports.map((place) => (
          <Port key={`${place.side}${place.name}`} node={record.id} title={title} place={place} />
        ))}
    </div>
  );
});
