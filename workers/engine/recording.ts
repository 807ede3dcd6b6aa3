/**
 * The recording of a run: states at steps spaced by ratio, from which any of its moments is had again to the
 * bit. Between two of them the run is replayed, for a training step is a pure function of the state before it,
 * of its number and of the live numbers. What else bears upon it is noted: which live numbers were set behind
 * which step, and which steps somebody walked through (`watch` may round otherwise than `train`). Where a state
 * does not follow from the one before it (weights that were written, the best ones taken back) it is kept for
 * good: a seam.
 *
 * The states stay under a budget. As it fills, those go whose neighbours are nearest to one another by ratio;
 * the first and the newest stay.
 */
import { must } from '../../src/base/assert.ts';
import type { Dialled, RecordingLog } from '../../src/document/kept.ts';
import type { Floats } from '../backends/backend.ts';
import type { SavedState } from './train-state.ts';

export const RECORDING_BYTES = 64 * 1024 * 1024;
/** A state is due this share of its steps behind the last one. */
const RATIO = 1 / 64;
/** States at most: to find one is then nothing beside replaying. */
const MOST = 1_000;

/** Hears of all that bears upon what a run computes. */
export interface Journal {
  /** That state does not follow from what was before; what was recorded behind its step is no more. */
  seam(saved: SavedState): void;
  /** Steps from that one on did not count. */
  undone(from: number): void;
  /** That step was walked through. */
  walked(step: number): void;
  /** Steps behind that one are trained with this. */
  dialled(step: number, name: string, value: number): void;
}

interface Kept {
  /** The same in every recording that has it: runs share what they have in common. */
  readonly id: string;
  readonly saved: SavedState;
  readonly isSeam: boolean;
}

export class Recording implements Journal {
  private kept: readonly Kept[];
  private dialling: readonly Dialled[] = [];
  private walks: ReadonlySet<number> = new Set();
  private taken = 0;

  /**
   * @param first the state at which the run begins
   * @param dials the live numbers then
   */
  constructor(
    first: SavedState,
    private readonly dials: ReadonlyMap<string, number>,
    private budget: number,
  ) {
    this.kept = [{ id: crypto.randomUUID(), saved: first, isSeam: true }];
    this.weigh();
  }

  /** The first step that can be gone back to. */
  get first(): number {
    return this.kept[0]!.saved.state.step;
  }
  /** The step of the newest state. */
  get newest(): number {
    return this.kept.at(-1)!.saved.state.step;
  }
  get states(): number {
    return this.kept.length;
  }
  /** What the states take; of best weights that several of them hold, once. */
  get bytes(): number {
    return this.taken;
  }
  private weigh(): void {
    const arrays = new Set<Floats>();
    for (const { saved } of this.kept)
      for (const all of [saved.storage, saved.state.earlyStopping.storage ?? []])
        for (const array of all) arrays.add(array);
    let bytes = 0;
    for (const array of arrays) bytes += array.byteLength;
    this.taken = bytes;
  }

  isDue(step: number): boolean {
    return step >= this.newest + Math.max(1, this.newest * RATIO);
  }
  /** A state of the run, at a step behind all that are there; the arrays are its own from now on. */
  add(saved: SavedState): void {
    this.put(saved, false);
  }
  private put(saved: SavedState, isSeam: boolean): void {
    const { step } = saved.state;
    this.undone(step);
    // The first one too: what begins at its step begins with this.
    this.kept = [
      ...this.kept.filter((k) => k.saved.state.step < step),
      { id: crypto.randomUUID(), saved, isSeam },
    ];
    this.thin();
  }
  limit(budget: number): void {
    this.budget = budget;
    this.thin();
  }
  private thin(): void {
    this.weigh();
    while (this.kept.length > 2 && (this.kept.length > MOST || this.taken > this.budget)) {
      let least = Number.POSITIVE_INFINITY;
      // Where there are seams alone the run begins later.
      let victim = 0;
      for (let i = 1; i < this.kept.length - 1; i++) {
        const ratio = (this.stepAt(i + 1) + 1) / (this.stepAt(i - 1) + 1);
        if (this.kept[i]!.isSeam || ratio >= least) continue;
        least = ratio;
        victim = i;
      }
      this.kept = this.kept.filter((_, i) => i !== victim);
      this.weigh();
    }
  }
  private stepAt(i: number): number {
    return this.kept[i]!.saved.state.step;
  }

  /** The last state at that step or before it; the first one for steps before that. */
  nearest(step: number): SavedState {
    let found = this.kept[0]!;
    for (const next of this.kept) {
      if (next.saved.state.step > step) break;
      found = next;
    }
    return found.saved;
  }
  /** Whether the run was at that step by taking it, rather than by a state that was put there. */
  follows(step: number): boolean {
    return step > this.first && !this.kept.some((k) => k.isSeam && k.saved.state.step === step);
  }
  /** The live numbers with which the step behind that one is trained. */
  dialsAt(step: number): ReadonlyMap<string, number> {
    const all = new Map(this.dials);
    for (const change of this.dialling) if (change.step <= step) all.set(change.name, change.value);
    return all;
  }
  isWalked(step: number): boolean {
    return this.walks.has(step);
  }
  /** Steps from that one on that are trained in one go: with the same live numbers, none of them walked. */
  alikeFrom(step: number): number {
    let end = Number.POSITIVE_INFINITY;
    for (const change of this.dialling) if (change.step > step) end = Math.min(end, change.step);
    for (const walk of this.walks) if (walk > step) end = Math.min(end, walk - 1);
    return end - step;
  }
  /** The run up to that step, to be gone on with otherwise. */
  until(step: number): Recording {
    const copy = this.with(this.kept, this.dials, this.dialling, this.walks);
    copy.undone(step + 1);
    return copy;
  }
  private with(
    kept: readonly Kept[],
    dials: ReadonlyMap<string, number>,
    dialling: readonly Dialled[],
    walks: Iterable<number>,
  ): Recording {
    const [first] = kept;
    const other = new Recording(must(first, 'a state').saved, dials, this.budget);
    other.kept = kept;
    other.dialling = dialling;
    other.walks = new Set(walks);
    other.weigh();
    return other;
  }

  // ---- Kept with a project

  /** @param key of what it can be replayed on. @param end the run's last step, behind which nothing is told */
  log(key: string, end: number): RecordingLog {
    return {
      key,
      end,
      dials: Object.fromEntries(this.dials),
      dialling: this.dialling,
      walks: [...this.walks],
      states: this.kept.map(({ id, saved, isSeam }) => ({ id, step: saved.state.step, isSeam })),
    };
  }
  /** The state of that name, where it is among them. */
  stateOf(id: string): SavedState | undefined {
    return this.kept.find((k) => k.id === id)?.saved;
  }
  /**
   * The recording of the run that this one goes on with: where it ended this one begins.
   * @param states those that are there still; behind a seam without its state nothing can be replayed from before
   */
  after(log: RecordingLog, states: ReadonlyMap<string, SavedState>): Recording {
    const lost = log.states.findLastIndex(({ id, isSeam }) => isSeam && !states.has(id));
    const earlier = log.states.slice(lost + 1).flatMap(({ id, isSeam }, i): readonly Kept[] => {
      const saved = states.get(id);
      const precedes = saved !== undefined && saved.state.step < this.first;
      return precedes ? [{ id, saved, isSeam: isSeam || i === 0 }] : [];
    });
    if (!earlier.length || log.end !== this.first) return this;
    const [own, ...rest] = this.kept;
    const before = this.with(earlier, new Map(Object.entries(log.dials)), log.dialling, log.walks);
    const then = before.dialsAt(this.first);
    const others = [...this.dials].filter(([name, value]) => !Object.is(then.get(name), value));
    const both = this.with(
      [...earlier, { ...must(own, 'a state'), isSeam: false }, ...rest],
      before.dials,
      [
        ...log.dialling,
        ...others.map(([name, value]) => ({ step: this.first, name, value })),
        ...this.dialling,
      ],
      [...log.walks, ...this.walks],
    );
    both.thin();
    return both;
  }

  seam(saved: SavedState): void {
    this.put(saved, true);
  }
  undone(from: number): void {
    if (this.newest < from && !this.dialling.length && !this.walks.size) return;
    const left = this.kept.filter(({ saved }, i) => i === 0 || saved.state.step < from);
    if (left.length < this.kept.length) {
      this.kept = left;
      this.weigh();
    }
    // Live numbers stay as they were set last.
    const last = from - 1;
    this.dialling = this.dialling.map((d) => (d.step > last ? { ...d, step: last } : d));
    this.walks = new Set([...this.walks].filter((step) => step < from));
  }
  walked(step: number): void {
    this.walks = new Set([...this.walks, step]);
  }
  dialled(step: number, name: string, value: number): void {
    const same = (d: Dialled) => d.step === step && d.name === name;
    this.dialling = [...this.dialling.filter((d) => !same(d)), { step, name, value }];
  }
}
