/**
 * Stepping: where the cursor stands within a training step, how far one press leads on, the walk through
 * a move's time steps, and a step that is played.
 */
import type { CursorState } from '../../workers/engine/protocol.ts';
import type { Clock } from '../base/clock.ts';
import { layersOf, movesBack, movesOn, stopsOf } from '../compile/strides.ts';
import type { Session } from '../session/session.ts';
import type { Actions } from './app.ts';
import { type Answered, askedOf, isNear } from './guessing.ts';
import type { Change, Get } from './slice.ts';

export type StepActions = Pick<
  Actions,
  | 'stepForward'
  | 'stepBack'
  | 'goToMove'
  | 'runTo'
  | 'play'
  | 'leaveStepping'
  | 'unroll'
  | 'point'
  | 'setCardTells'
  | 'answer'
  | 'goToRow'
>;

interface Run {
  readonly engine: Session['engine'];
  /** Answers nothing where the engine fails, which is told. */
  readonly ask: <T>(call: () => Promise<T>) => Promise<T | undefined>;
  /** Whether there is something to run; else the problems are shown. */
  readonly ready: () => Promise<boolean>;
  readonly clock: Clock;
}

/** Where no step is walked any more. */
export const NOTHING_ASKED = { asked: undefined, answered: undefined, score: undefined } as const;

export function createStepping(
  set: Change,
  get: Get,
  { engine, ask, ready, clock }: Run,
): StepActions {
  /** How far a press leads depends on where the one before it led to. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = last.then(act);
    last = done.catch(() => {});
    return done;
  };
  let rest = () => {};
  /** Counts what is played: what began before goes on no more. */
  let played = 0;

  function stand(): void {
    rest();
    played++;
    if (get().playing) set({ playing: false, playUntil: undefined });
  }

  /** How the walk through the time steps of the last move stands; no rows where it is not walked. */
  const walk = () => {
    const { unrolled, row, cursor } = get();
    return { row, rows: unrolled ? (cursor?.move?.rows ?? 0) : 0 };
  };

  async function moved(
    call: () => Promise<CursorState | undefined>,
    answer?: Pick<Answered, 'guess' | 'right'>,
  ): Promise<void> {
    if (!(await ready())) return;
    if (get().status === 'training') await ask(() => engine.pause());
    const cursor = await ask(call);
    if (!cursor) return;
    const { stride, sampleChosen } = get();
    // Time is walked move by move; who strides further has passed through all of it.
    const row = stride === 'node' ? 0 : Math.max(0, (cursor.move?.rows ?? 0) - 1);
    const { asked, score } = get();
    // What was asked is over; an answer is told beside its own move.
    set({
      cursor,
      row,
      asked: undefined,
      answered: answer && asked ? { ...asked, ...answer } : undefined,
      score: score?.step === cursor.step ? score : undefined,
      ...(!sampleChosen && { sample: cursor.sample }),
    });
  }

  const stops = () => {
    const { compiled, stride, document } = get();
    return stopsOf(compiled?.moves ?? [], stride, layersOf(document));
  };
  const done = () => get().cursor?.done ?? 0;

  /** How many moves on is the next stop; the node's at which a step that is played ends, where that is nearer. */
  function stride(): number {
    const { compiled, playUntil } = get();
    const on = movesOn(stops(), done());
    if (playUntil === undefined) return on;
    const moves = compiled?.moves ?? [];
    for (let i = 1; i < on; i++)
      if (moves[(done() + i - 1) % moves.length]?.node === playUntil) return i;
    return on;
  }

  /** Whether a number is asked for before the next move. */
  async function asks(): Promise<boolean> {
    const { asked, predict, playing, cursor, sample } = get();
    if (asked) return true;
    if (!predict || playing || !cursor || stride() !== 1) return false;
    const next = askedOf(await ask(() => engine.foretell(undefined, sample)), cursor.done);
    // An edit or another move meanwhile: nothing is asked of what was.
    if (!next || get().cursor !== cursor) return false;
    set({ asked: next, answered: undefined });
    return true;
  }

  async function forward(): Promise<void> {
    const { row, rows } = walk();
    if (row < rows - 1) set({ row: row + 1 });
    else if (await asks()) return;
    else await moved(() => engine.stepForward(stride()));
  }

  async function back(): Promise<void> {
    const { row } = walk();
    if (row > 0) {
      set({ row: row - 1 });
      return;
    }
    const before = done();
    await moved(() => engine.stepBack(movesBack(stops(), before)));
    // Into the move before from its end; where there is none the walk stays at its beginning.
    if (done() !== before) set({ row: Math.max(0, walk().rows - 1) });
  }

  /** One stop further, and again after a while. */
  async function playOn(own: number): Promise<void> {
    const before = get();
    await inTurn(forward);
    if (own !== played) return;
    const { playUntil, cursor, row, playRate } = get();
    const stuck =
      cursor?.step === before.cursor?.step &&
      cursor?.done === before.cursor?.done &&
      row === before.row;
    if (stuck || (playUntil !== undefined && cursor?.move?.node === playUntil)) return stand();
    rest = clock.after(1_000 / playRate, () => {
      // What was played is gone where the network was compiled anew.
      if (get().cursor) void playOn(own);
      else stand();
    });
  }

  async function answer(guess?: number): Promise<void> {
    await inTurn(async () => {
      const { asked, cursor, score } = get();
      if (!asked || !cursor) return;
      const right = guess !== undefined && isNear(guess, asked.equation.value);
      const { right: before, of } = score ?? { right: 0, of: 0 };
      set({ score: { step: cursor.step, right: before + (right ? 1 : 0), of: of + 1 } });
      await moved(() => engine.stepForward(1), { ...(guess !== undefined && { guess }), right });
    });
  }

  async function leaveStepping(how?: Parameters<Actions['leaveStepping']>[0]): Promise<void> {
    stand();
    await inTurn(async () => {
      if (get().cursor === undefined) return;
      await ask(() => engine.leaveStepping(how));
      set({ cursor: undefined, ...NOTHING_ASKED });
    });
  }

  return {
    stepForward: () => inTurn(forward),
    stepBack: () => {
      stand();
      return inTurn(back);
    },
    goToMove: (wanted) => {
      stand();
      return inTurn(async () => {
        const by = wanted - done();
        if (by > 0) await moved(() => engine.stepForward(by));
        else if (by < 0) await moved(() => engine.stepBack(-by));
      });
    },
    setCardTells: (cardTells) => set({ cardTells }),
    point: (pointed) => {
      const { pointed: was } = get();
      if (was?.kind !== pointed?.kind || was?.name !== pointed?.name) set({ pointed });
    },
    unroll: (unrolled) => set({ unrolled, row: 0 }),
    goToRow: (row) => {
      const rows = get().cursor?.move?.rows ?? 0;
      set({ unrolled: true, row: Math.max(0, Math.min(rows - 1, row)) });
    },
    runTo: (node) => {
      if (get().playing) {
        set({ playUntil: node });
        return last.then(() => {});
      }
      return inTurn(() => moved(() => engine.runTo(node)));
    },
    play: async (on) => {
      stand();
      if (!on) return;
      set({ playing: true });
      await playOn(played);
    },
    leaveStepping,
    answer,
  };
}
