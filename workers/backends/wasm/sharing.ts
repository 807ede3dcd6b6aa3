/**
 * Kernels shared by threads, dynamically scheduled in chunks (as OpenMP's `schedule(dynamic)`). Whoever
 * runs a routine submits a job, a function of the table and a number of chunks, to the job slot; worker
 * threads and the submitter itself claim chunk after chunk by one atomic addition, and the submitter goes
 * on when all are done. So nothing waits for a thread that is busy elsewhere or has not started yet, and
 * since a chunk is the same code over the same points whichever thread runs it (walk.ts), the numbers are
 * the same with any number of threads.
 *
 * Idle threads spin, then sleep on an event count: they read it, check for work once more, and wait for it
 * to change, so that a job submitted in between is not missed.
 */
import { costOfKernel } from '../../../src/plan/cost.ts';
import { Body } from './assembler/body.ts';
import type { Module } from './assembler/module.ts';
import type { Kernel } from './lowered.ts';
import { INDEXED_SIGNATURE } from './values.ts';

/** The function that a worker thread stays in: exported under this name. */
const SERVE = 'serve';

/**
 * Bytes of a job slot; it begins at a multiple of them. Words that different threads write lie on cache
 * lines of their own.
 */
export const JOB_SLOT_BYTES = 320;
/** Bytes of a cache line. */
const LINE = 64;

/** Where the words of a job slot lie, in bytes from its beginning. */
export const JOB_SLOT = {
  /** i64: place of the job in the table, number of its chunks, number of the next chunk to claim. */
  ticket: 0,
  /** Chunks of the job that are done. */
  done: LINE,
  seed: 2 * LINE,
  step: 2 * LINE + 4,
  /** The event count: a sleeping thread waits for it to change. */
  events: 3 * LINE,
  sleeping: 3 * LINE + 4,
  quit: 3 * LINE + 8,
  /** Not 0 once waiting for a chunk timed out. */
  lost: 3 * LINE + 12,
  /** Worker threads in `serve` at present. */
  serving: 4 * LINE,
  /** Chunks that worker threads have run. */
  chunksRun: 4 * LINE + 4,
} as const;

/** Bits of the two counts in a ticket; the job stands above them. */
const COUNT_BITS = 20n;
const COUNT_MASK = (1 << Number(COUNT_BITS)) - 1;
/** Turns that an idle thread spins before it sleeps: some 40 µs, about what waking it takes in a browser. */
const SPINS = 40_000;
/**
 * How long the submitter sleeps between two checks for the last chunk: the thread that runs it may need
 * this very core.
 */
const SLEEP_NS = 50_000n;
/** After so many such sleeps they become longer. */
const SHORT_SLEEPS = 2_000;
const LONG_SLEEP_NS = 10_000_000n;
/**
 * Sleeps in which no chunk was done, after which the thread that runs it is taken for lost: some 5 s. The
 * submitter then goes on as if it were done, and flags the numbers as invalid.
 */
const SLEEPS_UNTIL_LOST = SHORT_SLEEPS + 500;

/** Microseconds of a kernel on one thread, estimated from its operations and bytes. */
export function microseconds(kernel: Kernel): number {
  const { flops, bytes } = costOfKernel(kernel);
  return Math.max(flops / 25_000, bytes / 10_000);
}
const MOST_CHUNKS = 64;

/** Into how many chunks a kernel is cut, each of half of `least` microseconds; 1 where all of it takes less. */
export function chunksFor(kernel: Kernel, least: number): number {
  // A scatter: two chunks may add to the same row.
  if (kernel.results.some((r) => r.to.indirect)) return 1;
  // Most kernels are too small to pay even for counting their operations.
  if (kernel.axes.reduce((n, d) => n * d, 1) < 300 * least) return 1;
  const time = microseconds(kernel);
  if (time < least) return 1;
  return Math.max(2, Math.min(MOST_CHUNKS, Math.round((2 * time) / least)));
}

export interface Sharing {
  /** The body of (seed, step): submits a job and returns when all its chunks are done. */
  share(job: number, chunks: number): Body;
}

/** @param slot where the job slot begins, in bytes. */
export function sharing(module: Module, slot: number): Sharing {
  const at = (word: Word) => slot + JOB_SLOT[word];
  const claim = claiming(module, at);
  const submit = module.add(submitBody(at, claim));
  module.export(SERVE, module.add(serveBody(at, claim)));
  return {
    share(job, chunks) {
      const ticket = (BigInt(job) << (2n * COUNT_BITS)) | (BigInt(chunks) << COUNT_BITS);
      return new Body({ params: ['i32', 'i32'], results: [] })
        .get(0)
        .get(1)
        .i64(ticket)
        .i32(chunks)
        .call(submit);
    },
  };
}

type Word = keyof typeof JOB_SLOT;
type At = (word: Word) => number;

/**
 * Code that claims a chunk, if any is left, and runs it: leaves whether it did on the stack.
 * @param pushCounter leaves seed and step on the stack
 */
type Claim = (f: Body, pushCounter: () => void) => Body;

function claiming(module: Module, at: At): Claim {
  return (f, pushCounter) => {
    const ticket = f.local('i64');
    f.i32(at('ticket')).i64(1n).memory('i64.atomic.rmw.add', 0).set(ticket);
    hasChunk(f, ticket).if('i32');
    pushCounter();
    f.get(ticket).op('i32.wrap_i64').i32(COUNT_MASK).op('i32.and');
    f.get(ticket)
      .i64(2n * COUNT_BITS)
      .op('i64.shr_u')
      .op('i32.wrap_i64');
    f.callIndirect(module.type(INDEXED_SIGNATURE), INDEXED_SIGNATURE);
    f.i32(1).else().i32(0).end();
    f.release(ticket);
    return f;
  };
}

/** Whether the ticket has a chunk that no thread has claimed. */
function hasChunk(f: Body, ticket: number): Body {
  f.get(ticket).op('i32.wrap_i64').i32(COUNT_MASK).op('i32.and');
  f.get(ticket).i64(COUNT_BITS).op('i64.shr_u').op('i32.wrap_i64').i32(COUNT_MASK).op('i32.and');
  return f.op('i32.lt_u');
}

/** (seed, step, ticket, chunks): submits the job, runs chunks of it, and waits for the last one. */
function submitBody(at: At, claim: Claim): Body {
  const [SEED, STEP, TICKET, CHUNKS] = [0, 1, 2, 3] as const;
  const f = new Body({ params: ['i32', 'i32', 'i64', 'i32'], results: [] });
  const own = f.local('i32');
  f.i32(at('done')).i32(0).memory('i32.atomic.store', 0);
  f.i32(at('seed')).get(SEED).memory('i32.atomic.store', 0);
  f.i32(at('step')).get(STEP).memory('i32.atomic.store', 0);
  f.i32(at('ticket')).get(TICKET).memory('i64.atomic.store', 0);
  f.i32(at('sleeping')).memory('i32.atomic.load', 0).if();
  wakeAll(f, at).end();
  f.i32(0).set(own).loop();
  claim(f, () => f.get(SEED).get(STEP)).if();
  f.get(own).i32(1).op('i32.add').set(own).i32(1).brIf(1).end().end();
  f.i32(at('done')).get(own).memory('i32.atomic.rmw.add', 0).set(own);
  const done = own;
  const [spins, sleeps, seen, old] = [
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  f.i32(0).set(spins).i32(0).set(sleeps).get(done).set(seen);
  f.loop().i32(at('done')).memory('i32.atomic.load', 0).tee(done).get(CHUNKS).op('i32.ne').if();
  f.get(spins).i32(1).op('i32.add').tee(spins).i32(SPINS).op('i32.ge_s').if();
  f.get(done).get(seen).op('i32.ne').if().get(done).set(seen).i32(0).set(sleeps).end();
  f.get(sleeps).i32(1).op('i32.add').set(sleeps);
  f.i32(at('done')).get(done);
  f.i64(SLEEP_NS).i64(LONG_SLEEP_NS).get(sleeps).i32(SHORT_SLEEPS).op('i32.lt_s').select();
  f.memory('memory.atomic.wait32', 0).set(old).end();
  f.get(sleeps).i32(SLEEPS_UNTIL_LOST).op('i32.ge_s').if();
  f.i32(at('lost')).i32(1).memory('i32.atomic.store', 0).end();
  return f.get(sleeps).i32(SLEEPS_UNTIL_LOST).op('i32.lt_s').brIf(1).end().end();
}

/** Wakes all sleeping threads. */
function wakeAll(f: Body, at: At): Body {
  const woken = f.local('i32');
  f.i32(at('events')).i32(1).memory('i32.atomic.rmw.add', 0).set(woken);
  f.i32(at('events')).i32(-1).memory('memory.atomic.notify', 0).set(woken);
  f.release(woken);
  return f;
}

/** (): runs chunks until told to quit. */
function serveBody(at: At, claim: Claim): Body {
  const f = new Body({ params: [], results: [] });
  const [ticket, spins, events, old] = [
    f.local('i64'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  const count = (word: Word, by: number) =>
    f.i32(at(word)).i32(by).memory('i32.atomic.rmw.add', 0).set(old);
  const hasWork = () => {
    f.i32(at('ticket')).memory('i64.atomic.load', 0).set(ticket);
    return hasChunk(f, ticket);
  };
  const pushCounter = () => {
    f.i32(at('seed')).memory('i32.atomic.load', 0);
    f.i32(at('step')).memory('i32.atomic.load', 0);
  };
  count('serving', 1);
  f.loop();
  hasWork().if();
  claim(f, pushCounter).if();
  count('chunksRun', 1);
  count('done', 1).end();
  f.i32(0).set(spins).else();
  f.get(spins).i32(1).op('i32.add').tee(spins).i32(SPINS).op('i32.ge_s').if();
  // Whoever submits a job after this last check sees that a thread sleeps.
  f.i32(0).set(spins).i32(at('events')).memory('i32.atomic.load', 0).set(events);
  count('sleeping', 1);
  hasWork().i32(at('quit')).memory('i32.atomic.load', 0).op('i32.or').op('i32.eqz').if();
  f.i32(at('events')).get(events).i64(-1n).memory('memory.atomic.wait32', 0).set(old).end();
  count('sleeping', -1).end().end();
  f.i32(at('quit')).memory('i32.atomic.load', 0).op('i32.eqz').brIf(0).end();
  count('serving', -1);
  return f;
}
