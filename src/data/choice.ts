/**
 * The hyperparameters of a data node, read with their defaults: the one place that knows their names.
 * Values of the wrong type or out of range count as absent; the fields' check tells people of them.
 */

import { LONGEST_TEXT } from './generators/text.ts';

export type Encoding = '0/1' | '-1/+1' | 'one-hot';

export interface DataChoice {
  /** A generator's name, or `csv`. */
  readonly dataset: string;
  readonly samples: number;
  readonly noise: number;
  readonly groups: number;
  readonly seed: number;
  /** Share of the rows that is kept for validation. */
  readonly validation: number;
  readonly encoding: Encoding;
  readonly standardise: boolean;
  readonly split: boolean;
  // Sequences
  readonly length: number;
  readonly delay: number;
  readonly stride: number;
  readonly targetAt: 'each' | 'last';
  /** Empty: the one that comes with the generator, so that files need not carry it. */
  readonly text: string;
  // A table of one's own
  readonly table: string;
  /** Feature columns: a number column by its name, a value of a category column as `column=value`. */
  readonly inputs: readonly string[];
  readonly target: string;
  readonly targetType: 'number' | 'class';
  /** The classes in the order of their codes; rows of any other class are left out. */
  readonly classes: readonly string[];
  /** What becomes of rows with missing or unreadable cells. */
  readonly badRows: 'leave-out' | 'fill';
  /** Numeric targets too are brought to mean 0 and deviation 1. */
  readonly standardiseTarget: boolean;
}

/** The `dataset` that is no generator: a table of one's own. */
export const TABLE = 'csv';
export const readsTable = ({ dataset }: Pick<DataChoice, 'dataset'>): boolean => dataset === TABLE;

type TableChoice = Pick<DataChoice, 'table' | 'inputs' | 'target' | 'targetType' | 'classes'> &
  Partial<DataChoice>;
/** The hyperparameters of a node that reads a table. */
export const tableParams = (choice: TableChoice) => ({ dataset: TABLE, ...choice });

/** The hyperparameter that makes a node give its targets so, as a repair sets it. */
export const encodedAs = (encoding: Encoding) => ({ param: 'encoding', value: encoding });

/** Playground's 500 points, half of them for validation; data that are drawn cost nothing. */
export const DATA_DEFAULTS: DataChoice = {
  dataset: 'spiral',
  samples: 500,
  noise: 0.1,
  groups: 2,
  seed: 1,
  validation: 0.5,
  encoding: '0/1',
  standardise: false,
  split: false,
  length: 20,
  delay: 3,
  stride: 3,
  targetAt: 'each',
  text: '',
  table: '',
  inputs: [],
  target: '',
  targetType: 'class',
  classes: [],
  badRows: 'leave-out',
  standardiseTarget: false,
};

/** Smallest and largest value of each number; the form's ranges are these. */
export const DATA_BOUNDS = {
  samples: { min: 10, max: 100_000, integer: true },
  noise: { min: 0, max: 1, integer: false },
  groups: { min: 2, max: 10, integer: true },
  seed: { min: 0, max: 2_147_483_647, integer: true },
  validation: { min: 0, max: 0.9, integer: false },
  length: { min: 2, max: 1000, integer: true },
  delay: { min: 0, max: 999, integer: true },
  stride: { min: 1, max: 1000, integer: true },
} as const;

/** Ports are asked for before anything is checked, so a hostile number must not get through here. */
function usable(name: string, value: unknown): boolean {
  const fallback = DATA_DEFAULTS[name as keyof DataChoice];
  if (Array.isArray(fallback))
    return Array.isArray(value) && value.every((v) => typeof v === 'string');
  if (typeof value === 'string' && value.length > LONGEST_TEXT) return false;
  if (typeof value !== 'number') return typeof value === typeof fallback;
  const bounds = DATA_BOUNDS[name as keyof typeof DATA_BOUNDS];
  return (
    bounds !== undefined &&
    value >= bounds.min &&
    value <= bounds.max &&
    (!bounds.integer || Number.isInteger(value))
  );
}

export function choiceOf(params: Readonly<Record<string, unknown>>): DataChoice {
  const entries = Object.entries(DATA_DEFAULTS).map(([name, fallback]) => [
    name,
    usable(name, params[name]) ? params[name] : fallback,
  ]);
  return Object.fromEntries(entries) as unknown as DataChoice;
}
