/**
 * A run of a project as it is kept beside the one that is open: what it computed (its document), how it went (its
 * curve, what was read of its wires last) and what a person said of it. Its state at its end is kept apart.
 */
import type { Words } from '../base/words.ts';
import { type Curve, isCurve } from './curve.ts';

/** What was read of a wire, one number for each of the steps. */
export interface WireNumbers {
  readonly step: Float64Array;
  readonly value: Float64Array;
  readonly gradient: Float64Array;
}

/** A setting that was changed while it trained: steps behind that one went by it. */
interface RunChange {
  readonly step: number;
  readonly what: Words;
}

/** What is known of a run wherever it is. */
export interface RunFacts {
  readonly id: string;
  /** Counts the runs of a project, from 1, and stays with it. */
  readonly number: number;
  /** As a person called it; else it is called by what differs. */
  readonly title?: string;
  /** In what it differs from the first of the project's runs. */
  readonly differs?: Words;
  /** The run and the step from which it goes on. */
  readonly from?: { readonly run: string; readonly step: number };
  readonly changes: readonly RunChange[];
  /** Milliseconds for which it trained. */
  readonly time: number;
  readonly starred?: boolean;
  /** Its curve is not drawn with the others. */
  readonly hidden?: boolean;
  /** Absent while it is the one that is open, which has its own. */
  readonly curve?: Curve;
  readonly wires: Readonly<Record<string, WireNumbers>>;
  /** Bytes of its state at its end; 0 where that is not kept. */
  readonly stateBytes: number;
}

export interface StoredRun extends RunFacts {
  /** Its document as its file's text. */
  readonly text: string;
}

/** What it takes beside its state, in bytes. */
export function bytesOfRun({ curve, wires, text = '' }: RunFacts & { readonly text?: string }) {
  const { losses = {}, ...columns } = curve ?? { losses: {} };
  const numbers = [
    ...Object.values<Float64Array>(columns),
    ...Object.values(losses),
    ...Object.values(wires).flatMap(({ step, value, gradient }) => [step, value, gradient]),
  ];
  return numbers.reduce((n, { byteLength }) => n + byteLength, 2 * text.length);
}

type Loose = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Loose => typeof value === 'object' && value !== null;
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const areWords = (value: unknown): boolean =>
  isRecord(value) && typeof value.en === 'string' && typeof value.zh === 'string';
const areNumbers = (value: unknown): boolean =>
  isRecord(value) &&
  [value.step, value.value, value.gradient].every((list) => list instanceof Float64Array);
/** What was read of wires, by edge. */
export const areWires = (value: unknown): value is Readonly<Record<string, WireNumbers>> =>
  isRecord(value) && Object.values(value).every(areNumbers);
const isMaybe = (value: unknown, fits: (one: unknown) => boolean): boolean =>
  value === undefined || fits(value);

/** Whether something that was kept is a run; what is spoilt, or of a later version, is none. */
export const isStoredRun = (value: unknown): value is StoredRun =>
  isRecord(value) &&
  typeof value.id === 'string' &&
  typeof value.text === 'string' &&
  isCount(value.number) &&
  isCount(value.stateBytes) &&
  Number.isFinite(value.time) &&
  isMaybe(value.title, (title) => typeof title === 'string') &&
  isMaybe(value.differs, areWords) &&
  isMaybe(value.curve, isCurve) &&
  isMaybe(
    value.from,
    (from) => isRecord(from) && typeof from.run === 'string' && isCount(from.step),
  ) &&
  Array.isArray(value.changes) &&
  value.changes.every((c) => isRecord(c) && isCount(c.step) && areWords(c.what)) &&
  areWires(value.wires);

/** What a run came to, by its curve. */
export interface RunFigures {
  readonly steps: number;
  readonly epochs: number;
  /** The lowest and the last of each that was measured. */
  readonly cost?: BestAndLast;
  readonly validationCost?: BestAndLast;
  /** The highest, of an accuracy. */
  readonly accuracy?: BestAndLast;
  readonly validationAccuracy?: BestAndLast;
}
interface BestAndLast {
  readonly best: number;
  /** The step of the best. */
  readonly at: number;
  readonly last: number;
}

type Measured = 'cost' | 'validationCost' | 'accuracy' | 'validationAccuracy';
const HIGHEST: ReadonlySet<Measured> = new Set(['accuracy', 'validationAccuracy']);

function bestAndLast(curve: Curve, of: Measured): BestAndLast | undefined {
  const sign = HIGHEST.has(of) ? -1 : 1;
  let found: BestAndLast | undefined;
  for (const [i, value] of curve[of].entries()) {
    if (Number.isNaN(value)) continue;
    const isBest = found === undefined || sign * value < sign * found.best;
    found = isBest ? { best: value, at: curve.step[i]!, last: value } : { ...found!, last: value };
  }
  return found;
}

export function figuresOf(curve: Curve): RunFigures {
  const all = (['cost', 'validationCost', 'accuracy', 'validationAccuracy'] as const).flatMap(
    (of) => {
      const found = bestAndLast(curve, of);
      return found ? [[of, found] as const] : [];
    },
  );
  return {
    steps: curve.step.at(-1) ?? 0,
    epochs: curve.epoch.at(-1) ?? 0,
    ...Object.fromEntries(all),
  };
}
