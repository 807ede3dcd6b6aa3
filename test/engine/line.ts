/**
 * A plan written by hand: y = w·x with MSE and SGD, so that the engine can be tested without the
 * compiler. `train` adds up in another order than `watch`, as a fused step does: whoever lets a look
 * take part in training will see it in the last bits.
 */

import { ok } from '../../src/base/issue.ts';
import { alike } from '../../src/base/words.ts';
import { planCheckWith } from '../../src/compile/check-plans.ts';
import type { Compilation } from '../../src/compile/compilation.ts';
import { explain } from '../../src/compile/explain.ts';
import { pathsWith } from '../../src/compile/paths.ts';
import type { Dataset, MakeDataset } from '../../src/data/dataset.ts';
import type { Document } from '../../src/document/records.ts';
import type {
  Access,
  Buffer,
  Kernel,
  Phase,
  Plan,
  Role,
  Scalar,
  Step,
} from '../../src/plan/plan.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { createEngine, type EngineParts } from '../../workers/engine/engine.ts';
import type { CurvePoint, EngineApi, EngineEvent } from '../../workers/engine/protocol.ts';

export const ROWS = 12;

export function lineDocument(
  run: Partial<{ seed: number; batchSize: number; lr: number }> = {},
): Document {
  const at = { position: { x: 0, y: 0 } };
  return {
    name: 'line',
    nodes: {
      data1: { id: 'data1', kind: 'data', params: {}, ...at },
      neuron1: { id: 'neuron1', kind: 'neuron', title: 'Line', params: {}, ...at },
      mse1: { id: 'mse1', kind: 'mse', title: 'Squares', params: {}, ...at },
    },
    edges: {
      e1: {
        id: 'e1',
        source: { node: 'data1', port: 'x' },
        target: { node: 'neuron1', port: 'in' },
      },
      e2: {
        id: 'e2',
        source: { node: 'neuron1', port: 'out' },
        target: { node: 'mse1', port: 'prediction' },
      },
      e3: {
        id: 'e3',
        source: { node: 'data1', port: 'y' },
        target: { node: 'mse1', port: 'target' },
      },
    },
    notes: {},
    run: {
      seed: run.seed ?? 1,
      batchSize: run.batchSize ?? 4,
      optimiser: { kind: 'sgd', params: { lr: run.lr ?? 0.05 } },
    },
  };
}

/** y = 3x + a little noise, 12 rows to train and 4 to validate. */
export const lineData: Dataset = (() => {
  const rows = ROWS + 4;
  const features = Float64Array.from({ length: rows }, (_, i) => Math.sin(1 + i * 0.7));
  return {
    inputs: ['x'],
    width: 1,
    task: 'regression',
    rows,
    features,
    targets: features.map((x, i) => 3 * x + 0.1 * Math.cos(i)),
    training: Uint32Array.from({ length: ROWS }, (_, i) => i),
    validation: Uint32Array.from({ length: 4 }, (_, i) => ROWS + i),
    ranges: [[-1, 1]],
  };
})();

const load = (i: number): Scalar => ({ op: 'load', load: i });
const two = (op: 'add' | 'sub' | 'mul', a: Scalar, b: Scalar): Scalar => ({ op, args: [a, b] });
const constant = (value: number): Scalar => ({ op: 'const', value });

export function linePlan(batch: number, lr: number, options: { units?: number } = {}): Plan {
  const buffers: Buffer[] = [];
  let offset = 0;
  const buffer = (name: string, role: Role, size: number) => {
    buffers.push({ id: buffers.length, name, role, size, offset });
    offset += Math.ceil(size / 4) * 4;
    return buffers.length - 1;
  };
  const units = options.units ?? 1;
  const w = buffer('weights', 'persistent', units);
  const rate = buffer('lr', 'dial', 1);
  const count = buffer('step', 'dial', 1);
  const CHUNK = 3;
  const feed = { train: batch, watch: batch, evaluate: CHUNK, predict: 8 };
  const x = Object.fromEntries(
    Object.entries(feed).map(([r, n]) => [r, buffer(`x-${r}`, 'input', n)]),
  ) as Record<keyof typeof feed, number>;
  const y = Object.fromEntries(
    Object.entries(feed).map(([r, n]) => [r, buffer(`y-${r}`, 'input', n)]),
  ) as Record<keyof typeof feed, number>;
  const out = buffer('value:e2', 'scratch', batch);
  const loss = buffer('loss:mse1', 'scratch', batch);
  const cost = buffer('cost', 'scratch', 1);
  const back = buffer('gradient:e2', 'scratch', batch);
  const slope = buffer('weight-gradient:neuron1.weight', 'scratch', 1);
  const fast = buffer('t1', 'scratch', 2);
  const losses = buffer('losses', 'scratch', CHUNK);
  const guess = buffer('prediction:mse1', 'scratch', 8);

  const walk = (b: number): Access => ({ buffer: b, offset: 0, strides: [1] });
  const single = (b: number, o = 0): Access => ({ buffer: b, offset: o, strides: [0] });
  const point = (b: number, o = 0): Access => ({ buffer: b, offset: o, strides: [] });
  const step = (origin: string, phase: Phase, kernel: Kernel): Step => ({ origin, phase, kernel });
  const map = (n: number, loads: Access[], value: Scalar, to: number): Kernel => ({
    axes: [n],
    reduced: 0,
    loads,
    results: [{ value, to: walk(to) }],
  });
  const sum = (n: number, loads: Access[], body: Scalar, value: Scalar, to: Access): Kernel => ({
    axes: [n],
    reduced: 1,
    loads,
    reduce: { combine: 'sum', body },
    results: [{ value, to }],
  });
  const error = two('sub', two('mul', load(0), load(1)), load(2));
  const acc: Scalar = { op: 'acc' };
  const update = (gradient: Access): Kernel => ({
    axes: [1],
    reduced: 0,
    loads: [single(w), single(rate), { ...gradient, strides: [0] }],
    results: [{ value: two('sub', load(0), two('mul', load(1), load(2))), to: single(w) }],
  });
  const inputs = (r: keyof typeof feed) => ({
    'data1.x': { buffer: x[r], offset: 0, shape: [feed[r], 1] },
    'data1.y': { buffer: y[r], offset: 0, shape: [feed[r], 1] },
  });
  const scalar = (b: number, o = 0) => ({ buffer: b, offset: o, shape: [] });
  const rows = (b: number, n: number) => ({ buffer: b, offset: 0, shape: [n] });

  return {
    version: 1,
    key: `line-${batch}-${lr}-${units}`,
    buffers,
    arena: offset,
    storage: [
      {
        name: 'neuron1.weight',
        node: 'neuron1',
        slot: '',
        ref: { buffer: w, offset: 0, shape: units === 1 ? [1] : [units] },
        trainable: true,
      },
    ],
    dials: { lr: { buffer: rate, value: lr }, step: { buffer: count, value: 1 } },
    routines: {
      init: {
        batch: 0,
        inputs: {},
        results: NO_RESULTS,
        steps: [
          step('neuron1', 'init', {
            axes: [units],
            reduced: 0,
            loads: [],
            results: [
              {
                value: { op: 'uniform', stream: 7, moment: 'init', offset: 0, strides: [1] },
                to: walk(w),
              },
            ],
          }),
        ],
      },
      train: {
        batch,
        inputs: inputs('train'),
        results: { ...NO_RESULTS, cost: scalar(fast) },
        steps: [
          step('', 'forward', {
            ...sum(
              batch,
              [walk(x.train), single(w), walk(y.train)],
              two('mul', error, error),
              two('mul', acc, constant(1 / batch)),
              point(fast),
            ),
          }),
          step(
            '',
            'backward',
            sum(
              batch,
              [walk(x.train), single(w), walk(y.train)],
              // 2x(xw − y), multiplied out.
              two(
                'mul',
                constant(2),
                two(
                  'sub',
                  two('mul', two('mul', load(0), load(0)), load(1)),
                  two('mul', load(0), load(2)),
                ),
              ),
              two('mul', acc, constant(1 / batch)),
              point(fast, 1),
            ),
          ),
          step('', 'update', update(point(fast, 1))),
        ],
      },
      watch: {
        batch,
        inputs: inputs('watch'),
        results: {
          ...NO_RESULTS,
          cost: scalar(cost),
          values: {
            e1: { buffer: x.watch, offset: 0, shape: [batch, 1] },
            e2: { buffer: out, offset: 0, shape: [batch, 1] },
          },
          gradients: { e2: { buffer: back, offset: 0, shape: [batch, 1] } },
          losses: { mse1: rows(loss, batch) },
          weightGradients: { 'neuron1.weight': rows(slope, 1) },
        },
        steps: [
          step(
            'neuron1',
            'forward',
            map(batch, [walk(x.watch), single(w)], two('mul', load(0), load(1)), out),
          ),
          step(
            'mse1',
            'forward',
            map(
              batch,
              [walk(out), walk(y.watch)],
              two('mul', two('sub', load(0), load(1)), two('sub', load(0), load(1))),
              loss,
            ),
          ),
          step(
            '',
            'forward',
            sum(batch, [walk(loss)], load(0), two('mul', acc, constant(1 / batch)), point(cost)),
          ),
          step(
            'mse1',
            'backward',
            map(
              batch,
              [walk(out), walk(y.watch)],
              two('mul', constant(2 / batch), two('sub', load(0), load(1))),
              back,
            ),
          ),
          step(
            'neuron1',
            'backward',
            sum(
              batch,
              [walk(back), walk(x.watch)],
              two('mul', load(0), load(1)),
              acc,
              point(slope),
            ),
          ),
          step('neuron1', 'update', update(point(slope))),
        ],
      },
      evaluate: {
        batch: CHUNK,
        inputs: inputs('evaluate'),
        results: { ...NO_RESULTS, losses: { mse1: rows(losses, CHUNK) } },
        steps: [
          step(
            'mse1',
            'forward',
            map(
              CHUNK,
              [walk(x.evaluate), single(w), walk(y.evaluate)],
              two('mul', error, error),
              losses,
            ),
          ),
        ],
      },
      predict: {
        batch: 8,
        inputs: { 'data1.x': { buffer: x.predict, offset: 0, shape: [8, 1] } },
        results: {
          ...NO_RESULTS,
          predictions: { mse1: { buffer: guess, offset: 0, shape: [8, 1] } },
        },
        steps: [
          step(
            'neuron1',
            'forward',
            map(8, [walk(x.predict), single(w)], two('mul', load(0), load(1)), guess),
          ),
        ],
      },
    },
    moves: [
      { phase: 'forward', node: 'neuron1', from: 0, to: 1 },
      { phase: 'loss', node: 'mse1', from: 1, to: 3 },
      { phase: 'backward', node: 'mse1', from: 3, to: 4 },
      { phase: 'backward', node: 'neuron1', from: 4, to: 5 },
      { phase: 'update', node: 'neuron1', from: 5, to: 6 },
    ],
  };
}

/** Stands in for the compiler: reads seed, batch size and rate; a node called `broken` is an error. */
export function lineCompile(document: Document): Compilation {
  const broken = document.nodes.broken !== undefined;
  const { batchSize, optimiser } = document.run;
  const units = document.nodes.neuron1?.params.units;
  const plan = linePlan(
    batchSize,
    Number(optimiser.params.lr),
    typeof units === 'number' ? { units } : {},
  );
  return {
    // As the compiler's: without what is live.
    key: `${batchSize} ${units} ${broken}`,
    issues: broken ? [{ severity: 'error', code: 'test.broken', sentence: alike('Broken.') }] : [],
    shapes: { 'data1.x': [1], 'data1.y': [1], 'neuron1.out': [1] },
    batch: batchSize,
    parameters: [
      {
        name: 'neuron1.weight',
        node: 'neuron1',
        own: 'weight',
        shape: [1],
        trainable: true,
        users: [],
      },
    ],
    states: [],
    sources: [{ node: 'data1', params: {} }],
    penalised: false,
    losses: [{ node: 'mse1', hasAccuracy: false, prediction: [1] }],
    intermediates: [],
    ungraded: { target: [], indices: [] },
    ...(broken ? {} : { plan }),
  };
}

export const lineDataset: MakeDataset = async () => ok(lineData);

export const lineParts: EngineParts = {
  compile: lineCompile,
  explain,
  planCheck: planCheckWith(),
  paths: pathsWith(),
  backends: [reference],
  makeDataset: lineDataset,
  tables: { get: async () => undefined },
};

/** An engine that is listened to. */
export async function listened(parts: Partial<EngineParts> = {}) {
  const engine: EngineApi = createEngine({ ...lineParts, ...parts });
  const events: EngineEvent[] = [];
  await engine.listen((event) => void events.push(event));
  const frames = () => events.filter((e) => e.type === 'frame');
  return {
    engine,
    events,
    frames,
    points: (): CurvePoint[] => frames().flatMap((f) => f.points),
    /** Resolves once a frame says that training is over. */
    rest: async () => {
      while (frames().at(-1)?.status === 'training')
        await new Promise((resolve) => setTimeout(resolve, 1));
    },
    /** Resolves once the metrics of what stands still were told. */
    told: async () => {
      while (!frames().at(-1)?.points.length)
        await new Promise((resolve) => setTimeout(resolve, 1));
    },
    troubles: () => events.flatMap((e) => (e.type === 'trouble' ? e.issues : [])),
  };
}
