/**
 * A sweep over a pool of runners, each of which takes one run after the other. With successive halving the
 * runs go in rounds, and what goes on does so from the state that it had come to.
 */
import type { Until } from '../../workers/engine/protocol.ts';
import type { Issue } from '../base/issue.ts';
import { type Checkpoint, tensorsOf } from '../document/checkpoint.ts';
import { roundsOf, survivorsOf } from './halving.ts';
import type { SweepPlan, SweptRun } from './plan.ts';
import type { Runner } from './runner.ts';
import { firstMeasure, type Measure, type RunResult, scoreOf } from './summary.ts';

/** How a run of the sweep stands. */
export interface RunState {
  readonly status: 'waiting' | 'running' | 'done' | 'failed';
  /** Where it is. */
  readonly step: number;
  /** What it has come to, at the end of its last round. */
  readonly result?: RunResult;
  /** Successive halving took it out there. */
  readonly isOut?: true;
  /** Why it came to nothing. */
  readonly issues?: readonly Issue[];
  /** Threads that were lost over it; it was taken up anew. */
  readonly losses?: number;
}

export interface SweepOptions {
  /** Ends of a run besides its steps. */
  readonly until?: Omit<Until, 'steps'>;
  readonly halving?: boolean;
  /** What configurations are compared by when half of them are taken out; else as `firstMeasure` has it. */
  readonly measure?: Measure;
  /** Bytes that states of runs may take, which a later round goes on from and whoever opens a run. */
  readonly bytes?: number;
}

export interface Sweeping {
  readonly runs: readonly RunState[];
  /** Resolves when all is done, or it was cancelled. */
  readonly over: Promise<void>;
  /** The state of a run at its end, where it was kept. */
  stateOf(run: number): Checkpoint | undefined;
  /** No run is begun any more, and none under way is waited for: the runners are the caller's to dispose of. */
  cancel(): void;
}

const STATES_BYTES = 256 * 2 ** 20;
const sizeOf = (state: Checkpoint): number =>
  tensorsOf(state).reduce((n, { data }) => n + data.byteLength, 0);

/** Threads that one run may cost: what kills two of them would kill the next. */
const LOSSES = 2;

/** @param changed hears of each change of a run */
export function sweep(
  plan: SweepPlan,
  pool: readonly Runner[],
  options: SweepOptions = {},
  changed: (run: number) => void = () => {},
): Sweeping {
  const { until, halving = false, bytes = STATES_BYTES } = options;
  const runs: RunState[] = plan.runs.map(() => ({ status: 'waiting', step: 0 }));
  const states = new Map<number, Checkpoint>();
  let kept = 0;
  let cancelled = false;
  let cancel = () => {};
  const cancelling = new Promise<void>((resolve) => {
    cancel = resolve;
  });

  const tell = (run: number, state: RunState) => {
    if (cancelled) return;
    runs[run] = state;
    changed(run);
  };
  function keep(run: number, state: Checkpoint | undefined): void {
    const before = states.get(run);
    if (before) kept -= sizeOf(before);
    states.delete(run);
    if (!state || kept + sizeOf(state) > bytes) return;
    states.set(run, state);
    kept += sizeOf(state);
  }

  /** Why the last thread was lost. */
  let trouble: readonly Issue[] = [];
  const failed = (issues: readonly Issue[], step: number): RunState => ({
    status: 'failed',
    step,
    issues,
  });

  /** @param again where a run waits whose thread was lost */
  async function take(
    runner: Runner,
    run: SweptRun,
    steps: number,
    again: SweptRun[],
  ): Promise<void> {
    const { index, document } = run;
    const before = runs[index]!;
    // What has ended by itself does so at the same step again.
    if (before.result && before.result.outcome !== 'whole')
      return tell(index, { ...before, status: 'done' });
    const hear = (step: number) => {
      if (step !== runs[index]!.step) tell(index, { ...runs[index]!, step });
    };
    const state = states.get(index);
    // Epochs are counted from where a run goes on.
    const goesOn = before.result && state && until?.epochs === undefined;
    const from = goesOn ? { result: before.result, state } : undefined;
    const started: RunState = { ...before, status: 'running', step: from ? before.step : 0 };
    tell(index, started);
    const swept = await runner.run({ document, until: { ...until, steps }, from }, hear);
    if (cancelled) return;
    const { losses = 0 } = started;
    const lost = swept.ok || !swept.lost ? losses : losses + 1;
    const told = lost > 0 ? { losses: lost } : {};
    if (swept.ok) {
      keep(index, swept.state);
      const { result } = swept;
      return tell(index, { status: 'done', step: result.final.step, result, ...told });
    }
    if (!swept.lost || lost >= LOSSES)
      return tell(index, { ...told, ...failed(swept.issues, runs[index]!.step) });
    tell(index, { ...before, ...told, status: 'waiting' });
    trouble = swept.issues;
    again.push(run);
  }

  async function round(configurations: readonly number[], steps: number): Promise<void> {
    const waiting = configurations
      .flatMap((c) => plan.configurations[c]!.runs)
      .filter(({ index }) => runs[index]!.status !== 'failed');
    for (const { index } of waiting) tell(index, { ...runs[index]!, status: 'waiting' });
    const work = async (runner: Runner) => {
      while (!cancelled && !runner.isGone) {
        const run = waiting.shift();
        if (!run) return;
        await take(runner, run, steps, waiting);
      }
    };
    await Promise.all(pool.map(work));
    if (cancelled) return;
    // Nobody is left to take them.
    for (const { index } of waiting)
      tell(index, { ...runs[index]!, ...failed(trouble, runs[index]!.step) });
  }

  const resultsOf = (configuration: number): readonly RunResult[] =>
    plan.configurations[configuration]!.runs.flatMap(({ index }) => runs[index]!.result ?? []);

  async function all(): Promise<void> {
    const every = plan.configurations.map((c) => c.index);
    if (!halving) return round(every, plan.steps);
    let left: readonly number[] = every;
    for (const { steps, configurations } of roundsOf(every.length, plan.steps)) {
      const measure = options.measure ?? firstMeasure(left.flatMap(resultsOf));
      const scores = new Map(left.map((c) => [c, scoreOf(resultsOf(c), measure)]));
      const stay = left.length > configurations ? survivorsOf(scores, configurations) : left;
      for (const c of left)
        if (!stay.includes(c))
          for (const { index } of plan.configurations[c]!.runs)
            if (runs[index]!.result) tell(index, { ...runs[index]!, isOut: true });
      left = stay;
      await round(left, steps);
      if (cancelled) return;
    }
  }

  return {
    runs,
    // Whoever is told of the first change knows what is swept by then.
    over: Promise.race([Promise.resolve().then(all), cancelling]),
    stateOf: (run) => states.get(run),
    cancel() {
      cancelled = true;
      cancel();
    },
  };
}
