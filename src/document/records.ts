/**
 * What the user edits and saves: records by id. Immutable. No results, no measured sizes, no canvas
 * objects. Weights are a separate blob keyed by their name (`dense1.weight`).
 */
import type { HyperparameterValue, Thing } from '../base/fields.ts';
import type { Tensors } from '../tensor/tensor.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface NodeRecord {
  /** Readable and stable: `dense2`. Weights are named after it. */
  readonly id: string;
  /** Stable name in the catalogue; a name that this version does not know is kept, inert. */
  readonly kind: string;
  /** What a person called it; absent while it has the name that its kind and number give it. */
  readonly title?: string;
  /** Hyperparameters; `params` is the file format's key. */
  readonly params: Readonly<Record<string, HyperparameterValue>>;
  /** A node of the same kind whose weights this one uses; absent: its own. */
  readonly shares?: string;
  readonly position: Point;
}

export interface PortRef {
  readonly node: string;
  readonly port: string;
}

export interface EdgeRecord {
  readonly id: string;
  readonly source: PortRef;
  readonly target: PortRef;
}

export interface NoteRecord {
  readonly id: string;
  readonly text: string;
  readonly position: Point;
  readonly size: { readonly width: number; readonly height: number };
}

/** How the document trains. */
export interface RunSettings {
  /** 0 … 2³¹−1; the same document and seed give the same curve. */
  readonly seed: number;
  readonly batchSize: number;
  readonly optimiser: Thing;
  /** The learning rate over time; absent: as the optimiser has it. */
  readonly schedule?: Thing;
  /** How gradients are kept from being too large; absent: not at all. */
  readonly clip?: Thing;
  /** When training ends by itself; absent: never. */
  readonly stop?: Thing;
}

/** The tables of a document, and what stands in each. Whoever goes over all of them does so by `tables.ts`. */
export interface Records {
  readonly nodes: NodeRecord;
  readonly edges: EdgeRecord;
  readonly notes: NoteRecord;
}
export type TableName = keyof Records;
/** Records by id. */
export type Table<R> = Readonly<Record<string, R>>;
export type Tables = { readonly [T in TableName]: Table<Records[T]> };

export interface Document extends Tables {
  readonly name: string;
  readonly run: RunSettings;
}

/** Trained parameters by name, as in PyTorch's state_dict: `dense1.weight`. */
export type Weights = Tensors;

/**
 * The part that decides what is computed: positions, titles, notes and the name left out. Its
 * canonical text is the key of a compilation.
 */
export interface Semantics {
  readonly nodes: readonly Pick<NodeRecord, 'id' | 'kind' | 'params' | 'shares'>[];
  readonly edges: readonly EdgeRecord[];
  readonly run: RunSettings;
}
