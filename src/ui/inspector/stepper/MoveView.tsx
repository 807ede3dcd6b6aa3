/** What one move did: its formula, the same with the numbers of one element in, and its tensors. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExplainLine } from '../../../../workers/engine/protocol.ts';
import { kindOf, optimiserOf } from '../../../catalog/index.ts';
import { formatIndex } from '../../../charts/grid.ts';
import type { Move } from '../../../plan/plan.ts';
import { sameShape } from '../../../tensor/shape.ts';
import { Section } from '../../kit/Section.tsx';
import { useApp } from '../../kit/store.tsx';
import { useReading } from '../../tensor/reading.ts';
import { useSample } from '../../tensor/SamplePicker.tsx';
import { Tex } from '../../tex/Tex.tsx';
import { Judged } from '../LossFigures.tsx';
import { BackwardTensors } from './BackwardTensors.tsx';
import { CellView } from './CellView.tsx';
import { ForwardTensors } from './ForwardTensors.tsx';
import type { PickIn } from './picking.ts';
import classes from './stepper.module.css';
import { UpdateTensors } from './UpdateTensors.tsx';

export function MoveView({ move }: { move: Move }) {
  const { t } = useTranslation();
  const [picked, setPicked] = useState<readonly number[]>();
  const walked = useApp((s) => (s.unrolled ? s.row : undefined));
  const row = move.rows === undefined ? undefined : (walked ?? move.rows - 1);
  const formula = useFormula(move);
  const sample = useSample(useApp((s) => s.compiled?.compilation.batch));
  const [unit, setUnit] = useState(0);
  const forward = move.phase === 'forward' || move.phase === 'loss';
  // Until one is picked, the element is of the sample that pictures show; of a cell the unit that was
  // pointed at. A gradient of weights belongs to no sample.
  const cell = move.rows === undefined ? undefined : [sample, unit];
  const index = picked ?? cell ?? (forward ? [sample] : undefined);
  const explanation = useReading({
    of: ['explain', index?.join() ?? '', row ?? ''],
    read: (engine) => engine.explain(index, row),
  });
  const [last, setLast] = useState(explanation);
  // While another element is on its way the former explanation stays, so that nothing jumps.
  if (explanation && explanation !== last) setLast(explanation);
  const shown = explanation ?? last;
  const inspection = useReading({
    of: ['node', move.node],
    read: (engine, sample) => engine.inspectNode(move.node, sample),
  });
  const pickIn: PickIn = (tensor) => {
    const line = shown?.lines.find((l) => sameShape(l.shape, tensor.shape));
    return line && tensor.shape.length > 0 ? { picked: line.index, onPick: setPicked } : {};
  };
  return (
    <>
      {formula && (
        <div className={classes.formula} data-phase={move.phase}>
          <Tex block source={formula} />
        </div>
      )}
      {inspection && move.rows !== undefined && (
        <CellView
          move={{ ...move, rows: move.rows }}
          inspection={inspection}
          unit={unit}
          onPick={(next) => {
            setUnit(next);
            setPicked(undefined);
          }}
        />
      )}
      {shown && <Computed lines={shown.lines} />}
      {shown && shown.chain.length + shown.fan.length > 0 && (
        <BackwardTensors explanation={shown} pickIn={pickIn} />
      )}
      {inspection?.loss && move.phase === 'loss' && (
        <Section title={t('figures.title')}>
          <Judged judged={inspection.loss} />
        </Section>
      )}
      {inspection && forward && <ForwardTensors inspection={inspection} pickIn={pickIn} />}
      {inspection && move.phase === 'backward' && inspection.weights.some((w) => w.gradient) && (
        <Section title={t('stepper.weightGradient')}>
          <UpdateTensors
            weights={inspection.weights}
            node={move.node}
            pickIn={pickIn}
            gradientsOnly
          />
        </Section>
      )}
      {inspection && move.phase === 'update' && (
        <UpdateTensors weights={inspection.weights} node={move.node} pickIn={pickIn} />
      )}
    </>
  );
}

/** The kind's formula, or its derivative, or the optimiser's rule. */
function useFormula(move: Move): string | undefined {
  const kind = useApp((s) => s.document.nodes[move.node]?.kind);
  const optimiser = useApp((s) => s.document.run.optimiser.kind);
  if (move.phase === 'update') return optimiserOf(optimiser)?.lesson.formula;
  const own = kind === undefined ? undefined : kindOf(kind);
  return move.phase === 'backward' ? own?.lesson.derivative : own?.lesson.formula;
}

/** Fractions within fractions would be too small to read with numbers in them. */
const legible = (tex: string) => tex.replaceAll('\\frac', '\\dfrac');

/** Where there is a loop over time, what one time step computed stands apart from the rest. */
function Computed({ lines }: { lines: readonly ExplainLine[] }) {
  const { t } = useTranslation();
  const inLoop = lines.filter((l) => l.row !== undefined);
  const others = lines.filter((l) => l.row === undefined);
  return (
    <>
      {inLoop.length > 0 && <Lines lines={inLoop} title={t('stepper.inLoop')} />}
      {others.length > 0 && (
        <Lines
          lines={others}
          title={t(inLoop.length > 0 ? 'stepper.aroundLoop' : 'stepper.computed')}
          closed={inLoop.length > 0}
        />
      )}
    </>
  );
}

/** In letters, and below with the numbers of one element of what the line computes. */
function Lines(props: {
  readonly lines: readonly ExplainLine[];
  readonly title: string;
  readonly closed?: boolean;
}) {
  const { lines, title, closed } = props;
  const { t } = useTranslation();
  return (
    <Section title={title} aside={closed ? undefined : t('stepper.pick')} closed={closed}>
      {lines.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <div key={i} className={classes.line}>
          <Tex block source={legible(line.letters)} />
          <div className={classes.withNumbers}>
            {line.index.length > 0 && (
              <code title={t('stepper.element', { index: formatIndex(line.index) })}>
                {formatIndex(line.index)}
              </code>
            )}
            {/* Not a block: it breaks into lines, so that the result is never cut off. */}
            <Tex source={legible(line.numbers)} />
          </div>
        </div>
      ))}
    </Section>
  );
}
