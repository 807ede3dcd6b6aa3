/**
 * The textbook's equations of a move, each in letters and with the numbers of one element in one line that
 * breaks where it is too long. A letter or number that is pointed at lights what it is of, and the other
 * way round: `pointed` of the store says which, by what the engine has marked.
 */
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownEquation } from '../../../workers/engine/protocol.ts';
import { formatIndex } from '../../charts/grid.ts';
import { size } from '../../tensor/shape.ts';
import { useActions, useApp } from '../kit/store.tsx';
import { legible, Tex } from '../tex/Tex.tsx';
import classes from './equations.module.css';
import { marked, pointedIn, useMarks } from './pointing.ts';

interface Props {
  readonly equations: readonly ShownEquation[];
  /** Without the form in matrices, which stands beside as pictures; of long ones what they come to alone. */
  readonly brief?: boolean;
  /** By Tab one comes to each, which lights what it is of. */
  readonly reached?: boolean;
  /** Names the weight that an equation is of, where several stand below each other. */
  readonly whose?: (weight: string) => string;
  /** What stands above an equation: the same in pictures. */
  readonly above?: (equation: ShownEquation) => ReactNode;
}

export function Equations({ equations, brief = false, reached = false, whose, above }: Props) {
  const { t } = useTranslation();
  const { point } = useActions();
  const lecture = useApp((s) => s.lecture);
  const list = useRef<HTMLOListElement>(null);
  useMarks(list);
  if (!equations.length) return null;
  return (
    <ol
      ref={list}
      className={classes.equations}
      onPointerOver={(e) => point(pointedIn(e.target))}
      onPointerLeave={() => point(undefined)}
    >
      {equations.map((e, i) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: an equation is its place
          key={i}
          aria-label={spoken(e)}
          tabIndex={reached ? 0 : undefined}
          {...marked(e.of.of, e.of.name)}
        >
          {above?.(e)}
          {e.index.length > 0 &&
            (!reached || several(e)) &&
            e.index.join() !== equations[i - 1]?.index.join() && (
              <code title={t('stepping.element', { index: formatIndex(e.index) })}>
                {formatIndex(e.index)}
              </code>
            )}
          {e.matrix && !brief && (
            <div>
              <Tex source={legible(e.matrix.tex)} />
            </div>
          )}
          {whose && e.weight !== undefined && (
            <span className={classes.whose}>{whose(e.weight)}</span>
          )}
          <Line
            equation={e}
            again={whose !== undefined && e.letters.text === equations[i - 1]?.letters.text}
            brief={reached}
            small={reached && !lecture}
          />
        </li>
      ))}
    </ol>
  );
}

/** Of several elements one is to be told; of one number for each sample it goes without saying. */
const several = ({ shape }: ShownEquation): boolean => size(shape.slice(1)) > 1;

const spoken = ({ matrix, letters, numbers }: ShownEquation): string =>
  `${matrix ? `${matrix.text}; ` : ''}${letters.text} = ${numbers.text}`;

/** So many signs a short equation has at most. */
const BRIEF = 150;

/** In letters, with numbers, and what it comes to: a line is broken between them first. */
function Line(props: {
  equation: ShownEquation;
  brief: boolean;
  small: boolean;
  /** Its letters stand above. */
  again: boolean;
}) {
  const { equation, brief, small, again } = props;
  const { letters, numbers } = equation;
  const told = numbers.tex.lastIndexOf(' = ');
  const long = brief && letters.text.length + numbers.text.length > BRIEF;
  const parts = [
    ...(again ? [] : [letters.tex]),
    ...(told > 0 && !long ? [numbers.tex.slice(0, told)] : []),
    numbers.tex.slice(told > 0 ? told + 3 : 0),
  ];
  return parts.map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
    <span key={i} className={classes.part}>
      <Tex source={`${i || again ? '{}= ' : ''}${small ? part : legible(part)}`} />
    </span>
  ));
}

/** The layer of a cell that is told first. */
export const FIRST = { layer: 0, reverse: false };

/** So many letters on the way are told before what they are for; more would push it out of sight. */
const FEW = 1;

/** The equations of a move in the order in which one reads them, those of weights by themselves. */
export function arranged(equations: readonly ShownEquation[], layer?: ShownEquation['cell']) {
  const own = equations.filter(
    ({ cell }) => !cell || !layer || (cell.layer === layer.layer && cell.reverse === layer.reverse),
  );
  const isWeight = (e: ShownEquation) => e.of.of === 'weight' && e.of.gradient;
  const told = own.filter((e) => e.role !== 'recall' && !isWeight(e) && !e.weight);
  const defined = told.filter((e) => e.role === 'define');
  const main = told.filter((e) => e.role === 'main');
  const back = main.some((e) => e.of.gradient);
  const meets = main.filter((e) => e.of.of === 'output' && e.of.gradient);
  const rest = main.filter((e) => !meets.includes(e));
  return {
    first:
      defined.length <= FEW
        ? told
        : // Forward a letter is told when one has read it: the state of a cell, what it is made of, its gates.
          [...meets, ...rest, ...(back ? defined : defined.toReversed())],
    recalled: own.filter((e) => e.role === 'recall'),
    weights: own.filter(isWeight),
    /** Of an update, by the weight's name. */
    updates: [...new Set(own.flatMap((e) => e.weight ?? []))].map(
      (weight) => [weight, resultFirst(own.filter((e) => e.weight === weight))] as const,
    ),
  };
}

/** Where the letters on the way are many, as Adam's, what the weight becomes is told before them. */
function resultFirst(update: readonly ShownEquation[]): readonly ShownEquation[] {
  const isResult = ({ of }: ShownEquation) => of.of === 'weight' && of.after;
  const results = update.filter(isResult);
  const letters = update.filter((e) => !isResult(e));
  return letters.length <= FEW ? update : [...results, ...letters];
}
