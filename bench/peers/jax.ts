/**
 * jax-js as a contestant, on its wasm backend: the whole step is one function under `jit`, gradients by
 * its `valueAndGrad`. Its optimisers are a package of their own (@jax-js/optax) which the registry does
 * not have at this version, so SGD and Adam are written here in the same few array operations, inside of
 * the same `jit`. It has no loop over time: the LSTM is unrolled, as its authors do.
 *
 * Arrays are counted: what is used twice is passed as `.ref`, and every call takes what it is given.
 */
import type * as Jax from '@jax-js/jax';
import { expose } from 'comlink';
import { must } from '../../src/base/assert.ts';
import {
  type Contestant,
  type Job,
  type Layer,
  lossesWithin,
  numbersFor,
  stepsWithin,
} from '../job.ts';

type A = Jax.Array;
type Tree = Record<string, A>;

/** The worker's name says whether its pool of threads is used: wasm or wasm-threads. */
const threaded = self.name === 'wasm-threads';
let memory: WebAssembly.Memory | undefined;
let jax: typeof Jax;
let job: Job;
/** (parameters, slots, running statistics, corrections, x, y) → the same, one step later, and the cost. */
let train: (p: Tree, m: Tree, v: Tree, s: Tree, c: A, x: A, y: A) => [A, Tree, Tree, Tree, Tree];
let state: { p: Tree; m: Tree; v: Tree; s: Tree; x: A; y: A; step: number } | undefined;

/**
 * Its memory is made while its module is read, and shared only where threads may be: without
 * SharedArrayBuffer it runs on this thread alone.
 */
async function load(): Promise<void> {
  const { Memory } = WebAssembly;
  const scope = globalThis as unknown as Record<string, unknown>;
  if (!threaded) scope.SharedArrayBuffer = undefined;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memory = this;
    }
  };
  jax = await import('@jax-js/jax');
  WebAssembly.Memory = Memory;
  await jax.init('wasm');
  jax.defaultDevice('wasm');
}

const map = (tree: Tree, f: (a: A, name: string) => A): Tree =>
  Object.fromEntries(Object.entries(tree).map(([name, a]) => [name, f(a, name)]));

/** [batch, steps, features] → the last state. */
function lstm({ id, units }: Layer & { kind: 'lstm' }, p: Tree, x: A): A {
  const { numpy: np, nn } = jax;
  const [batch, steps, features] = x.shape as [number, number, number];
  const w = (name: string) => must(p[`${id}.${name}_l0`], name);
  const byTime = np.transpose(x, [1, 0, 2]).reshape([steps * batch, features]);
  const bias = w('bias_ih').ref.add(w('bias_hh').ref);
  const given = np
    .matmul(byTime, np.transpose(w('weight_ih').ref))
    .add(bias)
    .reshape([steps, batch, 4 * units]);
  let h: A | undefined;
  let c: A | undefined;
  const wh = np.transpose(w('weight_hh').ref);
  const part = (z: A, k: number) => z.ref.slice([], [k * units, (k + 1) * units]);
  for (let t = 0; t < steps; t++) {
    const row = given.ref.slice(t);
    const z = h ? row.add(np.matmul(h, wh.ref)) : row;
    const kept = nn.sigmoid(part(z, 0)).mul(np.tanh(part(z, 2)));
    const next = c ? nn.sigmoid(part(z, 1)).mul(c).add(kept) : kept;
    h = nn.sigmoid(part(z, 3)).mul(np.tanh(next.ref));
    z.dispose();
    c = next;
  }
  c?.dispose();
  wh.dispose();
  given.dispose();
  return must(h, 'a step');
}

/** Over the batch; `s` gets the running averages as PyTorch keeps them (the variance over n − 1). */
function batchNorm(
  { id, eps, momentum }: Layer & { kind: 'batchNorm' },
  p: Tree,
  s: Tree,
  x: A,
): A {
  const { numpy: np, lax } = jax;
  const n = x.shape[0]!;
  const mean = np.mean(x.ref, 0);
  const d = x.sub(mean.ref);
  const variance = np.mean(np.square(d.ref), 0);
  const keep = (name: string, now: A) => {
    const old = must(s[`${id}.${name}`], name);
    s[`${id}.${name}`] = old.mul(1 - momentum).add(lax.stopGradient(now).mul(momentum));
  };
  keep('running_mean', mean);
  keep('running_var', variance.ref.mul(n / (n - 1)));
  const normal = d.div(np.sqrt(variance.add(eps)));
  return normal.mul(must(p[`${id}.weight`], id).ref).add(must(p[`${id}.bias`], id).ref);
}

function apply(layer: Layer, p: Tree, s: Tree, x: A): A {
  const { numpy: np, nn, lax } = jax;
  const own = (name: string) => must(p[`${layer.id}.${name}`], name).ref;
  switch (layer.kind) {
    case 'dense':
      return np.matmul(x, np.transpose(own('weight'))).add(own('bias'));
    case 'relu':
      return nn.relu(x);
    case 'tanh':
      return np.tanh(x);
    case 'conv2d':
      return lax.conv(x, own('weight'), [1, 1], 'SAME').add(own('bias').reshape([-1, 1, 1]));
    case 'maxPool2d': {
      const k = layer.kernel;
      // Windows side by side are a reshape; its own reduceWindow gives the same and is slower.
      const [n, c, h, w] = x.shape as [number, number, number, number];
      return np.max(x.reshape([n, c, h / k, k, w / k, k]), [3, 5]);
    }
    case 'flatten':
      return x.reshape([job.batch, -1]);
    case 'reshape':
      return x.reshape([job.batch, ...layer.shape]);
    case 'batchNorm':
      return batchNorm(layer, p, s, x);
    case 'lstm':
      return lstm(layer, p, x);
  }
}

function objective(p: Tree, s: Tree, x: A, y: A): [A, Tree] {
  const { numpy: np, nn } = jax;
  const kept = { ...s };
  let h = x;
  for (const layer of job.layers) h = apply(layer, p, kept, h);
  for (const a of Object.values(p)) a.dispose();
  if (job.loss === 'mse') return [np.mean(np.square(h.sub(y))), kept];
  return [np.mean(np.sum(y.mul(nn.logSoftmax(h, -1)), 1)).mul(-1), kept];
}

/** `c` holds the learning rate and Adam's two corrections, which change from step to step. */
function step(p: Tree, m: Tree, v: Tree, s: Tree, c: A, x: A, y: A): [A, Tree, Tree, Tree, Tree] {
  const { numpy: np, tree, valueAndGrad } = jax;
  const both = valueAndGrad(objective, { hasAux: true });
  const [[cost, kept], gradient] = both(tree.ref(p), s, x, y) as unknown as [[A, Tree], Tree];
  const at = (i: number) => c.ref.slice(i);
  const g = (name: string) => must(gradient[name], name);
  if (job.optimiser === 'sgd') {
    const next = map(p, (w, name) => w.sub(g(name).mul(at(0))));
    c.dispose();
    return [cost, next, m, v, kept];
  }
  const nextM = map(m, (old, name) => old.mul(0.9).add(g(name).ref.mul(0.1)));
  const nextV = map(v, (old, name) => old.mul(0.999).add(np.square(g(name)).mul(0.001)));
  const nextP = map(p, (w, name) => {
    const root = np.sqrt(must(nextV[name], name).ref.div(at(2))).add(1e-8);
    return w.sub(must(nextM[name], name).ref.div(at(1)).div(root).mul(at(0)));
  });
  c.dispose();
  return [cost, nextP, nextM, nextV, kept];
}

function start(): void {
  const { numpy: np, tree } = jax;
  if (state)
    for (const part of [state.p, state.m, state.v, state.s, state.x, state.y]) tree.dispose(part);
  const { x, y, weights } = numbersFor(job);
  const array = (data: Float32Array<ArrayBuffer>, shape: readonly number[]) =>
    np.array(data, { shape: [...shape] });
  const all = (make: (shape: number[], name: string) => A): Tree =>
    Object.fromEntries(job.parameters.map(({ name, shape }) => [name, make([...shape], name)]));
  const slots = (): Tree => (job.optimiser === 'adam' ? all((shape) => np.zeros(shape)) : {});
  const s: Tree = {};
  for (const { id, kind } of job.layers) {
    if (kind !== 'batchNorm') continue;
    const { shape } = must(
      job.parameters.find((q) => q.name === `${id}.weight`),
      id,
    );
    s[`${id}.running_mean`] = np.zeros([...shape]);
    s[`${id}.running_var`] = np.ones([...shape]);
  }
  state = {
    p: all((shape, name) => array(must(weights.get(name), name), shape)),
    m: slots(),
    v: slots(),
    s,
    x: array(x, [job.batch, ...job.input]),
    y: array(y, [job.batch, job.targets]),
    step: 0,
  };
}

/** One step; gives its cost, not yet computed perhaps. */
function run(): A {
  const now = must(state, 'a state');
  now.step++;
  const corrections = jax.numpy.array([job.lr, 1 - 0.9 ** now.step, 1 - 0.999 ** now.step]);
  const { p, m, v, s, x, y } = now;
  const [cost, ...next] = train(p, m, v, s, corrections, x.ref, y.ref);
  [now.p, now.m, now.v, now.s] = next;
  return cost;
}

const value = async (cost: A): Promise<number> =>
  Number((threaded ? await cost.data() : cost.dataSync())[0]);

const contestant: Contestant = {
  async prepare(next) {
    await load();
    job = next;
    train = jax.jit(step as never) as unknown as typeof train;
  },
  start: async () => start(),
  async losses(steps, milliseconds) {
    return lossesWithin(steps, milliseconds, () => value(run()));
  },
  async measure(milliseconds) {
    return stepsWithin(milliseconds, async (count) => {
      // It computes when a result is asked for; left to queue, steps would only be noted down.
      for (let i = 0; i < count; i++) {
        const cost = run();
        if (threaded) await value(cost);
        else cost.dataSync();
      }
      if (!threaded) return;
      const [weight] = Object.values(must(state, 'a state').p);
      await weight?.ref.data();
    });
  },
  memory: async () => memory?.buffer.byteLength,
};
expose(contestant);
