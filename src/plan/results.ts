/**
 * What can be read after a routine ran, by what it belongs to: scalars of the step, tables by edge, by node,
 * by node and port or name, and by weight. Programs, plans and copies share this form, `T` being a value,
 * a place in memory, or numbers.
 */
export type Table<T> = Readonly<Record<string, T>>;

export interface Results<T> {
  /** The mean over the batch, losses added up. */
  readonly cost?: T;
  /** By loss node: its share of the cost. Empty where one loss is all of it. */
  readonly shares: Table<T>;
  /** With the penalties of weights, where there are some. */
  readonly objective?: T;
  /** By node: what its penalised weights add to the objective. */
  readonly penalties: Table<T>;
  /** The learning rate that the step went by, where a schedule changes it. */
  readonly rate?: T;
  /** By node and port. */
  readonly outputs: Table<Table<T>>;
  /** By edge. */
  readonly values: Table<T>;
  /** What a node shows of its inside, by node and name. */
  readonly intermediates: Table<Table<T>>;
  /** The state of a cell one step of time earlier, by node and name. */
  readonly before: Table<Table<T>>;
  /** By loss node, one number for each sample; so are `correct` and `predictions`. */
  readonly losses: Table<T>;
  readonly correct: Table<T>;
  readonly predictions: Table<T>;
  /** Of the objective with respect to the value of an edge, by edge. */
  readonly gradients: Table<T>;
  readonly intermediateGradients: Table<Table<T>>;
  /** By the weight's name. */
  readonly weightGradients: Table<T>;
}

export const NO_RESULTS: Results<never> = {
  shares: {},
  penalties: {},
  outputs: {},
  values: {},
  intermediates: {},
  before: {},
  losses: {},
  correct: {},
  predictions: {},
  gradients: {},
  intermediateGradients: {},
  weightGradients: {},
};

/** The same tables with something else in each place; the label tells people which place it is. */
export function mapResults<T, U>(
  results: Results<T>,
  change: (value: T, label: string) => U,
): Results<U> {
  const flat = (table: Table<T>, what: string): Table<U> =>
    Object.fromEntries(Object.entries(table).map(([key, v]) => [key, change(v, `${what}:${key}`)]));
  const nested = (table: Table<Table<T>>, what: string): Table<Table<U>> =>
    Object.fromEntries(
      Object.entries(table).map(([node, inner]) => [
        node,
        Object.fromEntries(
          Object.entries(inner).map(([key, v]) => [key, change(v, `${what}:${node}.${key}`)]),
        ),
      ]),
    );
  const scalar = <K extends 'cost' | 'objective' | 'rate'>(key: K): { readonly [P in K]?: U } => {
    const value = results[key];
    return (value === undefined ? {} : { [key]: change(value, key) }) as { readonly [P in K]?: U };
  };
  return {
    outputs: nested(results.outputs, 'output'),
    values: flat(results.values, 'value'),
    intermediates: nested(results.intermediates, 'intermediate'),
    before: nested(results.before, 'before'),
    losses: flat(results.losses, 'loss'),
    correct: flat(results.correct, 'correct'),
    predictions: flat(results.predictions, 'prediction'),
    ...scalar('cost'),
    shares: flat(results.shares, 'share'),
    penalties: flat(results.penalties, 'penalty'),
    ...scalar('objective'),
    gradients: flat(results.gradients, 'gradient'),
    intermediateGradients: nested(results.intermediateGradients, 'intermediate-gradient'),
    weightGradients: flat(results.weightGradients, 'weight-gradient'),
    ...scalar('rate'),
  };
}

/** All of them, each with a label for people: `cost`, `value:e1`, `output:dense1.out`. */
export function labelled<T>(results: Results<T>): readonly (readonly [label: string, value: T])[] {
  const all: (readonly [string, T])[] = [];
  mapResults(results, (value, label) => all.push([label, value]));
  return all;
}

/** All of them, whatever they are. */
export const resultsIn = <T>(results: Results<T>): readonly T[] =>
  labelled(results).map(([, value]) => value);
