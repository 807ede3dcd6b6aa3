/**
 * The thread pool: workers that instantiate a plan's module over its shared memory and stay in its
 * function `serve` (sharing.ts). A pool works for one instance at a time, the one that ran last. Nothing
 * waits for a worker to answer: one takes chunks from when it has started.
 */
import { JOB_SLOT } from './sharing.ts';

/** What a worker thread is sent: code, and the shared memory that it is instantiated over. */
export interface SharedProgram {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/** A thread that answers each program by `serve`. */
export interface WorkerThread {
  postMessage(program: SharedProgram): void;
  /** It ended, or could not start. */
  readonly lost: boolean;
  /** Ends it, whatever it does. */
  terminate(): void;
  /** Resolves when it has started, and when it is known that it cannot. */
  readonly ready: Promise<unknown>;
}

/** What a worker thread does with a program: returns when it is told to quit. */
export function serve({ module, memory }: SharedProgram): void {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  (exports as { readonly serve: () => void }).serve();
}

/** The job slot of an instance, as JavaScript sees it. */
export class JobSlot {
  readonly program: SharedProgram;
  readonly #words: Int32Array;

  /** @param at where the slot begins, in bytes. */
  constructor(program: SharedProgram, at: number) {
    this.program = program;
    this.#words = new Int32Array(program.memory.buffer, at);
  }

  /** How many worker threads are in `serve` at present. */
  get serving(): number {
    return Atomics.load(this.#words, JOB_SLOT.serving / 4);
  }

  /** How many chunks they have run. */
  get chunksRun(): number {
    return Atomics.load(this.#words, JOB_SLOT.chunksRun / 4);
  }

  /** Whether a thread took a chunk and never came back: what was computed since is not to be used. */
  get lost(): boolean {
    return Atomics.load(this.#words, JOB_SLOT.lost / 4) !== 0;
  }

  open(): void {
    Atomics.store(this.#words, JOB_SLOT.quit / 4, 0);
  }

  close(): void {
    Atomics.store(this.#words, JOB_SLOT.quit / 4, 1);
    Atomics.add(this.#words, JOB_SLOT.events / 4, 1);
    Atomics.notify(this.#words, JOB_SLOT.events / 4);
  }
}

/** How long `start` waits, in milliseconds; a worker that starts later takes chunks later. */
const START_TIMEOUT_MS = 500;
/** So often lost threads are replaced; then training goes on without them. */
const MOST_REPLACEMENTS = 3;

export class ThreadPool {
  /** Worker threads: those beside the one that trains. */
  readonly count: number;
  readonly #spawn: () => WorkerThread;
  #threads: readonly WorkerThread[] = [];
  #replacements = 0;
  #paused = false;
  #slot: JobSlot | undefined;

  /** @param spawn starts a thread; called when the first plan comes that pays for it. */
  constructor(count: number, spawn: () => WorkerThread) {
    this.count = count;
    this.#spawn = spawn;
  }

  /** Starts the threads. A worker may need the one that spawned it to be idle until it has started. */
  async start(): Promise<void> {
    const left = this.#threads.filter((t) => !t.lost);
    const wanted = this.#replacements > MOST_REPLACEMENTS ? 0 : this.count - left.length;
    this.#threads = [...left, ...Array.from({ length: wanted }, this.#spawn)];
    const timeout = new Promise((resolve) => setTimeout(resolve, START_TIMEOUT_MS));
    await Promise.race([Promise.all(this.#threads.map((t) => t.ready)), timeout]);
  }

  /** The slot that its threads take chunks from at present. */
  get slot(): JobSlot | undefined {
    return this.#slot;
  }

  /** Takes chunks from this slot from now on, and from no other. */
  attach(slot: JobSlot): void {
    if (this.#slot === slot || this.#paused) return;
    this.#slot?.close();
    this.#slot = slot;
    slot.open();
    for (const thread of this.#threads) thread.postMessage(slot.program);
  }

  /** Takes no chunks until it is told to again: the cores are wanted elsewhere. */
  pause(on: boolean): void {
    this.#paused = on;
    if (on && this.#slot) this.detach(this.#slot);
  }

  /** One of the threads is lost, nobody knows which: `start` spawns others for the next instance. */
  replaceLost(): void {
    for (const thread of this.#threads) thread.terminate();
    this.#threads = [];
    this.#slot = undefined;
    this.#replacements++;
  }

  detach(slot: JobSlot): void {
    if (this.#slot !== slot) return;
    slot.close();
    this.#slot = undefined;
  }
}
