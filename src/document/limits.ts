import type { TableName } from './records.ts';

/** What a file or an edit may hold at most. Generous for people, small enough for a browser's page. */
export const LIMITS = {
  /** Characters of a file. */
  text: 128 * 1024 * 1024,
  /** Numbers of all weights together: written out, at up to 25 characters each, they fit into a file. */
  numbers: 5_000_000,
  /** Lists and objects within each other, weights and parameters included. */
  depth: 32,
  nodes: 20_000,
  edges: 100_000,
  notes: 2_000,
  /** Characters of the document's name and of a node's title. */
  name: 200,
  /** Characters of a note, and of any text in a parameter. */
  string: 100_000,
  /** Canvas units from the middle, in each direction. */
  coordinate: 1_000_000,
  seed: 2 ** 31 - 1,
  batchSize: 65_536,
  /** Axes of a tensor. */
  rank: 8,
  /** How many issues are told of one file. */
  issues: 50,
} as const satisfies Readonly<Record<TableName, number>> & Readonly<Record<string, number>>;
