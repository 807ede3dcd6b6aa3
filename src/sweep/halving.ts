/**
 * Successive halving (Jamieson and Talwalkar 2016, "Non-stochastic best arm identification and
 * hyperparameter optimization"): all configurations are trained for a little, the better half of them
 * for twice as long, and so on, so that each round costs about the same and the last is as long as was
 * asked for. Early curves may cross later: it is an option, not how a sweep is.
 */

interface Round {
  /** So many steps all together, those of the rounds before among them. */
  readonly steps: number;
  /** So many configurations take part. */
  readonly configurations: number;
}

/** The rounds of so many configurations, up to so many steps; one where there is nothing to halve. */
export function roundsOf(configurations: number, steps: number): readonly Round[] {
  // Half of one step is none.
  const halvings = Math.min(Math.ceil(Math.log2(configurations)), Math.floor(Math.log2(steps)));
  return Array.from({ length: halvings + 1 }, (_, round) => ({
    steps: Math.floor(steps / 2 ** (halvings - round)),
    configurations: Math.ceil(configurations / 2 ** round),
  }));
}

/**
 * Those that go on: the ones of the lowest scores, in their former order. Of equal ones, and of those that
 * have no number, the earlier.
 */
export function survivorsOf(scores: ReadonlyMap<number, number>, count: number): readonly number[] {
  const finite = (score: number) => (Number.isNaN(score) ? Number.POSITIVE_INFINITY : score);
  return [...scores]
    .sort(([i, a], [j, b]) => {
      const [x, y] = [finite(a), finite(b)];
      return x === y ? i - j : x < y ? -1 : 1;
    })
    .slice(0, count)
    .map(([i]) => i)
    .sort((i, j) => i - j);
}
