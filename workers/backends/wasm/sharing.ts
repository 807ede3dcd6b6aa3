/**
 * Kernels shared by threads. Who runs a routine puts a job on the board: a function of the table and a
 * number of chunks. Any thread at hand takes chunk after chunk, who put it there as well, and goes on when
 * all are done. So nobody waits for a thread that is busy elsewhere or has not begun yet, and since a
 * chunk is the same code over the same points whoever runs it (walk.ts), the numbers are the same with
 * any number of threads.
 */
import { costOfKernel } from '../../../src/plan/cost.ts';
import type { Kernel } from '../../../src/plan/plan.ts';
import { Body } from './assembler/body.ts';
import type { Module } from './assembler/module.ts';
import { MOMENT_AND_ROW } from './values.ts';

/** The function in which a helping thread stays: exported under this name. */
export const SERVE = 'serve';

/** Bytes of a board; it begins at a multiple of them. Words that different threads write lie apart. */
export const BOARD = 320;
const LINE = 64;

/** Places on a board, in bytes. */
export const PLACES = {
  /** i64: the job, its chunks, and the next chunk that nobody has taken. */
  ticket: 0,
  done: LINE,
  seed: 2 * LINE,
  step: 2 * LINE + 4,
  /** Who sleeps waits for this to change. */
  bell: 3 * LINE,
  asleep: 3 * LINE + 4,
  quit: 3 * LINE + 8,
  /** Not 0 once a chunk was waited for in vain. */
  lost: 3 * LINE + 12,
  /** Threads that serve at present. */
  present: 4 * LINE,
  /** Chunks that they have run. */
  helped: 4 * LINE + 4,
} as const;

const FIELD = 20n;
const MASK = (1 << Number(FIELD)) - 1;
/** Looks at the board before a thread lies down: some 40 µs, about what waking it takes in a browser. */
const LOOKS = 40_000;
/** Nanoseconds for which one rests that waits for a chunk: the thread that has it may need this very core. */
const REST = 50_000n;
/** After so many such rests they become longer. */
const SHORT_RESTS = 2_000;
const LONG_REST = 10_000_000n;
/**
 * Rests in which no chunk was done, after which the thread that has it is taken for lost: some 5 s. Whoever
 * waits then goes on as if it had come, and says that the numbers are no good.
 */
const MOST_RESTS = SHORT_RESTS + 500;

/** Microseconds, roughly, of a kernel on one thread. */
export function microseconds(kernel: Kernel): number {
  const { flops, bytes } = costOfKernel(kernel);
  return Math.max(flops / 25_000, bytes / 10_000);
}
const MOST_CHUNKS = 64;

/** Into how many chunks a kernel is best cut, each of half of `least` microseconds; 1 where it takes less. */
export function chunksFor(kernel: Kernel, least: number): number {
  // Two threads may be asked for the same row.
  if (kernel.results.some((r) => r.to.indirect)) return 1;
  // Most kernels are too small for anybody to count their operations.
  if (kernel.axes.reduce((n, d) => n * d, 1) < 300 * least) return 1;
  const time = microseconds(kernel);
  if (time < least) return 1;
  return Math.max(2, Math.min(MOST_CHUNKS, Math.round((2 * time) / least)));
}

export interface Sharing {
  /** (seed, step): runs all chunks of a job, with whoever helps. */
  share(job: number, chunks: number): Body;
}

/** @param board where it begins, in bytes. */
export function sharing(module: Module, board: number): Sharing {
  const at = (place: keyof typeof PLACES) => board + PLACES[place];
  const next = taking(module, at);
  const put = module.add(putBody(at, next));
  module.export(SERVE, module.add(serveBody(at, next)));
  return {
    share(job, chunks) {
      const ticket = (BigInt(job) << (2n * FIELD)) | (BigInt(chunks) << FIELD);
      return new Body({ params: ['i32', 'i32'], results: [] })
        .get(0)
        .get(1)
        .i64(ticket)
        .i32(chunks)
        .call(put);
    },
  };
}

type At = (place: keyof typeof PLACES) => number;

/** Code that takes a chunk, if any is left, and runs it: leaves whether it did on the stack. */
type Next = (f: Body, moment: () => void) => Body;

function taking(module: Module, at: At): Next {
  return (f, moment) => {
    const ticket = f.local('i64');
    f.i32(at('ticket')).i64(1n).memory('i64.atomic.rmw.add', 0).set(ticket);
    left(f, ticket).if('i32');
    moment();
    f.get(ticket).op('i32.wrap_i64').i32(MASK).op('i32.and');
    f.get(ticket)
      .i64(2n * FIELD)
      .op('i64.shr_u')
      .op('i32.wrap_i64');
    f.callIndirect(module.type(MOMENT_AND_ROW), MOMENT_AND_ROW);
    f.i32(1).else().i32(0).end();
    f.release(ticket);
    return f;
  };
}

/** Whether the ticket has a chunk that nobody has taken. */
function left(f: Body, ticket: number): Body {
  f.get(ticket).op('i32.wrap_i64').i32(MASK).op('i32.and');
  f.get(ticket).i64(FIELD).op('i64.shr_u').op('i32.wrap_i64').i32(MASK).op('i32.and');
  return f.op('i32.lt_u');
}

/** (seed, step, ticket, chunks): puts the job there, works on it, and waits for the last chunk. */
function putBody(at: At, next: Next): Body {
  const [SEED, STEP, TICKET, CHUNKS] = [0, 1, 2, 3] as const;
  const f = new Body({ params: ['i32', 'i32', 'i64', 'i32'], results: [] });
  const own = f.local('i32');
  f.i32(at('done')).i32(0).memory('i32.atomic.store', 0);
  f.i32(at('seed')).get(SEED).memory('i32.atomic.store', 0);
  f.i32(at('step')).get(STEP).memory('i32.atomic.store', 0);
  f.i32(at('ticket')).get(TICKET).memory('i64.atomic.store', 0);
  f.i32(at('asleep')).memory('i32.atomic.load', 0).if();
  ring(f, at).end();
  f.i32(0).set(own).loop();
  next(f, () => f.get(SEED).get(STEP)).if();
  f.get(own).i32(1).op('i32.add').set(own).i32(1).brIf(1).end().end();
  f.i32(at('done')).get(own).memory('i32.atomic.rmw.add', 0).set(own);
  const done = own;
  const [looks, rests, seen, old] = [
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  f.i32(0).set(looks).i32(0).set(rests).get(done).set(seen);
  f.loop().i32(at('done')).memory('i32.atomic.load', 0).tee(done).get(CHUNKS).op('i32.ne').if();
  f.get(looks).i32(1).op('i32.add').tee(looks).i32(LOOKS).op('i32.ge_s').if();
  f.get(done).get(seen).op('i32.ne').if().get(done).set(seen).i32(0).set(rests).end();
  f.get(rests).i32(1).op('i32.add').set(rests);
  f.i32(at('done')).get(done);
  f.i64(REST).i64(LONG_REST).get(rests).i32(SHORT_RESTS).op('i32.lt_s').select();
  f.memory('memory.atomic.wait32', 0).set(old).end();
  f.get(rests).i32(MOST_RESTS).op('i32.ge_s').if();
  f.i32(at('lost')).i32(1).memory('i32.atomic.store', 0).end();
  return f.get(rests).i32(MOST_RESTS).op('i32.lt_s').brIf(1).end().end();
}

/** Wakes all that sleep. */
function ring(f: Body, at: At): Body {
  const woken = f.local('i32');
  f.i32(at('bell')).i32(1).memory('i32.atomic.rmw.add', 0).set(woken);
  f.i32(at('bell')).i32(-1).memory('memory.atomic.notify', 0).set(woken);
  f.release(woken);
  return f;
}

/** (): runs chunks until told to quit. */
function serveBody(at: At, next: Next): Body {
  const f = new Body({ params: [], results: [] });
  const [ticket, looks, bell, old] = [
    f.local('i64'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  const count = (place: keyof typeof PLACES, by: number) =>
    f.i32(at(place)).i32(by).memory('i32.atomic.rmw.add', 0).set(old);
  const work = () => {
    f.i32(at('ticket')).memory('i64.atomic.load', 0).set(ticket);
    return left(f, ticket);
  };
  const moment = () => {
    f.i32(at('seed')).memory('i32.atomic.load', 0);
    f.i32(at('step')).memory('i32.atomic.load', 0);
  };
  count('present', 1);
  f.loop();
  work().if();
  next(f, moment).if();
  count('helped', 1);
  count('done', 1).end();
  f.i32(0).set(looks).else();
  f.get(looks).i32(1).op('i32.add').tee(looks).i32(LOOKS).op('i32.ge_s').if();
  // Whoever puts a job there after this last look at the board sees that somebody sleeps.
  f.i32(0).set(looks).i32(at('bell')).memory('i32.atomic.load', 0).set(bell);
  count('asleep', 1);
  work().i32(at('quit')).memory('i32.atomic.load', 0).op('i32.or').op('i32.eqz').if();
  f.i32(at('bell')).get(bell).i64(-1n).memory('memory.atomic.wait32', 0).set(old).end();
  count('asleep', -1).end().end();
  f.i32(at('quit')).memory('i32.atomic.load', 0).op('i32.eqz').brIf(0).end();
  count('present', -1);
  return f;
}
