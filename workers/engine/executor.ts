/**
 * The executor: one plan on one instance of a backend with its data, at one training step. It knows how to
 * train one step, how to watch the next one without taking it, and how to keep and restore what persists.
 * What it holds is written by its own methods alone.
 *
 * Every training step runs the routine `train`, never `watch`: the two may round differently, and how
 * often somebody inspects must not change the numbers. Inspecting therefore runs `watch` on the batch of the
 * step to come and then puts all weights back.
 *
 * What answers with numbers of the device answers later: whoever calls several of its methods holds the queue
 * (queue.ts).
 *
 * What is put back soon is copied on the device; what has to outlive the instance (the last good state, the
 * best weights) is read.
 */
import { must } from '../../src/base/assert.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Plan, RoutineName, TensorRef } from '../../src/plan/plan.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import type { Backend, Drive, Floats, Instance, Snapshot } from '../backends/backend.ts';
import {
  createDataLoader,
  type DataLoader,
  type EpochBase,
  residentDataOf,
} from './data-loader.ts';
import { DeviceMemory } from './device-memory.ts';
import type { Evaluation } from './metrics.ts';
import { haveRead, monitoringParts, trainParts } from './parts.ts';
import type { Journal } from './recording.ts';
import { inputsOf, persistentIn, writesOf } from './regions.ts';
import { type EarlyStopping, type SavedState, type TrainState, UNTRAINED } from './train-state.ts';

/** Throws where the backend cannot have that plan with these data. */
export async function createExecutor(
  backend: Backend,
  plan: Plan,
  datasets: ReadonlyMap<string, Dataset>,
  seed: number,
  drive?: Drive,
): Promise<Executor> {
  const instance = await backend.instantiate(plan, residentDataOf(plan, datasets), drive);
  const good = { state: UNTRAINED, storage: await instance.read(persistentIn(plan)) };
  return new Executor(instance, backend.precision, datasets, seed, good);
}

export class Executor extends DeviceMemory {
  readonly dataLoader: DataLoader;
  private now = UNTRAINED;
  /** The buffers of `watch` hold the step to come. */
  private watched = false;
  /** The evaluation of the pending check, once it is begun. */
  private check: Evaluation | undefined;
  /** The live numbers as they were last set. */
  private readonly settings = new Map<string, number>();
  private readonly parts;
  /** How many parts of the step to come, and of a monitoring pass over it, are done. */
  private readonly begun = { train: 0, monitoring: 0 };
  /** Where `watchNext` keeps the weights meanwhile, and each part of a monitoring pass what it writes of them. */
  private readonly spare: { readonly watch: Snapshot; readonly monitoring: readonly Snapshot[] };
  private readonly counter = new Float64Array(1);
  private journal: Journal | undefined;
  /** A live number was set since the step that is walked was begun. */
  private dialled = false;

  constructor(
    instance: Instance,
    readonly precision: Backend['precision'],
    datasets: ReadonlyMap<string, Dataset>,
    readonly seed: number,
    /** What the instance holds now. */
    private lastGood: SavedState,
  ) {
    super(instance);
    const { plan } = instance;
    this.dataLoader = createDataLoader(plan, instance, datasets, seed);
    this.parts = { train: trainParts(plan), monitoring: monitoringParts(plan) };
    const persists = (buffer: number) => plan.buffers[buffer]?.role === 'persistent';
    this.spare = {
      watch: instance.snapshot(this.persistent),
      monitoring: this.parts.monitoring.map(({ lasting }) =>
        instance.snapshot(writesOf(lasting, persists)),
      ),
    };
    this.writeDials();
  }

  get state(): TrainState {
    return this.now;
  }
  get step(): number {
    return this.now.step;
  }
  get cost(): number {
    return this.now.cost;
  }
  get objective(): number {
    return this.now.objective;
  }
  get earlyStopping(): EarlyStopping {
    return this.now.earlyStopping;
  }
  get checkPending(): boolean {
    return this.now.checkPending;
  }
  /** The last state known to be finite, for the diagnosis of what is not and for a broken backend. */
  get good(): SavedState {
    return this.lastGood;
  }
  get dials(): ReadonlyMap<string, number> {
    return this.settings;
  }
  get isWatched(): boolean {
    return this.watched;
  }
  /** A training step is half done: another routine would make it begin anew. */
  get isStepBegun(): boolean {
    return this.begun.train > 0;
  }
  /** Something is half done: who runs another routine now makes it begin anew. */
  get isBusy(): boolean {
    return this.begun.train > 0 || this.begun.monitoring > 0;
  }
  // ---- States

  /** Who is told from now on of all that bears upon what the steps compute; nobody, where none is given. */
  record(journal?: Journal): void {
    this.journal = journal;
  }
  /** What persists, and the state that it belongs to. @param into arrays that take it, instead of new ones */
  async save(into?: readonly Floats[]): Promise<SavedState> {
    const state = this.now;
    return { state, storage: await this.instance.read(this.persistent, into) };
  }
  restore({ state, storage }: SavedState): void {
    this.writeStorage(storage);
    this.now = state;
    this.check = undefined;
    this.invalidate();
    this.journal?.undone(state.step + 1);
  }
  async keepGood(): Promise<void> {
    this.lastGood = await this.save(this.lastGood.storage);
  }
  writeStorage(storage: readonly Floats[]): void {
    for (const [i, region] of this.persistent.entries())
      this.instance.write(region, must(storage[i], 'a copy of each buffer'));
  }
  /** Goes on from that state, which is a good one: what persists was written. @param base where epochs are counted from, if otherwise than before */
  async resume(state: TrainState, base?: EpochBase): Promise<void> {
    this.now = state;
    if (base) this.dataLoader.rebase(base);
    this.check = undefined;
    this.invalidate();
    await this.keepGood();
    if (this.journal) this.journal.seam(await this.save());
  }
  /** Draws all weights anew and goes back to step 0. */
  async initialise(): Promise<void> {
    for (const region of this.persistent)
      this.instance.write(region, new Float32Array(region.length));
    if (this.plan.routines.init) this.instance.submit('init', this.seed, 0);
    await this.resume(UNTRAINED, { step: 0, epoch: 0 });
  }
  /** Back to the state in which that was copied. */
  undo(saved: Snapshot, state: TrainState): void {
    saved.restore();
    this.now = state;
    this.check = undefined;
    this.invalidate();
    this.journal?.undone(state.step + 1);
  }

  // ---- Live numbers

  /** Sets one; a plan that has no use for it lets it be. */
  setDial(name: string, value: number): void {
    const dial = this.plan.dials[name];
    if (!dial || name === 'step' || name === 'time') return;
    if (!Object.is(this.settings.get(name), value)) {
      this.journal?.dialled(this.step, name, value);
      this.dialled = true;
    }
    this.writeNumber(dial.buffer, value);
    this.settings.set(name, value);
    this.watched = false;
    const { train, watch } = this.plan.routines;
    const { parts, begun } = this;
    if (haveRead(train?.steps ?? [], parts.train, begun.train, dial.buffer)) begun.train = 0;
    if (haveRead(watch?.steps ?? [], parts.monitoring, begun.monitoring, dial.buffer))
      begun.monitoring = 0;
  }
  /** Every dial at the value that a plan gives it. */
  writeDials(dials = this.plan.dials): void {
    for (const [name, { value }] of Object.entries(dials)) this.setDial(name, value);
  }
  private writeNumber(buffer: number, value: number): void {
    this.counter[0] = value;
    this.instance.write({ buffer, offset: 0 }, this.counter);
  }

  // ---- Running

  /** Nothing is begun, and `watch` is stale: somebody changed what persists, or left traces of a routine. */
  private invalidate(): void {
    this.watched = false;
    this.begun.train = 0;
    this.begun.monitoring = 0;
  }
  /** Runs steps of a routine, whose traces stay. @param step goes into its random numbers */
  submit(routine: RoutineName, step: number, from?: number, to?: number): void {
    this.invalidate();
    this.instance.submit(routine, this.seed, step, from, to);
  }
  /**
   * Runs `body`, which uses `routine`, and puts back all that it overwrote: routines may share memory,
   * and whoever steps, or has watched, must find the numbers as they were. What a backend set aside for
   * training is not among them, so that a step in parts begins anew.
   */
  async aside<T>(routine: RoutineName, body: () => Promise<T> | T): Promise<T> {
    const { watched } = this;
    const { monitoring } = this.begun;
    const saved = this.snapshot([
      ...inputsOf(this.plan, routine),
      ...writesOf(this.plan.routines[routine]?.steps ?? []),
    ]);
    try {
      return await body();
    } finally {
      saved.restore();
      this.watched = watched;
      this.begun.train = 0;
      this.begun.monitoring = monitoring;
    }
  }

  /** The number of the step to come. */
  private count(): void {
    const { step, time } = this.plan.dials;
    if (step) this.writeNumber(step.buffer, this.step + 1 - this.now.slotsSince);
    if (time) this.writeNumber(time.buffer, this.step + 1);
  }
  /** The number of the step to come, and its batch where a routine takes it from. */
  prepare(routine: RoutineName): void {
    this.count();
    this.dataLoader.batch(routine, this.step + 1);
  }
  /** What a routine found: the cost of its batch, what each of several losses adds, and the objective. */
  private async costOf(
    routine: RoutineName,
  ): Promise<Pick<TrainState, 'cost' | 'losses' | 'objective'>> {
    const { cost, shares, objective } = this.plan.routines[routine]?.results ?? NO_RESULTS;
    const refs = [cost, objective, ...Object.values(shares)];
    const read = await this.readTensors(refs.filter((ref) => ref !== undefined));
    const number = (ref: TensorRef | undefined) => (ref ? read(ref)[0]! : Number.NaN);
    const losses = Object.entries(shares).map(([node, ref]) => [node, number(ref)] as const);
    return {
      cost: number(cost),
      losses: Object.fromEntries(losses),
      objective: number(objective),
    };
  }

  // ---- Training

  /**
   * Trains up to so many steps in one call, as far as the order of the rows lies ready; one whose cost is
   * not finite is the last. At least one.
   */
  async trainSteps(count: number): Promise<void> {
    const step = this.step + 1;
    const { place, most } = this.dataLoader.ready(step);
    const { done, cost, objective } = await this.instance.train({
      seed: this.seed,
      step,
      optimiserStep: step - this.now.slotsSince,
      batchIndex: place,
      count: Math.min(count, most),
    });
    const { shares } = this.plan.routines.train?.results ?? NO_RESULTS;
    const { losses } = Object.keys(shares).length > 0 ? await this.costOf('train') : this.now;
    this.now = { ...this.now, step: this.step + done, cost, losses, objective };
    this.invalidate();
  }
  /** Goes on with a training step by about that share of it, one part at least; true when the step is done. */
  async trainOn(share: number): Promise<boolean> {
    const { begun } = this;
    const parts = this.parts.train;
    if (begun.train === 0) {
      this.count();
      this.instance.fetch(this.dataLoader.ready(this.step + 1).place);
    }
    const first = must(parts[begun.train], 'a part of a training step');
    let last = first;
    let sum = first.share;
    for (let next = parts[++begun.train]; next; next = parts[++begun.train]) {
      sum += next.share;
      if (sum > share) break;
      last = next;
    }
    this.instance.submit('train', this.seed, this.step + 1, first.from, last.to);
    if (begun.train < parts.length) return false;
    const found = await this.costOf('train');
    this.now = { ...this.now, step: this.step + 1, ...found };
    this.invalidate();
    return true;
  }

  // ---- Watching

  /** Fills the buffers of `watch` with the step to come; no weight changes. */
  watchNext(): void {
    if (this.watched || !this.plan.routines.watch) return;
    const { watch } = this.spare;
    watch.take();
    this.prepare('watch');
    this.submit('watch', this.step + 1);
    watch.restore();
    this.watched = true;
  }
  /**
   * The next part of what of `watch` is shown on edges and in curves; true when there is no more. Training
   * waits for it ten times a second, so it does without the gradients of weights, the update, and two copies
   * of all that persists. To whoever wants the rest `watch` is still stale.
   */
  monitorOn(): boolean {
    const { begun, parts, spare } = this;
    const part = this.watched ? undefined : parts.monitoring[begun.monitoring];
    const lasting = spare.monitoring[begun.monitoring];
    if (!part || !lasting) return true;
    begun.train = 0;
    if (begun.monitoring === 0) this.prepare('watch');
    lasting.take();
    this.instance.submit('watch', this.seed, this.step + 1, part.from, part.to);
    lasting.restore();
    if (++begun.monitoring < parts.monitoring.length) return false;
    begun.monitoring = 0;
    return true;
  }

  // ---- Walking: somebody makes the moves of `watch` that together are a training step

  /** @param found what is known with that move, or before it: the cost, or one loss of several */
  async walk(
    step: number,
    from: number,
    to: number,
    found?: 'cost' | { readonly loss: string },
  ): Promise<void> {
    if (from === 0) this.dialled = false;
    this.submit('watch', step, from, to);
    if (!found) return;
    const all = await this.costOf('watch');
    if (found === 'cost') {
      this.now = { ...this.now, ...all };
      return;
    }
    const own = all.losses[found.loss];
    const { losses } = this.now;
    if (own !== undefined) this.now = { ...this.now, losses: { ...losses, [found.loss]: own } };
  }
  /** All moves of that step are made. */
  walked(step: number): void {
    this.now = { ...this.now, step };
  }
  /** And the check behind it is over. */
  async walkOver(): Promise<void> {
    if (!this.journal) return;
    // Whoever walks it again would not set the number in the midst of it.
    if (this.dialled) this.journal.seam(await this.save());
    else this.journal.walked(this.step);
  }

  // ---- Validation checks

  /** Whether there is one behind this step. */
  owe(checkPending: boolean): void {
    this.now = { ...this.now, checkPending };
  }
  /** The evaluation of the pending one, begun where it is not yet. */
  checking(begin: () => Evaluation): Evaluation {
    this.check ??= begin();
    return this.check;
  }
  /** It is over. */
  checked(earlyStopping: EarlyStopping): void {
    this.check = undefined;
    this.now = { ...this.now, checkPending: false, earlyStopping };
  }
}
