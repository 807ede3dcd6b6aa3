/** Forward and loss: what came in, the weights, what goes out. */
import { useTranslation } from 'react-i18next';
import type {
  EdgeInspection,
  NodeInspection,
  TensorView as View,
} from '../../../../workers/engine/protocol.ts';
import { useWeightName } from '../../kit/names.ts';
import { Section } from '../../kit/Section.tsx';
import { useApp } from '../../kit/store.tsx';
import { symbolsOn } from '../../kit/symbols.ts';
import { useEnds } from '../../stepping/ends.ts';
import { usePortReading, useWireReading } from '../../tensor/readAs.ts';
import { TensorView } from '../../tensor/TensorView.tsx';
import type { PickIn } from './picking.ts';

interface Props {
  readonly inspection: NodeInspection;
  readonly pickIn: PickIn;
}

export function ForwardTensors({ inspection, pickIn }: Props) {
  const { t } = useTranslation();
  const ends = useEnds();
  const { inputs, outputs, free, weights, node } = inspection;
  const short = useWeightName(node);
  // Wires that leave one port carry the same value: it is shown once.
  const out = outputs.filter((o, i) => outputs.findIndex((p) => p.port === o.port) === i);
  const tensor = (wire: EdgeInspection, title: string, pick: boolean) =>
    wire.value && (
      <Wire
        key={wire.edge}
        edge={wire.edge}
        title={title}
        value={wire.value}
        {...(pick ? pickIn(wire.value) : {})}
      />
    );
  return (
    <>
      {inputs.length > 0 && (
        <Section title={t('stepper.in')}>
          {inputs.map((wire) => tensor(wire, `${wire.port} ← ${ends(wire.edge).from}`, false))}
        </Section>
      )}
      {weights.length > 0 && (
        <Section title={t('stepper.weights')} closed={weights.length > 4}>
          {weights.map((w) => (
            <TensorView
              key={w.name}
              title={short(w.name)}
              name={w.name}
              hue="weight"
              tensor={w.value}
            />
          ))}
        </Section>
      )}
      {out.length + free.length > 0 && (
        <Section
          title={t('stepper.out')}
          aside={out.length + free.length === 1 ? undefined : out.length + free.length}
        >
          {out.map((wire) => tensor(wire, wire.port, true))}
          {free.map(({ port, value }) => (
            <Free key={port} node={node} port={port} value={value} {...pickIn(value)} />
          ))}
        </Section>
      )}
    </>
  );
}

interface Shown extends ReturnType<PickIn> {
  readonly value: View;
}

function Wire({ edge, title, value, ...pick }: Shown & { edge: string; title: string }) {
  const as = useWireReading(edge);
  const symbols = useApp((s) => symbolsOn(s, edge));
  return (
    <TensorView
      title={title}
      name={title}
      hue="value"
      tensor={value}
      as={as}
      symbols={symbols}
      {...pick}
    />
  );
}

/** What leaves by a port that nothing is wired to. */
function Free({ node, port, value, ...pick }: Shown & { node: string; port: string }) {
  const as = usePortReading(node, port);
  return <TensorView title={port} name={port} hue="value" tensor={value} as={as} {...pick} />;
}
