/**
 * What every contestant is told: the network of a document as a chain of layers, its parameters by name
 * and shape, and the numbers to start from. Weights and batch are drawn here from a fixed seed, in each
 * worker anew, so that all start alike and no large array has to travel.
 */

import { assert, must } from '../src/base/assert.ts';
import { sentenceOf } from '../src/base/issue.ts';
import { random } from '../src/base/random.ts';
import { check } from '../src/compile/check.ts';
import type { Compilation } from '../src/compile/compilation.ts';
import { compile } from '../src/compile/compile.ts';
import type { SoundNode } from '../src/compile/sound-node.ts';
import type { Document } from '../src/document/records.ts';
import { leaving } from '../src/document/topology.ts';
import { type Shape, size } from '../src/tensor/shape.ts';

/** With PyTorch's conventions and names: `ID.weight` is [out, in], pictures are [channels, rows, columns]. */
export type Layer = { readonly id: string } & (
  | { readonly kind: 'dense' }
  | { readonly kind: 'relu' | 'tanh' | 'flatten' }
  | { readonly kind: 'reshape'; readonly shape: Shape }
  /** 3×3 and the like, stride 1, as many zeros as keep the size. */
  | { readonly kind: 'conv2d'; readonly kernel: number }
  /** Windows side by side. */
  | { readonly kind: 'maxPool2d'; readonly kernel: number }
  | { readonly kind: 'batchNorm'; readonly eps: number; readonly momentum: number }
  /** Gives the last state. */
  | { readonly kind: 'lstm'; readonly units: number }
);

export interface Job {
  readonly name: string;
  readonly document: Document;
  readonly batch: number;
  /** Of one sample. */
  readonly input: Shape;
  readonly targets: number;
  readonly layers: readonly Layer[];
  readonly loss: 'mse' | 'crossEntropy';
  readonly optimiser: 'sgd' | 'adam';
  readonly lr: number;
  readonly parameters: readonly { readonly name: string; readonly shape: Shape }[];
}

function layerOf({ id, kind, params: p }: SoundNode): Layer {
  const only = (list: unknown): number => {
    assert(Array.isArray(list) && list.length === 1, `${id}: square windows only`);
    return list[0] as number;
  };
  switch (kind.name) {
    case 'dense':
      return { id, kind: 'dense' };
    case 'relu':
    case 'tanh':
    case 'flatten':
      return { id, kind: kind.name };
    case 'reshape':
      return { id, kind: 'reshape', shape: p.shape as Shape };
    case 'conv2d':
      assert(p.padding === 'same', `${id}: padding that keeps the size only`);
      return { id, kind: 'conv2d', kernel: only(p.kernel) };
    case 'maxPool2d':
      assert(only(p.stride) === only(p.kernel), `${id}: windows side by side only`);
      return { id, kind: 'maxPool2d', kernel: only(p.kernel) };
    case 'batchNorm':
      return { id, kind: 'batchNorm', eps: p.eps as number, momentum: p.momentum as number };
    case 'lstm':
      assert(
        p.gives === 'last' && p.layers === 1,
        `${id}: one layer that gives its last state only`,
      );
      return { id, kind: 'lstm', units: p.units as number };
    default:
      throw new Error(`The bench has no words for ${kind.name} that the peers would understand.`);
  }
}

/** Throws on a document that is not one row from its data to its loss, or that the peers cannot be told. */
export function jobOf(document: Document): Job & { readonly compilation: Compilation } {
  const { nodes, shapes } = check(document);
  const compilation = compile(document);
  assert(compilation.plan !== undefined, compilation.issues.map((i) => sentenceOf(i)).join(' '));
  const named = new Map(nodes.map((n) => [n.id, n]));
  const data = must(
    nodes.find((n) => n.kind.name === 'data'),
    'a data node',
  );
  const layers: Layer[] = [];
  let at = { node: data.id, port: 'x' };
  for (;;) {
    const [edge] = leaving(document, at);
    const node = must(named.get(must(edge, `a wire from ${at.node}`).target.node), 'a sound node');
    if (node.kind.loss) {
      const { kind, params } = document.run.optimiser;
      return {
        name: document.name,
        document,
        batch: compilation.batch,
        input: must(shapes[`${data.id}.x`], 'the shape of the inputs'),
        targets: size(must(shapes[`${data.id}.y`], 'the shape of the targets')),
        layers,
        loss: node.kind.name as Job['loss'],
        optimiser: kind as Job['optimiser'],
        lr: params.lr as number,
        parameters: compilation.parameters.map(({ name, shape }) => ({ name, shape })),
        compilation,
      };
    }
    layers.push(layerOf(node));
    at = { node: node.id, port: 'out' };
  }
}

export interface Numbers {
  /** batch × all numbers of a sample */
  readonly x: Float32Array<ArrayBuffer>;
  /** batch × targets */
  readonly y: Float32Array<ArrayBuffer>;
  /** By name. */
  readonly weights: ReadonlyMap<string, Float32Array<ArrayBuffer>>;
}

/** Weights by Xavier's rule, biases 0, scales of norms 1; a class, or the sign of a product, to be learned. */
export function numbersFor(job: Job): Numbers {
  const r = random(3, job.name.length);
  const fill = (n: number, make: () => number) => Float32Array.from({ length: n }, make);
  const width = size(job.input);
  const x = fill(job.batch * width, () => r.between(-1, 1));
  const y = new Float32Array(job.batch * job.targets);
  for (let i = 0; i < job.batch; i++)
    if (job.loss === 'mse') y[i] = Number(x[i * width]! * x[i * width + 1]! > 0);
    else y[i * job.targets + r.below(job.targets)] = 1;
  const weights = new Map(
    job.parameters.map(({ name, shape }) => {
      const [out = 1, ...rest] = shape;
      const limit = Math.sqrt(6 / (out + size(rest)));
      const value = Number(name.endsWith('.weight'));
      const make = rest.length ? () => r.between(-limit, limit) : () => value;
      return [name, fill(size(shape), make)];
    }),
  );
  return { x, y, weights };
}

/** One window of a measurement. */
export interface Window {
  readonly steps: number;
  readonly seconds: number;
  /** Seconds that its thread was on a processor. */
  readonly processor?: number | undefined;
}
/** What a contestant's worker answers. */
export interface Contestant {
  prepare(job: Job): Promise<void>;
  /** Goes back to the job's numbers. */
  start(): Promise<void>;
  /** Costs of the first steps: as many as asked for, or as the time allows, but at least two. */
  losses(steps: number, milliseconds: number): Promise<readonly number[]>;
  /** Runs about this long, at least one step, and says how many steps it made. */
  measure(milliseconds: number): Promise<Window>;
  /** Bytes that it holds for this, where that can be told. */
  memory(): Promise<number | undefined>;
}

/**
 * Runs steps in growing chunks until the time is over, without asking the clock after each of a million
 * steps and without running far beyond the end with steps that take a second.
 */
export async function stepsWithin(
  milliseconds: number,
  steps: (count: number) => Promise<void> | void,
): Promise<Window> {
  const from = performance.now();
  let done = 0;
  for (let chunk = 1; ; ) {
    await steps(chunk);
    done += chunk;
    const elapsed = performance.now() - from;
    if (elapsed >= milliseconds) return { steps: done, seconds: elapsed / 1000 };
    const left = ((milliseconds - elapsed) / elapsed) * done;
    chunk = Math.max(1, Math.floor(Math.min(2 * chunk, left, 65536)));
  }
}

/** The first losses, each from `step`, while there is time. */
export async function lossesWithin(
  count: number,
  milliseconds: number,
  step: () => Promise<number> | number,
): Promise<readonly number[]> {
  const from = performance.now();
  const list: number[] = [];
  while (list.length < count && (list.length < 2 || performance.now() - from < milliseconds))
    list.push(await step());
  return list;
}
