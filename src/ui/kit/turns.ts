/** Who comes next: one at a time, in the order in which they came, each in a task of its own. */
export interface Turns {
  /** @returns what says that the turn is over, or that it is not wanted any more. */
  take(begin: () => void): () => void;
}

/** @param soon calls in another task */
export function createTurns(soon: (body: () => void) => void): Turns {
  interface Turn {
    readonly begin: () => void;
  }
  const line: Turn[] = [];
  let on: Turn | undefined;
  const next = () => {
    if (on) return;
    const turn = line.shift();
    on = turn;
    if (turn) soon(() => on === turn && turn.begin());
  };
  return {
    take(begin) {
      const turn = { begin };
      line.push(turn);
      next();
      return () => {
        const at = line.indexOf(turn);
        if (at >= 0) line.splice(at, 1);
        if (on !== turn) return;
        on = undefined;
        next();
      };
    },
  };
}
