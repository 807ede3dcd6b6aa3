/** Forward and loss: what came in, the weights, what goes out. */
import { useTranslation } from 'react-i18next';
import type { EdgeInspection, NodeInspection } from '../../../workers/engine/protocol.ts';
import { Section } from '../inspector/Section.tsx';
import { useWeightName } from '../inspector/wireName.ts';
import { TensorView } from '../tensor/TensorView.tsx';
import { useEnds } from './ends.ts';
import type { PickIn } from './MoveView.tsx';

interface Props {
  readonly inspection: NodeInspection;
  readonly pickIn: PickIn;
}

export function ForwardTensors({ inspection, pickIn }: Props) {
  const { t } = useTranslation();
  const ends = useEnds();
  const { inputs, outputs, weights, node } = inspection;
  const short = useWeightName(node);
  // Wires that leave one port carry the same value: it is shown once.
  const out = outputs.filter((o, i) => outputs.findIndex((p) => p.port === o.port) === i);
  const tensor = (wire: EdgeInspection, title: string, pick: boolean) =>
    wire.value && (
      <TensorView
        key={wire.edge}
        title={title}
        name={title}
        hue="value"
        tensor={wire.value}
        as="maps"
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
      {out.length > 0 && (
        <Section title={t('stepper.out')} aside={out.length === 1 ? undefined : out.length}>
          {out.map((wire) => tensor(wire, wire.port, true))}
        </Section>
      )}
    </>
  );
}
