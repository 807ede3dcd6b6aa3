/** Records the run while it trains, where a state is due: under two percent of the time (`bench -- recording`). */
import type { EngineClock } from '../clock.ts';
import type { Task } from '../scheduler.ts';

/** Times as long as one took. What its memory costs later, to be found and collected, is several times that. */
const SHARE = 400;

export function createRecording(clock: EngineClock): Task {
  let due = 0;
  return {
    isUnderWay: () => false,
    isDue: ({ timeline }, time) => time >= due && timeline.isDue,
    async run({ timeline }) {
      const begin = clock.now();
      await timeline.keep();
      due = begin + SHARE * (clock.now() - begin);
    },
  };
}
