/**
 * The timeline of a run: its recording, and whether somebody visits one of its moments. A visit leaves the run
 * where it ended: what is looked at, walked through or tried out there is of no concern to it, until somebody
 * trains on from there, which is another run.
 */
import { must } from '../../src/base/assert.ts';
import type { Stopwatch } from '../../src/base/clock.ts';
import type { RecordingLog } from '../../src/document/kept.ts';
import type { Cursor } from './cursor.ts';
import type { Executor } from './executor.ts';
import type { Timespan } from './protocol.ts';
import { Recording } from './recording.ts';
import { createSlicing } from './slicing.ts';
import type { SavedState } from './train-state.ts';
import { goOn } from './validation-checks.ts';

/** How many bytes the states of a recording may take. One that cannot hold two of them is none. */
export interface RecordingBudget {
  bytes: number;
}

/** Takes what flowed along the wires in that step, from the buffers of `watch`. */
type ReadWires = (step: number) => Promise<void>;

export class Timeline {
  private recording: Recording | undefined;
  /** Of the run, while a moment of it is visited. */
  private end: SavedState | undefined;
  /** The step that is visited, and whether the executor is on its way there as the run was. */
  private wanted = 0;
  private isOfRun = false;
  /** Its wires are still to be read: what flowed in that step, before its update. */
  private unread = false;
  private readonly slicing = createSlicing();

  constructor(
    private readonly executor: Executor,
    private readonly cursor: Cursor,
    private readonly budget: RecordingBudget,
  ) {}

  get isVisiting(): boolean {
    return this.end !== undefined;
  }
  /** The run as it ended, while a moment of it is visited. */
  get left(): SavedState | undefined {
    return this.end;
  }
  /** What is recorded up to the run's end, to go with its state where that is laid aside: a copy, for the run may go on. */
  get recorded(): Recording | undefined {
    return this.recording?.until(this.end?.state.step ?? this.executor.step);
  }
  get bytes(): number {
    return this.recording?.bytes ?? 0;
  }
  /** As frames tell it. */
  get span(): Timespan | undefined {
    const { recording, end, executor } = this;
    if (!recording) return undefined;
    const { first, states, bytes } = recording;
    return {
      first,
      last: end?.state.step ?? executor.step,
      states,
      bytes,
      budget: this.budget.bytes,
      ...(end && { visits: this.isOfRun ? this.wanted : executor.step }),
      ...(end && !this.isOfRun && { strayed: true }),
    };
  }

  /** The log of what is recorded up to the run's end, to be kept with it. */
  log(key: string, end: number): RecordingLog | undefined {
    return this.recording?.until(end).log(key, end);
  }
  /** What was recorded of the run before it was loaded. */
  recall(log: RecordingLog, states: ReadonlyMap<string, SavedState>): void {
    this.recording = this.recording?.after(log, states);
    if (!this.isVisiting) this.executor.record(this.recording);
  }

  private get fits(): boolean {
    const numbers = this.executor.persistent.reduce((n, { length }) => n + length, 0);
    const each = numbers * (this.executor.precision === 'float32' ? 4 : 8);
    return 2 * each <= this.budget.bytes;
  }

  // ---- Recording

  /** Another run begins where the executor stands. */
  async begin(): Promise<void> {
    this.end = undefined;
    this.executor.record();
    const { dials } = this.executor;
    this.take(
      this.fits
        ? new Recording(await this.executor.save(), new Map(dials), this.budget.bytes)
        : undefined,
    );
  }
  /** What was recorded of the run that the executor goes on with, from now on with the live numbers of now. */
  take(recording: Recording | undefined): void {
    this.hold(recording);
    if (!this.recording) return;
    const { dials, step } = this.executor;
    const then = this.recording.dialsAt(step);
    for (const [name, value] of dials)
      if (!Object.is(then.get(name), value)) this.recording.dialled(step, name, value);
  }
  private hold(recording: Recording | undefined): void {
    this.end = undefined;
    // The budget may be another one by now.
    this.recording = this.fits ? recording : undefined;
    this.recording?.limit(this.budget.bytes);
    this.executor.record(this.recording);
  }
  /** Of the same run on another instance, which stands at a step that the other one had taken. */
  follow(other: Timeline): void {
    this.hold(other.recording);
    this.end = other.end;
    if (this.end) {
      this.executor.record();
      this.strayed();
    } else this.recording?.undone(this.executor.step + 1);
  }
  /** The budget is another one: what is beyond it goes, and what is not recorded yet is from now on. */
  async budgetChanged(): Promise<void> {
    if (this.recording && (this.fits || this.isVisiting)) this.recording.limit(this.budget.bytes);
    else if (!this.isVisiting) await this.begin();
  }
  /** Keeps the state of the run where one is due. */
  async keep(): Promise<void> {
    this.recording?.add(await this.executor.save());
  }
  get isDue(): boolean {
    const { executor, recording } = this;
    return (
      recording !== undefined &&
      !this.isVisiting &&
      !executor.isStepBegun &&
      recording.isDue(executor.step)
    );
  }

  // ---- Visiting

  /**
   * Goes to the last state at that step or before it, and leaves the run where it ended.
   * @param reads what flows along the wires in that very step is to be read on the way
   */
  async goTo(step: number, reads: boolean): Promise<void> {
    const { executor, cursor } = this;
    const recording = must(this.recording, 'a recording');
    cursor.leave();
    if (!this.end) {
      executor.record();
      this.end = await executor.save();
    }
    this.wanted = Math.min(Math.max(step, recording.first), this.end.state.step);
    this.slicing.reset();
    // A state that does not follow from a step has nothing that flowed in it.
    this.unread = reads && this.wanted < this.end.state.step && recording.follows(this.wanted);
    const latest = this.unread ? this.wanted - 1 : this.wanted;
    const from = recording.nearest(latest);
    const isBetween = executor.step >= from.state.step && executor.step <= latest;
    // The end as it was, be it in the midst of a check.
    if (this.wanted === this.end.state.step) executor.restore(this.end);
    else if (!this.isOfRun || !isBetween || executor.isStepBegun) executor.restore(from);
    this.isOfRun = true;
  }
  /** Whether the executor is as the run was at the step that is visited. */
  get isThere(): boolean {
    const { executor, end, wanted } = this;
    if (wanted === end?.state.step) return true;
    return executor.step === wanted && !executor.checkPending && !executor.isStepBegun;
  }
  /** Whether it stands at that step, as the run was, on its way or there. */
  isAt(step: number): boolean {
    const { executor, isOfRun } = this;
    return this.isVisiting && isOfRun && executor.step === step && !executor.isStepBegun;
  }
  /** The step that is visited, where the run is there as it was. */
  get visited(): number | undefined {
    return this.isVisiting && this.isOfRun && this.isThere ? this.wanted : undefined;
  }
  /**
   * Replays the run until that time, by one part of a step at least; true when it is there.
   * @param read is called when the buffers of `watch` hold the step that is visited
   */
  async replay(clock: Stopwatch, until: number, read: ReadWires): Promise<boolean> {
    const { executor, slicing } = this;
    const recording = must(this.recording, 'a recording');
    const current = new Map(executor.dials);
    try {
      while (!this.isThere) {
        const time = clock.now();
        const { step, isStepBegun } = executor;
        const alike = this.dial(recording.dialsAt(step));
        const isLast = this.unread && step === this.wanted - 1 && !executor.checkPending;
        if (!executor.checkPending && recording.isWalked(step + 1)) {
          await this.walk(isLast ? read : undefined);
        } else if (isLast && !isStepBegun) {
          let over: boolean;
          do over = executor.monitorOn();
          while (!over && (!alike || clock.now() < until));
          if (over) await this.readBy(read);
        } else {
          const left = this.wanted - step - (this.unread && !isLast ? 1 : 0);
          const most = Math.min(slicing.stride, left, recording.alikeFrom(step));
          // A step that is begun would not survive that its live numbers are put back meanwhile.
          await goOn(executor, Math.max(1, most), alike ? slicing.share : undefined);
          slicing.took(clock.now() - time, executor.step - step, isStepBegun);
        }
        if (clock.now() >= until) break;
      }
    } finally {
      this.dial(current);
    }
    return this.isThere;
  }
  private async walk(read: ReadWires | undefined): Promise<void> {
    while (!(await this.cursor.forward()));
    if (read) await this.readBy(read);
    this.cursor.leave();
  }
  private async readBy(read: ReadWires): Promise<void> {
    this.unread = false;
    await read(this.wanted);
  }
  /** True where they were so already. */
  private dial(dials: ReadonlyMap<string, number>): boolean {
    const others = [...dials].filter(([name, v]) => !Object.is(this.executor.dials.get(name), v));
    for (const [name, value] of others) this.executor.setDial(name, value);
    return !others.length;
  }
  /** Somebody walks or writes at the moment that is visited: it is not the run's any more. */
  strayed(): void {
    this.isOfRun = false;
  }
  /** Back to where the run ended. */
  async goBack(): Promise<void> {
    const { end, executor, cursor } = this;
    if (!end) return;
    cursor.leave();
    executor.restore(end);
    await executor.keepGood();
    this.take(this.recording);
  }
  /** Another run begins with the moment that is visited, and has what was recorded before it. */
  async fork(): Promise<void> {
    const { recording, executor } = this;
    if (!this.end || !recording) return;
    const own = recording.until(executor.step);
    own.seam(await executor.save());
    this.take(own);
  }
}
