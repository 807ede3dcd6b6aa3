/**
 * Threads that help: workers that instantiate a plan's module over its shared memory and stay in its
 * function `serve` (sharing.ts). A crew helps one instance at a time, the one that ran last. Whoever
 * waits for nothing from them needs no answer: they come when they have begun.
 */
import { PLACES } from './sharing.ts';

/** What a helping thread is sent. */
export interface Call {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/** A thread that answers each call by `serve`. */
export interface Hand {
  postMessage(call: Call): void;
  /** It ended, or could not begin. */
  readonly lost: boolean;
  /** Ends it, whatever it does. */
  dismiss(): void;
  /** Resolves when it has begun, and when it is known that it cannot. */
  readonly begun: Promise<unknown>;
}

/** What a hand does with a call: comes back when it is told to quit. */
export function serve({ module, memory }: Call): void {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  (exports as { readonly serve: () => void }).serve();
}

/** What a crew can work on. */
export class Board {
  readonly call: Call;
  readonly #words: Int32Array;

  /** @param at where the board begins, in bytes. */
  constructor(call: Call, at: number) {
    this.call = call;
    this.#words = new Int32Array(call.memory.buffer, at);
  }

  /** How many threads serve at present, beside the one that runs. */
  get present(): number {
    return Atomics.load(this.#words, PLACES.present / 4);
  }

  /** How many chunks they have run. */
  get helped(): number {
    return Atomics.load(this.#words, PLACES.helped / 4);
  }

  /** Whether a thread took a chunk and never came back: what was computed since is not to be used. */
  get lost(): boolean {
    return Atomics.load(this.#words, PLACES.lost / 4) !== 0;
  }

  open(): void {
    Atomics.store(this.#words, PLACES.quit / 4, 0);
  }

  close(): void {
    Atomics.store(this.#words, PLACES.quit / 4, 1);
    Atomics.add(this.#words, PLACES.bell / 4, 1);
    Atomics.notify(this.#words, PLACES.bell / 4);
  }
}

/** Milliseconds; who begins later helps later. */
const PATIENCE = 500;
/** So often threads that were lost are replaced; then one goes on without. */
const RENEWALS = 3;

export class Crew {
  /** Threads beside the one that runs. */
  readonly count: number;
  readonly #hire: () => Hand;
  #hands: readonly Hand[] = [];
  #renewals = 0;
  #resting = false;
  #board: Board | undefined;

  /** @param hire starts one; asked when the first plan comes that pays for it. */
  constructor(count: number, hire: () => Hand) {
    this.count = count;
    this.#hire = hire;
  }

  /** Starts the threads. A worker may need the one that started it to stand still until it has begun. */
  async gather(): Promise<void> {
    const left = this.#hands.filter((h) => !h.lost);
    const wanted = this.#renewals > RENEWALS ? 0 : this.count - left.length;
    this.#hands = [...left, ...Array.from({ length: wanted }, this.#hire)];
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
    await Promise.race([Promise.all(this.#hands.map((h) => h.begun)), late]);
  }

  /** What it helps with at present. */
  get board(): Board | undefined {
    return this.#board;
  }

  /** Helps with this from now on, and with nothing else. */
  attend(board: Board): void {
    if (this.#board === board || this.#resting) return;
    this.#board?.close();
    this.#board = board;
    board.open();
    for (const hand of this.#hands) hand.postMessage(board.call);
  }

  /** Helps with nothing until it is told to again: the cores are wanted elsewhere. */
  rest(on: boolean): void {
    this.#resting = on;
    if (on && this.#board) this.leave(this.#board);
  }

  /** One of them is lost, nobody knows which: others come with the next board. */
  renew(): void {
    for (const hand of this.#hands) hand.dismiss();
    this.#hands = [];
    this.#board = undefined;
    this.#renewals++;
  }

  leave(board: Board): void {
    if (this.#board !== board) return;
    board.close();
    this.#board = undefined;
  }
}
