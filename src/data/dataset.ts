/**
 * A data set in the form in which it trains: rows of features and targets as typed arrays, split
 * into training and validation. Made by generators or from a person's own table.
 */
import type { Result } from '../base/issue.ts';
import { atOnce, type Piecemeal, type Share } from '../base/piecemeal.ts';
import type { Shape } from '../tensor/shape.ts';

/** `classes`: one-hot; `indices`: each number of a target is the index of a class. */
export type Task = 'binary' | 'classes' | 'indices' | 'regression';

/** Metadata of a data set, from the hyperparameters alone: no numbers are drawn. */
export interface DatasetInfo {
  /** Names of the input columns. */
  readonly inputs: readonly string[];
  /** What one row of inputs is where it is no plain row, e.g. 1×28×28 pixels; channels first. */
  readonly shape?: Shape;
  /** The axis of `shape` that is time, where a row is a sequence. */
  readonly time?: number;
  /** What the inputs are indices of, where they are: characters, digits. */
  readonly symbols?: readonly string[];
  /** Numbers in one target: 1, as many as there are classes where they are one-hot, or a sequence's. */
  readonly width: number;
  /** What one target is where it is no plain row, e.g. time×1. */
  readonly targetShape?: Shape;
  readonly task: Task;
  /** Names of the classes, in the order of their codes. */
  readonly classes?: readonly string[];
  /** Rows in all, where the hyperparameters tell. */
  readonly rows?: number;
}

export interface Dataset extends DatasetInfo {
  readonly rows: number;
  /** rows × inputs.length, row by row. */
  readonly features: Float64Array;
  /** rows × width, row by row. */
  readonly targets: Float64Array;
  /** Row numbers of each part; disjoint. Without a validation part the second is empty. */
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
  /** Smallest and largest value of each input, for axes and the decision map. */
  readonly ranges: readonly (readonly [number, number])[];
}

/** The code of a cell that holds no category. A missing number is NaN. */
export const MISSING = 0xffffffff;

/** A column of a person's table, as stored. */
export type Column =
  | { readonly name: string; readonly type: 'number'; readonly data: Float64Array }
  | {
      readonly name: string;
      readonly type: 'category';
      /** Index into `categories`, or MISSING. */
      readonly data: Uint32Array;
      readonly categories: readonly string[];
    };

/** A person's own data after reading: what IndexedDB keeps. */
export interface Table {
  readonly id: string;
  /** The file's name. */
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  /** Rows that had too few or too many cells, so that what stands in them may be shifted. */
  readonly ragged?: Uint32Array;
}

/** Where tables are kept: IndexedDB in a browser, files in the CLI. */
export interface Tables {
  get(id: string): Promise<Table | undefined>;
}

/** How far making the data is. */
export type Making = Share<'data'>;

/** Does long work: piece by piece, so that others are heard, or at once. */
type DriveMaking = <T>(work: Piecemeal<T, Making>) => Promise<T>;
export const MAKE_AT_ONCE: DriveMaking = async (work) => atOnce(work);

/** @param drive by default it is done at once; what it throws is thrown. */
export type MakeDataset = (
  params: Readonly<Record<string, unknown>>,
  tables: Tables,
  drive?: DriveMaking,
) => Promise<Result<Dataset>>;
