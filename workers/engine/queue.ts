/**
 * The queue of the device. An answer of it may come later, and what is submitted meanwhile would stand before
 * what its reader meant: whoever uses the device holds it from the first submit to the last read.
 */
export interface Queue {
  /**
   * Runs `body` when all before it have ended, whether or not they failed. Not re-entrant: who holds it
   * and waits for another hold waits for ever. What was true before the hold is to be asked again in it.
   */
  hold<T>(body: () => Promise<T> | T): Promise<T>;
}

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    hold(body) {
      const answer = last.then(body, body);
      last = answer;
      return answer;
    },
  };
}
