/**
 * Loading over what runs: edit while training. The new plan is made ready while the former one goes
 * on; the exchange itself happens between two steps.
 */
import { canonical } from '../../src/base/hash.ts';
import { hasErrors, type Issue, issue } from '../../src/base/issue.ts';
import { choiceOf } from '../../src/data/choice.ts';
import { semanticsText } from '../../src/document/semantics.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { formatShape } from '../../src/tensor/shape.ts';
import { type Drive, LostThread } from '../backends/backend.ts';
import { adopt } from './adopt.ts';
import { restoreCheckpoint } from './checkpoint.ts';
import type { EngineClock } from './clock.ts';
import { createSlices, type Job } from './compiling.ts';
import type { Executor } from './executor.ts';
import { type Unread, unreadIssues, unreadOn } from './fitting.ts';
import {
  dataInfo,
  type EngineParts,
  internal,
  knownFrom,
  type Loaded,
  type Made,
  NOTHING,
  place,
  type Understood,
  understand,
} from './loading.ts';
import { Outgoing } from './moving.ts';
import type { LoadReply, LoadRequest } from './protocol.ts';
import type { Queue } from './queue.ts';
import { laidAside, Runtime } from './runtime.ts';
import type { LaidRun, Shelf } from './shelf.ts';
import type { EngineState } from './state.ts';
import type { Telemetry } from './telemetry.ts';
import type { RecordingBudget } from './timeline.ts';
import { readFrom } from './train-state.ts';
import type { Trainer } from './trainer.ts';

const CANCELLED = issue('compile.cancelled', {
  en: 'Compiling was cancelled. What is drawn now runs once it is compiled.',
  zh: '编译已取消。现在画的网络要编译后才能运行。',
});

/** A run laid aside, or taken up again, or both: as it is told, and the one taken up. */
interface Exchanged {
  readonly told: { readonly left?: string; readonly back?: string; readonly lost?: true };
  readonly found?: LaidRun;
}

export interface Loader {
  /** Never rejects. Who is superseded meanwhile changes nothing. */
  load(request: LoadRequest, job: Job): Promise<LoadReply>;
  /** A plan whose backend broke down is put on a new instance, at its last good weights. */
  repair(broken: Runtime): Promise<Runtime | undefined>;
}

/** @param shelf keeps the states of networks that an edit replaces */
export function createLoader(
  parts: EngineParts,
  state: EngineState,
  telemetry: Telemetry,
  trainer: Trainer,
  shelf: Shelf,
  clock: EngineClock,
  queue: Queue,
  budget: RecordingBudget,
): Loader {
  /** Data of the last documents, so that equal ones are not made twice. */
  let made: ReadonlyMap<string, Made> = new Map();
  /** The run began at weights that somebody gave: its state is worth something before any step. */
  let given = false;
  /** Predictions that their loss is not for, at the weights that were loaded last. */
  let unread: readonly Unread[] = [];

  const reply = (
    request: LoadRequest,
    { compilation, made: own }: Understood,
    more: readonly Issue[] = [],
    restarted: readonly string[] = [],
  ): LoadReply => {
    const { plan, ...rest } = compilation;
    const told = plan ? unreadIssues(unread) : [];
    const out = new Outgoing();
    return out.mark({
      generation: request.generation,
      compilation: { ...rest, issues: [...rest.issues, ...more, ...told] },
      moves: plan?.moves ?? [],
      status: state.status,
      restarted,
      // A network with errors has no sources to speak of: what its data nodes held is shown still.
      data: dataInfo(own.size || compilation.plan ? own : stillThere(made, request), out),
    });
  };

  const same = (request: LoadRequest): boolean =>
    state.runtime !== undefined &&
    !state.runtime.broken &&
    state.status !== 'failed' &&
    !request.fresh &&
    !request.weights;

  /** The same network goes on as this document writes it; false where it broke down meanwhile. */
  const goOn = (runtime: Runtime, request: LoadRequest, loaded: Loaded): Promise<boolean> =>
    queue.hold(async () => {
      if (state.runtime !== runtime || !same(request)) return false;
      state.answer(request.generation);
      state.resume();
      await redial(runtime, loaded.plan);
      runtime.redraw(loaded);
      telemetry.frame();
      return true;
    });

  /**
   * A document that cannot run leaves the former plan running, which an edit will mend; but not that
   * of another document: its weights are nobody's here.
   */
  const retire = (request: LoadRequest, issues: readonly Issue[]): Promise<void> =>
    queue.hold(() => {
      state.answer(request.generation);
      // Nothing is wrong with a document in which there is nothing to run: nothing of it trains on.
      if (!hasErrors(issues)) {
        trainer.stop();
        state.empty();
      }
      const { runtime } = state;
      if (!runtime || !(request.fresh || request.weights)) return;
      trainer.stop();
      runtime.dispose();
      state.unload();
      trainer.forget();
    });

  async function load(request: LoadRequest, job: Job): Promise<LoadReply> {
    const nothing = () => reply(request, { compilation: NOTHING, made });
    if (job.superseded) return nothing();
    const { runtime } = state;
    if (
      runtime &&
      same(request) &&
      semanticsText(request.document) === runtime.loaded.key &&
      (await goOn(runtime, request, { ...runtime.loaded, document: request.document }))
    )
      return reply(request, { compilation: runtime.loaded.compilation, made });
    // What runs never belongs to another project.
    if (request.fresh || request.weights) await queue.hold(() => trainer.stop());
    const { generation } = request;
    const inSlices = createSlices(clock, (progress) =>
      telemetry.compiling({ generation, progress }),
    );
    const understood = await understand(parts, request.document, knownFrom(made), (work) =>
      inSlices(work, job),
    );
    if (job.superseded) return nothing();
    if (understood.made.size) made = understood.made;
    const { loaded } = understood;
    if (!loaded) {
      const more = job.stopped ? [CANCELLED] : [];
      await retire(request, [...understood.compilation.issues, ...more]);
      telemetry.frame();
      return reply(request, understood, more);
    }
    if (
      runtime &&
      same(request) &&
      runtime.executor.seed === request.document.run.seed &&
      [...loaded.datasets].every(([node, d]) => runtime.loaded.datasets.get(node) === d) &&
      // The same plan but for its live numbers.
      runtime.loaded.compilation.key === loaded.compilation.key &&
      (await goOn(runtime, request, loaded))
    )
      return reply(request, understood);
    const placed = await begin(loaded, (work) => inSlices(work, job));
    const { executor } = placed;
    if (!executor) {
      if (job.superseded) return nothing();
      const more = job.stopped ? [CANCELLED] : placed.issues;
      await retire(request, more);
      telemetry.frame();
      return reply(request, understood, more);
    }
    // The former plan trained up to this very moment.
    return queue.hold(async () => {
      if (job.superseded) {
        executor.dispose();
        return nothing();
      }
      const { issues, restarted } = await takePlace(request, loaded, executor);
      return reply(request, understood, [...placed.issues, ...issues], restarted);
    });
  }

  /** The new plan takes the place of the one that ran, with what of its state fits. */
  async function takePlace(request: LoadRequest, loaded: Loaded, executor: Executor) {
    const former = state.runtime;
    const next = new Runtime(loaded, executor, budget);
    const { weights, training } = request;
    const { key } = loaded.compilation;
    let issues: readonly Issue[] = [];
    let restarted: readonly string[] = [];
    let exchanged: Awaited<ReturnType<typeof exchange>>;
    if (weights || request.fresh || !former) {
      // Another project, or a run from a file: nobody goes back to what was before.
      shelf.clear();
      given = weights !== undefined;
      if (weights)
        issues = await restoreCheckpoint(executor, key, { weights, ...(training && { training }) });
    } else {
      if (!former.broken) await former.cursor.finish();
      exchanged = await exchange(former, next, request.goesBack === true);
      if (!exchanged?.told.back) restarted = await takeOver(former, loaded, executor);
    }
    former?.dispose();
    unread = await unreadOn(executor, loaded.compilation.losses);
    if (exchanged?.found) await next.takeUp(exchanged.found);
    else await next.timeline.begin();
    state.load(next, !request.fresh && !request.weights && next.trains);
    state.answer(request.generation);
    trainer.forget();
    if (exchanged) telemetry.tell({ type: 'exchanged', ...exchanged.told, kept: shelf.names });
    if (state.training) telemetry.frame();
    else {
      trainer.stop();
      trainer.settleSoon();
    }
    return { issues, restarted };
  }

  /**
   * An edit leaves the run behind as it was, and what is recorded of it. Whoever comes back to that network, data and
   * seed finds it so: by undo and, where the weights of now do not fit, by hand. What is too large is lost, unless it
   * goes on or can be drawn again.
   */
  async function exchange(
    former: Runtime,
    next: Runtime,
    goesBack: boolean,
  ): Promise<Exchanged | undefined> {
    const [theirs, own] = [former.replayKey, next.replayKey];
    const fits = weightNames(former.loaded.plan) === weightNames(next.loaded.plan);
    const found = theirs === own || (fits && !goesBack) ? undefined : shelf.take(own);
    const { executor, broken, timeline } = former;
    const { state } = timeline.left ?? (broken ? executor.good : executor);
    const worth = given || state.step > 0;
    // Of a run of which an earlier moment goes on the end stays behind.
    const { isVisiting } = timeline;
    if (!found && fits && !isVisiting && (theirs === own || !worth)) return undefined;
    const isKept = shelf.put(theirs, await laidAside(former));
    if (!found && !isKept && fits && !isVisiting) return undefined;
    const left = isKept ? { left: theirs } : worth ? { lost: true as const } : {};
    if (!found) return { told: left };
    await restoreCheckpoint(next.executor, next.loaded.compilation.key, found.checkpoint);
    return { told: { ...left, back: own }, found };
  }

  /** An executor with its weights drawn. */
  async function begin(loaded: Loaded, drive: Drive): ReturnType<typeof place> {
    const placed = await place(parts, loaded, drive);
    const { executor } = placed;
    if (!executor) return placed;
    try {
      await executor.initialise();
      return placed;
    } catch (error) {
      executor.dispose();
      // Others come in its place, and after some none: this ends.
      if (error instanceof LostThread) return begin(loaded, drive);
      return { issues: [internal('Starting the weights', error)] };
    }
  }

  async function repair(r: Runtime): Promise<Runtime | undefined> {
    const { executor, issues } = await place(parts, r.loaded);
    if (!executor) {
      state.fail();
      telemetry.trouble(...issues);
      return undefined;
    }
    return queue.hold(async () => {
      // Somebody else was first.
      if (state.runtime !== r) {
        executor.dispose();
        return state.runtime;
      }
      const { good, dataLoader, dials } = r.executor;
      executor.writeStorage(good.storage);
      await executor.resume(good.state, dataLoader.base);
      for (const [name, value] of dials) executor.setDial(name, value);
      try {
        r.dispose();
      } catch {
        // It is broken: nothing more can be freed.
      }
      const repaired = new Runtime(r.loaded, executor, budget);
      repaired.timeline.follow(r.timeline);
      state.repair(repaired);
      return repaired;
    });
  }

  return {
    load: (request, job) =>
      load(request, job).catch((error: unknown) => {
        state.answer(request.generation);
        const compilation = { ...NOTHING, issues: [internal('Loading', error)] };
        return reply(request, { compilation, made: new Map() });
      }),
    repair,
  };
}

/** The dials of a document: a replay from here on must not meet the former ones, nor begin in half a step. */
async function redial({ executor, cursor }: Runtime, { dials }: Plan): Promise<void> {
  if (!cursor.begun && (await executor.isFinite())) await executor.keepGood();
  executor.writeDials(dials);
}

/** Edit while training: what still fits goes on, with its step and epoch. */
async function takeOver(
  former: Runtime,
  loaded: Loaded,
  executor: Executor,
): Promise<readonly string[]> {
  const old = former.executor;
  const { plan } = old;
  const { state } = former.broken ? old.good : old;
  const read = former.broken
    ? readFrom(plan, old.good.storage)
    : await old.readTensors(plan.storage.map((v) => v.ref));
  const adoption = adopt(executor, plan, read);
  if (!adoption.kept) return [];
  const { step, slotsSince } = state;
  const sameRows =
    old.dataLoader.perEpoch === executor.dataLoader.perEpoch &&
    [...loaded.datasets].every(([node, d]) => former.loaded.datasets.get(node) === d);
  await executor.resume(
    { ...executor.state, step, slotsSince: adoption.slots ? slotsSince : step },
    sameRows ? old.dataLoader.base : { step, epoch: old.dataLoader.epoch(step) },
  );
  return adoption.restarted;
}

/** Data of nodes that are there and ask for it still: another choice is not what was shown before. */
const stillThere = (made: ReadonlyMap<string, Made>, { document }: LoadRequest) =>
  new Map(
    [...made].filter(([id, { choice }]) => {
      const node = Object.hasOwn(document.nodes, id) ? document.nodes[id] : undefined;
      return node && canonical(choiceOf(node.params)) === choice;
    }),
  );

/** Which weights and states a plan has, and of which shapes. */
const weightNames = ({ storage }: Plan): string =>
  storage
    .flatMap(({ name, slot, ref }) => (slot ? [] : [`${name} ${formatShape(ref.shape)}`]))
    .sort()
    .join();
