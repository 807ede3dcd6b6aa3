/** What one move did: the textbook's equations with the numbers of one element, its tensors, and as computed. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  ExplainLine,
  Explanation,
  ShownEquation,
} from '../../../../workers/engine/protocol.ts';
import { formatIndex } from '../../../charts/grid.ts';
import type { Move } from '../../../plan/plan.ts';
import { sameShape } from '../../../tensor/shape.ts';
import { useWeightName } from '../../kit/names.ts';
import { Section } from '../../kit/Section.tsx';
import { useApp } from '../../kit/store.tsx';
import { arranged, Equations, FIRST } from '../../stepping/Equations.tsx';
import { Maps } from '../../stepping/Maps.tsx';
import { productsOf } from '../../stepping/tensorMaps.ts';
import { useMoveReading } from '../../stepping/useMoveReading.ts';
import { useReading } from '../../tensor/reading.ts';
import { useSample } from '../../tensor/SamplePicker.tsx';
import { legible, Tex } from '../../tex/Tex.tsx';
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
  const sample = useSample(useApp((s) => s.compiled?.compilation.batch));
  const [pointed, setPointed] = useState<number>();
  const [layer, setLayer] = useState(FIRST);
  const forward = move.phase === 'forward' || move.phase === 'loss';
  // Until one is picked, the engine chooses an element of the sample that pictures show; of a cell it is the
  // unit that was pointed at.
  const index = picked ?? (pointed === undefined ? undefined : [sample, pointed]);
  // The card tells of the same move: both read it once.
  const told = useMoveReading();
  const [lastTold, setLastTold] = useState(told);
  if (told && told !== lastTold) setLastTold(told);
  const inspection = (told ?? lastTold)?.inspection;
  const other = useReading({
    of: ['explain', index?.join() ?? '', row ?? ''],
    read: (engine) => engine.explain(index, row, sample),
    enabled: index !== undefined,
  });
  const explanation = index ? other : told?.explanation;
  const [last, setLast] = useState(explanation);
  // While another element is on its way the former explanation stays, so that nothing jumps.
  if (explanation && explanation !== last) setLast(explanation);
  const shown = explanation ?? last;
  // Each product above its equation, as pictures: they are short, and the equation is about one element of them.
  const rows =
    shown && inspection && move.phase === 'backward'
      ? productsOf({ explanation: shown, inspection, sample })
      : [];
  const inPictures = ({ of }: ShownEquation) => {
    const row = rows.find((maps) => maps.at(-1)?.of.name === of.name && of.gradient);
    return row && <Maps row={row} on="panel" />;
  };
  const pickIn: PickIn = (tensor) => {
    const line = [...(shown?.equations ?? []), ...(shown?.lines ?? [])].find((l) =>
      sameShape(l.shape, tensor.shape),
    );
    return line && tensor.shape.length > 0 ? { picked: line.index, onPick: setPicked } : {};
  };
  const unit = pointed ?? shown?.equations.find((e) => e.cell)?.index.at(-1) ?? 0;
  const book = arranged(shown?.equations ?? [], layer);
  return (
    <>
      <Equations equations={book.first} above={inPictures} />
      {inspection && move.rows !== undefined && (
        <CellView
          move={{ ...move, rows: move.rows }}
          inspection={inspection}
          unit={unit}
          layer={layer}
          onLayer={setLayer}
          onPick={(next) => {
            setPointed(next);
            setPicked(undefined);
          }}
        />
      )}
      <Updates updates={book.updates} node={move.node} />
      {shown && shown.chain.length + shown.fan.length > 0 && (
        <BackwardTensors explanation={shown} pickIn={pickIn} />
      )}
      {inspection?.loss && move.phase === 'loss' && (
        <Section title={t('figures.title')}>
          <Judged node={move.node} judged={inspection.loss} />
        </Section>
      )}
      {inspection && forward && <ForwardTensors inspection={inspection} pickIn={pickIn} />}
      {move.phase === 'backward' && book.weights.length > 0 && (
        <Section title={t('stepper.weightGradient')}>
          <Equations equations={book.weights} />
          {inspection?.weights.some((w) => w.gradient) && (
            <UpdateTensors
              weights={inspection.weights}
              node={move.node}
              pickIn={pickIn}
              gradientsOnly
            />
          )}
        </Section>
      )}
      {inspection && move.phase === 'update' && (
        <UpdateTensors weights={inspection.weights} node={move.node} pickIn={pickIn} />
      )}
      {book.recalled.length > 0 && (
        <Section title={t('stepper.recalled')} closed={book.recalled.length > 2}>
          <Equations equations={book.recalled} />
        </Section>
      )}
      {shown && <AsComputed key={String(shown.left > 0)} shown={shown} />}
    </>
  );
}

/** The optimiser's lines for each weight; those of the first stand open. */
function Updates({
  updates,
  node,
}: {
  readonly updates: ReturnType<typeof arranged>['updates'];
  readonly node: string;
}) {
  const short = useWeightName(node);
  return updates.map(([weight, equations], i) => (
    <Section key={weight} title={short(weight)} closed={i > 0}>
      <Equations equations={equations} />
    </Section>
  ));
}

/** What the machine did, kernel by kernel: behind the textbook, unless that has nothing true to say. */
function AsComputed({ shown }: { shown: Explanation }) {
  const { t } = useTranslation();
  const { lines, left, equations } = shown;
  const inLoop = lines.filter((l) => l.row !== undefined);
  const others = lines.filter((l) => l.row === undefined);
  if (!lines.length) return null;
  return (
    <Section
      title={t('stepper.computed')}
      aside={t('stepper.pick')}
      closed={left === 0 && equations.length > 0}
    >
      {left > 0 && <p className={classes.faint}>{t('stepper.left', { count: left })}</p>}
      <div className={classes.asComputed}>
        {inLoop.length > 0 && <h4>{t('stepper.inLoop')}</h4>}
        <Lines lines={inLoop} />
        {inLoop.length > 0 && others.length > 0 && <h4>{t('stepper.aroundLoop')}</h4>}
        <Lines lines={others} />
      </div>
    </Section>
  );
}

/** In letters, and below with the numbers of one element of what the line computes. */
function Lines({ lines }: { readonly lines: readonly ExplainLine[] }) {
  const { t } = useTranslation();
  return lines.map((line, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
    <div key={i} className={classes.line}>
      <Tex source={legible(line.letters)} />
      <div className={classes.withNumbers}>
        {line.index.length > 0 && (
          <code title={t('stepping.element', { index: formatIndex(line.index) })}>
            {formatIndex(line.index)}
          </code>
        )}
        {/* Not a block: it breaks into lines, so that the result is never cut off. */}
        <Tex source={legible(line.numbers)} />
      </div>
    </div>
  ));
}
