/**
 * Gradient checks as they are asked for: one at a time, a piece of some milliseconds for each question. A
 * piece goes on where the one before ended; another check, or another network, ends it.
 */
import { issue } from '../../src/base/issue.ts';
import type { CheckPlans } from '../../src/compile/check-plans.ts';
import type { EngineClock } from './clock.ts';
import { type CheckProgress, checkGradients } from './gradient-check.ts';
import type { EngineParts } from './loading.ts';
import { type Moment, momentOf } from './moment.ts';
import type { GradientCheck, GradientCheckReply, GradientScope } from './protocol.ts';
import type { Runtime } from './runtime.ts';

/** Milliseconds of a piece, as far as its parts allow. */
const PIECE = 40;

interface Checking {
  readonly of: Runtime;
  readonly work: AsyncGenerator<CheckProgress | undefined, void>;
  /** The number of the piece to come. */
  next: number;
  readonly step: number;
  rows: number;
  done: number;
  total: number;
}

export function createChecker(
  parts: Pick<EngineParts, 'backends' | 'planCheck'>,
  clock: EngineClock,
) {
  let checking: Checking | undefined;

  async function* working(
    r: Runtime,
    scope: GradientScope,
    moment: Moment,
    told: (plans: CheckPlans) => void,
  ): AsyncGenerator<CheckProgress | undefined, void> {
    const backend = parts.backends.find((b) => b.precision === 'float64');
    if (!backend) return;
    const { document, compilation } = r.loaded;
    const planning = parts.planCheck(document, compilation.batch);
    for (;;) {
      const { done, value } = planning.next();
      if (!done) {
        yield;
        continue;
      }
      if (!('own' in value)) return;
      told(value);
      const nodeOf = (edge: string) => document.edges[edge]?.target.node;
      yield* checkGradients(backend, value, moment, scope, nodeOf);
      return;
    }
  }

  return {
    /** Copies what is needed of the moment: to be called by whoever holds the queue. */
    async begin(r: Runtime, scope: GradientScope): Promise<void> {
      const moment = await momentOf(r.executor, r.cursor);
      const begun: Checking = {
        of: r,
        next: 0,
        step: moment.step,
        rows: 0,
        done: 0,
        total: 0,
        work: working(r, scope, moment, (plans) => {
          begun.rows = plans.rows;
        }),
      };
      checking = begun;
    },
    /** The next piece; nothing where that check is gone. */
    async goOn(
      r: Runtime,
      next: number,
      generation: number,
    ): Promise<GradientCheckReply | undefined> {
      const mine = checking;
      if (!mine || mine.of !== r || mine.next !== next) return undefined;
      mine.next++;
      const checks: GradientCheck[] = [];
      const until = clock.now() + PIECE;
      let over = false;
      do {
        const said = await mine.work.next();
        over = said.done === true;
        if (said.value) {
          mine.done = said.value.done;
          mine.total = said.value.of;
          if (said.value.check) checks.push(said.value.check);
        }
      } while (!over && clock.now() < until);
      if (over && checking === mine) checking = undefined;
      const { step, rows, done, total } = mine;
      const { batch } = r.loaded.compilation;
      return {
        generation,
        step,
        rows,
        batch,
        done,
        of: total,
        checks,
        ...(over ? {} : { next: mine.next }),
      };
    },
  };
}

/** What stands in the way of a check. */
export const NO_COST = issue('gradcheck.no-loss', {
  en: 'There is no gradient to check: add a loss and wire it up.',
  zh: '没有可检查的梯度：请放上损失并接好线。',
});
