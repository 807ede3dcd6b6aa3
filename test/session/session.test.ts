/** The page's end of the wire, over a real message channel to a real engine. */

import { Worker } from 'node:worker_threads';
import { type Endpoint, expose } from 'comlink';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import { at, last } from '../../src/base/ring.ts';
import { alike } from '../../src/base/words.ts';
import { createSession } from '../../src/session/connect.ts';
import { completed, extended } from '../../src/session/traces.ts';
import { createEngine } from '../../workers/engine/engine.ts';
import type { CurvePoint, EngineEvent } from '../../workers/engine/protocol.ts';
import { lineDocument, lineParts } from '../engine/line.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A session whose wires end at engines in this very process; `kill` does what a crash does. */
function session() {
  const workers: { kill: (reason: string) => void }[] = [];
  const made = createSession(() => {
    const { port1, port2 } = new MessageChannel();
    expose(createEngine(lineParts), port1);
    let death: (reason: string) => void = () => {};
    workers.push({
      kill: (reason) => {
        port1.close();
        death(reason);
      },
    });
    const close = () => {
      port1.close();
      port2.close();
    };
    closing.push(close);
    const onDeath = (callback: typeof death) => {
      death = callback;
    };
    return { endpoint: port2, onDeath, close };
  });
  closing.push(() => made.dispose());
  return { session: made, workers };
}
const until = async (done: () => boolean) => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 2));
};

test('loads, trains, fills rings and curves, and paints', async () => {
  const { session: s } = session();
  let painted = 0;
  s.onPaint(() => painted++);
  const reply = await s.engine.load({ document: lineDocument(), generation: s.nextGeneration() });
  expect(reply).toMatchObject({ generation: 1, status: 'ready' });
  expect(reply.moves).toHaveLength(5);
  await s.engine.watch(['e2'], 20);
  await s.engine.train(30);
  await until(() => s.curves().at(-1)?.step === 30);
  expect(s.curves().map((p) => p.step)).toEqual(Array.from({ length: 31 }, (_, i) => i));
  await until(() => s.edge('e2').gradient.length > 0);
  expect(last(s.edge('e2').gradient)).toBeGreaterThan(0);
  expect(at(s.edge('e2').value, 0)).toBeGreaterThan(0);
  expect(s.edge('e9').value.length).toBe(0);
  await until(() => painted > 0);
  s.clearCurves();
  expect(s.curves()).toEqual([]);
});

test('charts on wires end with the moment that is visited; those of the run come back with it', async () => {
  const { session: s } = session();
  await s.engine.load({ document: lineDocument(), generation: s.nextGeneration() });
  await s.engine.watch(['e2'], 20);
  // Each step is read where training is not behind its pace, which no stall of this machine makes it here.
  await s.engine.pace(3);
  const read = () => {
    const { step, value, gradient } = s.edge('e2');
    return Array.from({ length: step.length }, (_, i) =>
      [step, value, gradient].map((r) => at(r, i)),
    );
  };
  let shown = 0;
  s.onEvent((event) => {
    if (event.type === 'frame') shown = event.step;
  });
  const stands = (step: number) => until(() => shown === step && read().at(-1)?.[0] === step);
  await s.engine.train(4);
  await until(() => s.curves().at(-1)?.step === 4);
  await stands(4);
  const [curve, whole] = [s.curves(), read()];
  expect(whole.map(([step]) => step)).toEqual([1, 2, 3, 4]);
  await s.engine.visit(2);
  await stands(2);
  expect(s.curves()).toEqual(curve);
  expect(read()).toEqual(whole.slice(0, 2));
  await s.engine.visit(1);
  await stands(1);
  await s.engine.visit(3);
  await stands(3);
  expect(read()).toEqual(whole.slice(0, 3));
  // Others that are looked at now are read at that moment, too.
  await s.engine.watch(['e1', 'e2'], 20);
  await until(() => last(s.edge('e1').step) === 3);
  await s.engine.watch(['e2'], 20);
  await s.engine.visit(Number.POSITIVE_INFINITY);
  await stands(4);
  expect(read()).toEqual(whole);

  // Whoever goes on from a moment has what was read up to it; the former run has its own.
  await s.engine.visit(2);
  await stands(2);
  await s.engine.fork('former');
  await until(() => s.curves().at(-1)?.step === 2);
  expect(read()).toEqual(whole.slice(0, 2));
  await s.engine.dial('lr', 0.2);
  await s.engine.train(1);
  await stands(3);
  const other = read();
  await s.engine.exchange('former');
  await stands(4);
  expect(s.curves()).toEqual(curve);
  expect(read()).toEqual(whole);
  await s.engine.exchange('former');
  await stands(3);
  expect(read()).toEqual(other);
  await s.engine.reset('run');
  await until(() => shown === 0);
  expect(read()).toEqual([]);
  await s.engine.exchange('run');
  await stands(3);
  expect(read()).toEqual(other);
});

test('what was read of a wire has its step, and goes with the step that is taken back', async () => {
  const { session: s } = session();
  await s.engine.load({ document: lineDocument(), generation: s.nextGeneration() });
  await s.engine.watch(['e2'], 20);
  // Each step is read where training is not behind its pace, which no stall of this machine makes it here.
  await s.engine.pace(3);
  const { step, value, gradient } = s.edge('e2');
  const steps = () => Array.from({ length: step.length }, (_, i) => at(step, i));
  await s.engine.train(4);
  await until(() => last(step) === 4);
  expect(steps()).toEqual([1, 2, 3, 4]);
  for (const _ of 'moves') await s.engine.stepForward();
  await until(() => last(step) === 5);
  expect([value.length, gradient.length]).toEqual([5, 5]);
  const fifth = last(gradient);
  await s.engine.stepBack();
  await until(() => last(step) === 4);
  expect([value.length, gradient.length]).toEqual([4, 4]);
  await s.engine.stepForward();
  await until(() => last(step) === 5);
  expect(last(gradient)).toBe(fifth);
});

test('tensors cross the wire whole', async () => {
  const { session: s } = session();
  await s.engine.load({ document: lineDocument(), generation: s.nextGeneration() });
  const state = await s.engine.stepForward();
  expect(state).toMatchObject({ done: 1, total: 5 });
  const edge = await s.engine.inspectEdge('e2');
  expect(edge?.value?.data).toBeInstanceOf(Float32Array);
  expect(edge?.value?.data).toHaveLength(4);
  expect(edge?.gradient).toBeUndefined();
});

test('events of an older generation change nothing', async () => {
  const { session: s } = session();
  const heard: EngineEvent[] = [];
  const forget = s.onEvent((event) => void heard.push(event));
  await s.engine.load({ document: lineDocument(), generation: s.nextGeneration() });
  await until(() => heard.length > 0);
  s.nextGeneration();
  s.clearCurves();
  heard.length = 0;
  await s.engine.train(5);
  await s.engine.readWeights();
  expect(heard).toEqual([]);
  expect(s.curves()).toEqual([]);
  await s.engine.load({
    document: lineDocument({ batchSize: 3 }),
    generation: s.generation(),
  });
  await until(() => heard.length > 0);
  expect(heard.every((e) => e.generation === 2)).toBe(true);
  forget();
});

test('a worker that dies is told, answered for, replaced, and works again', async () => {
  const { session: s, workers } = session();
  const heard: EngineEvent[] = [];
  s.onEvent((event) => void heard.push(event));
  await s.engine.load({ document: lineDocument(), generation: s.nextGeneration() });
  await s.engine.watch(['e2'], 20);
  await s.engine.train(5);
  const weights = await s.engine.readWeights();
  workers[0]?.kill('out of memory');
  expect(workers).toHaveLength(2);
  const trouble = heard.find((e) => e.type === 'trouble');
  expect(trouble?.issues[0]).toMatchObject({ code: 'engine.died' });
  expect(sentenceOf(trouble!.issues[0]!)).toContain('out of memory');

  const reply = await s.engine.load({
    document: lineDocument(),
    generation: s.nextGeneration(),
    weights,
  });
  expect(reply.status).toBe('ready');
  expect(await s.engine.readWeights()).toEqual(weights);
  const rings = s.edge('e2').value.length;
  await s.engine.train(3);
  // What was watched is watched still.
  await until(() => s.edge('e2').value.length > rings);
});

test('what was asked of a worker that then dies is answered in its place', async () => {
  const { port1, port2 } = new MessageChannel();
  const deaths: ((reason: string) => void)[] = [];
  // Nobody listens at the other end.
  const s = createSession(() => ({
    endpoint: port2,
    onDeath: (callback) => void deaths.push(callback),
    close: () => {},
  }));
  const death = (reason: string) => deaths.at(-1)?.(reason);
  closing.push(() => {
    s.dispose();
    port1.close();
    port2.close();
  });
  const waiting = Promise.all([
    s.engine.load({ document: lineDocument(), generation: s.nextGeneration() }),
    s.engine.readWeights(),
    s.engine.stepForward(),
    s.engine.writeWeights({}),
  ]);
  death('it broke');
  const [reply, weights, state, issues] = await waiting;
  expect(reply).toMatchObject({ status: 'failed', generation: 1 });
  expect(reply.compilation.issues[0]?.code).toBe('engine.died');
  expect([weights, state, issues.length]).toEqual([{}, undefined, 1]);
  // One that never answers is not tried for ever, but again when somebody wishes for something.
  const codes: string[] = [];
  s.onEvent((e) => void (e.type === 'trouble' && codes.push(...e.issues.map((i) => i.code))));
  death('again');
  death('and again');
  expect(codes).toEqual(['engine.died', 'engine.unusable']);
  expect(deaths).toHaveLength(3);
  expect(await s.engine.inspectEdge('e1')).toBeUndefined();
  expect(deaths).toHaveLength(3);
  const another = s.engine.stepForward();
  expect(deaths).toHaveLength(4);
  death('still');
  expect(await another).toBeUndefined();
  expect(codes.at(-1)).toBe('engine.unusable');
  expect(deaths).toHaveLength(4);
});

/** A thread as a browser's worker is spoken to. */
const endpointOf = (thread: Worker): Endpoint => ({
  postMessage: (message) => thread.postMessage(message),
  addEventListener: (_, listener) =>
    void thread.on('message', (data) => {
      if (typeof listener === 'function') listener(new MessageEvent('message', { data }));
    }),
  removeEventListener: () => {},
});

const QUICK = { beat: 10, silence: 300, loading: 600, again: 30 };

describe.each(['spins', 'closes'])('a worker that %s', (how) => {
  test('is told, answered for and replaced after some silence', async () => {
    const threads: Worker[] = [];
    const s = createSession(() => {
      const { port1, port2 } = new MessageChannel();
      if (threads.length) {
        expose(createEngine(lineParts), port1);
        const close = () => port1.close();
        closing.push(close);
        return { endpoint: port2, onDeath: () => {}, close };
      }
      const thread = new Worker(new URL('./spinning.mjs', import.meta.url), { workerData: how });
      threads.push(thread);
      const endpoint = endpointOf(thread);
      return { endpoint, onDeath: () => {}, close: () => void thread.terminate() };
    }, QUICK);
    closing.push(() => s.dispose());
    const codes: string[] = [];
    s.onEvent((e) => void (e.type === 'trouble' && codes.push(...e.issues.map((i) => i.code))));
    const [thread] = threads;
    const gone = new Promise((resolve) => thread?.once('exit', resolve));
    expect(await s.engine.readWeights()).toEqual({});
    await gone;
    expect(codes).toEqual(['engine.silent']);
    const load = { document: lineDocument(), generation: s.nextGeneration() };
    expect(await s.engine.load(load)).toMatchObject({ status: 'ready' });
    expect(Object.keys(await s.engine.readWeights()).length).toBeGreaterThan(0);
  });
});

test('a worker that hangs while it loads a document is found out like any other', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  try {
    const { port1, port2 } = new MessageChannel();
    // Nobody listens at the other end: it was asked to load, and says nothing more.
    const s = createSession(() => ({ endpoint: port2, onDeath: () => {}, close: () => {} }));
    closing.push(() => {
      s.dispose();
      port1.close();
      port2.close();
    });
    const codes: string[] = [];
    s.onEvent((e) => void (e.type === 'trouble' && codes.push(...e.issues.map((i) => i.code))));
    const reply = s.engine.load({ document: lineDocument(), generation: s.nextGeneration() });
    vi.advanceTimersByTime(9_000);
    expect(codes).toEqual([]);
    vi.advanceTimersByTime(7_000);
    expect(codes).toEqual(['engine.silent']);
    expect(await reply).toMatchObject({ status: 'failed' });
  } finally {
    vi.useRealTimers();
  }
});

test('a worker that is heard from time to time is not taken for one that hangs', async () => {
  // Nobody answers what is asked, but it tells of itself.
  let frames = 0;
  const { port1, port2 } = new MessageChannel();
  const listeners: ((event: EngineEvent) => void)[] = [];
  const engine = {
    listen: (listener: (event: EngineEvent) => void) => void listeners.push(listener),
    beat: () => new Promise(() => {}),
    pause: () => new Promise(() => {}),
  };
  expose(engine, port1);
  const s = createSession(
    () => ({ endpoint: port2, onDeath: () => {}, close: () => port1.close() }),
    QUICK,
  );
  closing.push(() => s.dispose());
  const codes: string[] = [];
  s.onEvent((e) => {
    if (e.type === 'trouble') codes.push(...e.issues.map((i) => i.code));
    else frames++;
  });
  const issue = { severity: 'info', code: 'stopped', sentence: alike('') } as const;
  const timer = setInterval(() => {
    for (const l of listeners) l({ type: 'stopped', generation: 0, issue });
  }, 20);
  closing.push(() => clearInterval(timer));
  await until(() => frames > 40);
  expect(codes).toEqual([]);
  clearInterval(timer);
  await until(() => codes.length > 0);
  expect(codes[0]).toBe('engine.silent');
});

test('a worker whose script cannot be loaded is told, and tried again until it can', async () => {
  let drawn = 0;
  let network = false;
  const s = createSession(() => {
    drawn++;
    const { port1, port2 } = new MessageChannel();
    if (network) expose(createEngine(lineParts), port1);
    const close = () => port1.close();
    closing.push(close);
    return {
      endpoint: port2,
      onDeath: (callback) => {
        if (!network) setTimeout(() => callback('it could not be loaded'));
      },
      close,
    };
  }, QUICK);
  closing.push(() => s.dispose());
  const codes: string[] = [];
  s.onEvent((e) => void (e.type === 'trouble' && codes.push(...e.issues.map((i) => i.code))));
  const request = { document: lineDocument(), generation: s.nextGeneration() };
  expect(await s.engine.load(request)).toMatchObject({ status: 'failed' });
  await until(() => drawn >= 5);
  expect(codes.filter((c) => c === 'engine.unusable').length).toBeGreaterThanOrEqual(2);
  expect(codes).not.toContain('engine.back');
  network = true;
  await until(() => codes.at(-1) === 'engine.back');
  expect(await s.engine.load(request)).toMatchObject({ status: 'ready' });
});

test('where no worker can be started, what is asked over and over starts none; a person’s wish does', async () => {
  let drawn = 0;
  const s = createSession(
    () => {
      drawn++;
      const { port1, port2 } = new MessageChannel();
      const close = () => port1.close();
      closing.push(close);
      return {
        endpoint: port2,
        onDeath: (callback) => void setTimeout(() => callback('it could not be loaded')),
        close,
      };
    },
    // No attempt by itself for as long as this takes.
    { ...QUICK, again: 1_000_000 },
  );
  closing.push(() => s.dispose());
  const codes: string[] = [];
  s.onEvent((e) => void (e.type === 'trouble' && codes.push(...e.issues.map((i) => i.code))));
  await until(() => codes.at(-1) === 'engine.unusable');
  const tried = drawn;
  const polls = () =>
    Promise.all([
      s.engine.watch(['e2'], 20),
      s.engine.inspectNode('neuron1'),
      s.engine.inspectInside('neuron1', 0),
      s.engine.inspectEdge('e2'),
      s.engine.explain([0]),
      s.engine.plan('train'),
      s.engine.code('train', 0),
      s.engine.measure('train', 0),
      s.engine.map({} as never),
      s.engine.readWeights(),
      s.engine.readCheckpoint(),
      s.engine.dial('lr', 1),
      s.engine.throttle(true),
      s.engine.frameRate(3),
      s.engine.beat(),
      s.engine.pause(),
      s.engine.leaveStepping(),
    ]);
  for (let i = 0; i < 3; i++) {
    await polls();
    await new Promise((resolve) => setTimeout(resolve));
  }
  expect(drawn).toBe(tried);
  const wishes = [
    () => s.engine.load({ document: lineDocument(), generation: s.nextGeneration() }),
    () => s.engine.train(),
    () => s.engine.reset(),
    () => s.engine.takeBest(),
    () => s.engine.exchange('r1'),
    () => s.engine.stepForward(),
    () => s.engine.stepBack(),
    () => s.engine.runTo('neuron1'),
    () => s.engine.writeWeights({}),
  ];
  for (const wish of wishes) {
    const before = drawn;
    await wish();
    expect(drawn).toBe(before + 1);
    await polls();
    expect(drawn).toBe(before + 1);
  }
});

test('curves stay below their limit, keep their ends, and end where a step back or reset says', () => {
  const point = (step: number): CurvePoint => ({
    step,
    epoch: 0,
    cost: step,
    objective: Number.NaN,
    accuracy: Number.NaN,
    // Measured now and then: those points are few, and stay.
    validationCost: Number.isInteger(Math.log2(step)) ? step : Number.NaN,
    validationAccuracy: Number.NaN,
  });
  let curve: readonly CurvePoint[] = [];
  for (let step = 10; step <= 20_000; step += 10)
    curve = extended(
      curve,
      step,
      Array.from({ length: 10 }, (_, i) => point(step - 9 + i)),
    );
  expect(curve.length).toBeLessThanOrEqual(4_000);
  expect(curve[0]?.step).toBe(1);
  expect(curve.at(-1)?.step).toBe(20_000);
  // The first steps are apart on a logarithmic axis, and the rest nowhere far apart.
  const steps = curve.map((p) => p.step);
  for (let step = 1; step <= 50; step++) expect(steps).toContain(step);
  expect(Math.max(...steps.slice(1).map((s, i) => s - steps[i]!))).toBeLessThan(20_000 / 500);
  const measured = curve.filter((p) => !Number.isNaN(p.validationCost)).map((p) => p.step);
  for (let step = 1; step <= 16_384; step *= 2) expect(measured).toContain(step);
  expect(curve.every((p, i) => i === 0 || p.step > (curve[i - 1]?.step ?? 0))).toBe(true);
  expect(extended([1, 2, 3].map(point), 1, []).map((p) => p.step)).toEqual([1]);
  expect(extended([1, 2, 3].map(point), 0, [point(0)]).map((p) => p.step)).toEqual([0]);
  expect(extended([1, 2, 3].map(point), 3, [point(3)]).map((p) => p.step)).toEqual([1, 2, 3]);
});

test('a point that comes again keeps what was looked at for its step', () => {
  const bare = {
    step: 7,
    epoch: 1,
    cost: 0.5,
    objective: Number.NaN,
    accuracy: Number.NaN,
    validationCost: Number.NaN,
    validationAccuracy: Number.NaN,
  };
  const known = { ...bare, accuracy: 1, validationCost: 0.25 };
  expect(completed(bare, known)).toEqual(known);
  // Another cost is another network's, or other weights'.
  expect(completed({ ...bare, cost: 0.4 }, known).accuracy).toBeNaN();
  // The frame has the latest that is known: what was measured at another step is no dot of this one.
  const late = { ...bare, accuracy: 0.5, validationCost: 9, validationAccuracy: 0.5 };
  expect(completed(late, undefined)).toEqual(bare);
  expect(completed(late, bare)).toEqual(bare);
  expect(completed(late, known)).toEqual(known);
});
