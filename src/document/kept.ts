/**
 * A run as it is kept with its project: where it stands, its curve, and the log of its recording. The three are of
 * one moment, and are written together, with the name by which the project's list of runs has it. Files hold
 * checkpoints alone (`runOf`).
 */
import { type Checkpoint, runOf } from './checkpoint.ts';
import { type Curve, isCurve } from './curve.ts';
import { areWires, type WireNumbers } from './runs.ts';

/** A live number, as it was set: steps behind that one are trained with it. */
export interface Dialled {
  readonly step: number;
  readonly name: string;
  readonly value: number;
}

/**
 * What a replay of a run needs beside the states that were recorded of it, and which states these are. They are
 * much, and kept elsewhere; where one is missing the replay begins with the one before it.
 */
export interface RecordingLog {
  /** Of the plan, the data and the seed: replayed with others, the steps would be others. */
  readonly key: string;
  /** The step of the run's end: all that bears upon steps up to it is told. */
  readonly end: number;
  /** The live numbers at the first of the states, and how they were set since. */
  readonly dials: Readonly<Record<string, number>>;
  readonly dialling: readonly Dialled[];
  /** Steps that somebody walked through. */
  readonly walks: readonly number[];
  readonly states: readonly LoggedState[];
}

interface LoggedState {
  readonly id: string;
  readonly step: number;
  /** It does not follow from the one before it. */
  readonly isSeam: boolean;
}

/** What of a run is kept beside its state. */
export interface History {
  readonly curve?: Curve;
  readonly recording?: RecordingLog;
  /** Which of the project's runs it is. */
  readonly run?: string;
  /** What was read of its wires last, by edge. */
  readonly wires?: Readonly<Record<string, WireNumbers>>;
}

export interface KeptRun extends Checkpoint, History {}

/** What of something larger is a run as it is kept; nothing where it has no weights. */
export const keptOf = (run: Partial<KeptRun>): Partial<KeptRun> =>
  run.weights
    ? {
        ...runOf(run),
        ...(run.curve && { curve: run.curve }),
        ...(run.recording && { recording: run.recording }),
        ...(run.run !== undefined && { run: run.run }),
        ...(run.wires && { wires: run.wires }),
      }
    : {};

type Loose = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Loose => typeof value === 'object' && value !== null;
const isStep = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isDialled = (value: unknown): boolean =>
  isRecord(value) &&
  isStep(value.step) &&
  typeof value.name === 'string' &&
  typeof value.value === 'number';
const isLogged = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value.id === 'string' &&
  isStep(value.step) &&
  typeof value.isSeam === 'boolean';
const areAll = (value: unknown, fits: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(fits);

const isLog = (value: unknown): value is RecordingLog =>
  isRecord(value) &&
  typeof value.key === 'string' &&
  isStep(value.end) &&
  isRecord(value.dials) &&
  Object.values(value.dials).every((n) => typeof n === 'number') &&
  areAll(value.dialling, isDialled) &&
  areAll(value.walks, isStep) &&
  areAll(value.states, isLogged);

/** What was kept of a curve and a recording; what cannot be understood is none. */
export const historyIn = ({ curve, recording, run, wires }: Loose): History => ({
  ...(isCurve(curve) && { curve }),
  ...(isLog(recording) && { recording }),
  ...(typeof run === 'string' && { run }),
  ...(areWires(wires) && { wires }),
});

/** As text, where only that can be kept, without the charts on wires; numbers to the bit, NaN as null. */
export const historyText = ({ curve, recording, run }: History): string =>
  JSON.stringify({ curve, recording, run }, (_, value) =>
    value instanceof Float64Array ? [...value] : value,
  );

export function historyFrom(text: string): History {
  const numbers = (list: unknown) =>
    Array.isArray(list) ? Float64Array.from(list, (n) => (n === null ? Number.NaN : n)) : list;
  const each = (table: Loose) =>
    Object.fromEntries(Object.entries(table).map(([name, list]) => [name, numbers(list)]));
  try {
    const { curve, ...others } = JSON.parse(text) as Loose;
    if (!isRecord(curve)) return historyIn(others);
    const { losses, ...columns } = curve;
    const typed = { ...each(columns), ...(isRecord(losses) && { losses: each(losses) }) };
    return historyIn({ ...others, curve: typed });
  } catch {
    return {};
  }
}
