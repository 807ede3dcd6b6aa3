/**
 * Resident data and many training steps in one call. The rows of the data set lie in the module's memory
 * behind the plan, each table as wide as the input that takes its rows; a step gathers its batch from there,
 * so that nothing crosses to JavaScript between two steps. Addresses of tables are arguments of each call:
 * the code is the plan's alone, whatever the data.
 */
import { must } from '../../../src/base/assert.ts';
import type { Plan, Routine, TensorRef } from '../../../src/plan/plan.ts';
import { size } from '../../../src/tensor/shape.ts';
import type { HostInstance, ResidentData, Steps } from '../backend.ts';
import { lengthOf, orderLength } from '../memory.ts';
import { Body, type Callee } from './assembler/body.ts';

/** The functions that run many steps, and that fetch one batch, exported under these names. */
export const STEPS = 'steps';
export const FETCH = 'fetch';

/**
 * Parameters of `steps`. They are followed, as is the batch index of `fetch`, by the addresses of table and
 * order of each input.
 */
const [SEED, STEP, TIME, OPTIMISER_STEP, BATCH_INDEX, BATCHES, COUNT] = [
  0, 1, 2, 3, 4, 5, 6,
] as const;
/** Counts that dials show are numbers of 64 bits, rounded only when they are written. */
const PARAMS = ['i32', 'i32', 'f64', 'f64', 'i32', 'i32', 'i32'] as const;

/** Rows up to so many numbers are copied by unrolled vector moves; longer ones by `memory.copy`. */
const SHORT = 32;

type Start = (buffer: number) => number;
const addressIn =
  (start: Start) =>
  ({ buffer, offset }: TensorRef): number =>
    4 * (start(buffer) + offset);
const tablesOf = ({ inputs }: Routine) =>
  Object.keys(inputs).flatMap(() => ['i32', 'i32'] as const);

/** (batch index, …): the rows of a batch into the inputs. @param start the address of a buffer, in elements. */
export function fetchBody(plan: Plan, start: Start): Body {
  const routine = must(plan.routines.train, 'a training step');
  const f = new Body({ params: ['i32', ...tablesOf(routine)], results: [] });
  for (const [i, input] of Object.values(routine.inputs).entries())
    fetchRows(f, routine, input, addressIn(start)(input), 1 + 2 * i);
  return f;
}

/** @param train one step, (seed, step). @param fetch the rows of one. */
export function stepsBody(plan: Plan, train: Callee, fetch: Callee, start: Start): Body {
  const routine = must(plan.routines.train, 'a training step');
  const tables = tablesOf(routine);
  const f = new Body({ params: [...PARAMS, ...tables], results: ['i32'] });
  const dial = (name: string, value: number) => {
    const place = plan.dials[name];
    if (place)
      f.i32(0)
        .get(value)
        .op('f32.demote_f64')
        .memory('f32.store', 4 * start(place.buffer));
  };
  const done = f.local('i32');
  const fetched = f.local('i32');
  f.i32(-1).set(fetched).loop();
  dial('step', OPTIMISER_STEP);
  dial('time', TIME);
  // A data set of one batch is fetched once.
  f.get(BATCH_INDEX).get(fetched).op('i32.ne').if().get(BATCH_INDEX);
  for (const i of tables.keys()) f.get(PARAMS.length + i);
  f.call(fetch).get(BATCH_INDEX).set(fetched).end();
  f.get(SEED).get(STEP).call(train);

  const add = (local: number, type: 'i32' | 'f64') => {
    f.get(local);
    if (type === 'i32') f.i32(1).op('i32.add');
    else f.f64(1).op('f64.add');
    f.set(local);
  };
  add(STEP, 'i32');
  add(TIME, 'f64');
  add(OPTIMISER_STEP, 'f64');
  add(BATCH_INDEX, 'i32');
  add(done, 'i32');
  f.i32(0).get(BATCH_INDEX).get(BATCH_INDEX).get(BATCHES).op('i32.eq').select().set(BATCH_INDEX);
  f.get(done).get(COUNT).op('i32.lt_s');
  const { cost } = routine.results;
  if (cost) {
    // x − x is 0 for every finite x.
    const x = f.local('f32');
    f.i32(0).memory('f32.load', addressIn(start)(cost)).tee(x).get(x).op('f32.sub');
    f.f32(0).op('f32.eq').op('i32.and');
  }
  return f.brIf(0).end().get(done);
}

/** @param table the local with its address; the order's is in the next one, and the batch index in the first. */
function fetchRows(f: Body, { batch }: Routine, input: TensorRef, to: number, table: number): void {
  const width = size(input.shape) / batch;
  if (width === 0) return;
  const [order, into, from] = [f.local('i32'), f.local('i32'), f.local('i32')];
  f.get(table + 1)
    .get(0)
    .i32(4 * batch)
    .op('i32.mul')
    .op('i32.add')
    .set(order);
  f.i32(0).set(into).loop();
  f.get(table)
    .get(order)
    .memory('i32.load', 0)
    .i32(4 * width)
    .op('i32.mul')
    .op('i32.add')
    .set(from);
  if (width > SHORT)
    f.get(into)
      .i32(to)
      .op('i32.add')
      .get(from)
      .i32(4 * width)
      .copy();
  else {
    const move = (name: 'v128' | 'f32', at: number) =>
      f
        .get(into)
        .get(from)
        .memory(`${name}.load`, 4 * at)
        .memory(`${name}.store`, to + 4 * at);
    for (let at = 0; at + 4 <= width; at += 4) move('v128', at);
    // What is left over: one more vector that ends with the row, or single numbers.
    if (width % 4 && width > 4) move('v128', width - 4);
    else for (let at = width - (width % 4); at < width; at++) move('f32', at);
  }
  f.get(order).i32(4).op('i32.add').set(order);
  f.get(into)
    .i32(4 * width)
    .op('i32.add')
    .tee(into);
  f.i32(4 * batch * width)
    .op('i32.lt_u')
    .brIf(0)
    .end();
  for (const local of [order, into, from]) f.release(local);
}

/** The addresses of tables and orders, behind the plan's own memory, in bytes. */
interface ResidentLayout {
  /** Of each table, in the order of the data. */
  readonly tables: readonly number[];
  readonly orders: readonly number[];
  readonly end: number;
}

export function layOutResidentData(plan: Plan, data: ResidentData, from: number): ResidentLayout {
  let end = from;
  const take = (numbers: number): number => {
    const at = end;
    end += 16 * Math.ceil(numbers / 4);
    return at;
  };
  const tables = data.tables.map((t) =>
    take(lengthOf(must(plan.routines.train, 'rows to train on, and no training'), t)),
  );
  const orders = Array.from({ length: data.orders }, () => take(orderLength(plan, data)));
  return { tables, orders, end };
}

type Exports = Readonly<Record<string, (...args: number[]) => unknown>>;

/** Writes the tables; gives the orders, and the calls that fetch a batch and run steps over them, so many. */
export function bindResidentData(
  plan: Plan,
  data: ResidentData,
  placed: ResidentLayout,
  memory: ArrayBufferLike,
  exports: Exports,
): Pick<HostInstance, 'orders' | 'fetch'> & { readonly train: (steps: Steps) => number } {
  const { train } = plan.routines;
  data.tables.forEach((table, i) => {
    const length = lengthOf(must(train, 'a training step'), table);
    table.write(new Float32Array(memory, placed.tables[i], length));
  });
  const addresses = Object.keys(train?.inputs ?? {}).flatMap((input) => {
    const i = data.tables.findIndex((t) => t.input === input);
    const order = data.tables[i]?.order;
    return order === undefined ? [] : [placed.tables[i]!, placed.orders[order]!];
  });
  const call = (name: string) => {
    if (addresses.length !== 2 * Object.keys(train?.inputs ?? {}).length)
      throw new Error('internal: training without the rows of each input');
    return must(exports[name], 'the plan has no routine train');
  };
  return {
    orders: placed.orders.map((at) => new Uint32Array(memory, at, orderLength(plan, data))),
    fetch: (batchIndex) => void call(FETCH)(batchIndex, ...addresses),
    train({ seed, step, optimiserStep, batchIndex, count }) {
      if (count < 1) return 0;
      const { batches } = data;
      return call(STEPS)(
        seed,
        step,
        step,
        optimiserStep,
        batchIndex,
        batches,
        count,
        ...addresses,
      ) as number;
    },
  };
}
