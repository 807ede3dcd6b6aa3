/**
 * The questions that the page passes on to the engine as they are asked: for each, whether it is a wish,
 * which is worth another worker where there is none, and what is said where the worker dies before it answers.
 */
import type { Remote } from 'comlink';
import type { EngineApi } from '../../workers/engine/protocol.ts';
import type { Issue } from '../base/issue.ts';

/** The session itself has a part in these. */
type Passed = Omit<
  EngineApi,
  'load' | 'listen' | 'watch' | 'show' | 'throttle' | 'frameRate' | 'pace' | 'recordingBudget'
>;
type Answer<K extends keyof Passed> = Awaited<ReturnType<Passed[K]>>;

interface Passing<A> {
  readonly wish: boolean;
  readonly instead: (trouble: Issue) => A;
}
const nothing = () => undefined;
const WISH = { wish: true, instead: nothing } as const;
const QUESTION = { wish: false, instead: nothing } as const;

const PASSED: { readonly [K in keyof Passed]: Passing<Answer<K>> } = {
  cancel: QUESTION,
  beat: QUESTION,
  train: WISH,
  pause: QUESTION,
  reset: { wish: true, instead: () => 'same' },
  takeBest: { wish: true, instead: () => 'same' },
  exchange: { wish: true, instead: () => false },
  visit: WISH,
  fork: { wish: true, instead: () => 'same' },
  dial: QUESTION,
  stepForward: WISH,
  stepBack: WISH,
  runTo: WISH,
  leaveStepping: QUESTION,
  explain: QUESTION,
  foretell: QUESTION,
  inspectNode: QUESTION,
  inspectInside: QUESTION,
  inspectEdge: QUESTION,
  inspectWires: QUESTION,
  plan: QUESTION,
  code: QUESTION,
  measure: QUESTION,
  checkGradients: QUESTION,
  sumPaths: QUESTION,
  map: QUESTION,
  readWeights: { wish: false, instead: () => ({}) },
  readCheckpoint: QUESTION,
  readLaid: QUESTION,
  readRun: QUESTION,
  keepMoments: { wish: false, instead: () => ({ kept: false, letGo: [] }) },
  copyMoments: { wish: false, instead: () => ({ kept: false, letGo: [] }) },
  momentsRoom: QUESTION,
  dropMoments: QUESTION,
  writeWeights: { wish: true, instead: (trouble) => [trouble] },
  dispose: QUESTION,
};

/** @param put asks the worker of the moment. */
export function passedOn(
  put: <T>(
    wish: boolean,
    question: (remote: Remote<EngineApi>) => Promise<T>,
    instead: (trouble: Issue) => T,
  ) => Promise<T>,
): Passed {
  type Method = (...args: readonly unknown[]) => Promise<unknown>;
  const methods = Object.entries(PASSED).map(([name, { wish, instead }]) => {
    // Name and answer belong together, by the type of the table.
    const of = (remote: Remote<EngineApi>) => remote[name as keyof Passed] as unknown as Method;
    const method: Method = (...args) =>
      put<unknown>(wish, (remote) => of(remote)(...args), instead);
    return [name, method] as const;
  });
  return Object.fromEntries(methods) as unknown as Passed;
}
