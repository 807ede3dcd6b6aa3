/** A document through the command line, in this process: what is printed as JSON, read again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serialise } from '../../src/document/codec.ts';
import type { Document } from '../../src/document/records.ts';
import type { TensorJson } from '../../src/tensor/tensor.ts';
import { folder, run } from '../cli/run.ts';

export const files = folder();
type Tensors = Readonly<Record<string, TensorJson>>;

export const tensor = (data: readonly number[], ...shape: readonly number[]): TensorJson => ({
  shape: shape.length ? [...shape] : [data.length],
  data: [...data],
});

let count = 0;
const written = (what: Document | string) =>
  files.file(`${++count}.json`, typeof what === 'string' ? what : serialise(what));

async function told<T>(...args: string[]): Promise<T> {
  const { code, out, err } = await run(...args, '--json');
  if (code !== 0) throw new Error(`${args.join(' ')}: ${err}`);
  return JSON.parse(out) as T;
}

/** A sample as the command line prints it. */
export const sample = async (name: string): Promise<string> => (await run('samples', name)).out;

export interface Traced {
  readonly cost: number;
  readonly objective?: number;
  readonly losses: Tensors;
  readonly correct: Tensors;
  readonly edges: readonly {
    readonly id: string;
    readonly value: TensorJson;
    readonly gradient: TensorJson | null;
  }[];
  readonly outputs: Tensors;
  readonly weights: Readonly<
    Record<string, { readonly value: TensorJson; readonly gradient: TensorJson | null }>
  >;
  readonly update?: { readonly weights: Tensors };
}

export function trace(
  document: Document | string,
  { weights, batch }: { readonly weights?: Tensors; readonly batch?: Tensors } = {},
): Promise<Traced> {
  const given = (name: string, tensors: Tensors | undefined) =>
    tensors ? [`--${name}`, files.file(`${++count}.json`, tensors)] : [];
  const args = [...given('weights', weights), ...given('batch', batch)];
  return told('trace', written(document), '--update', ...args);
}

export interface Trained {
  readonly loss: number;
  readonly accuracy: number | null;
  readonly validationLoss: number | null;
  readonly validationAccuracy: number | null;
  readonly weights: Tensors;
}

/** Trained in float64, as the worked numbers ask for, unless another backend is named. */
export async function train(
  document: Document | string,
  steps: number,
  backend = 'reference',
): Promise<Trained> {
  const save = join(files.path, `${++count}.json`);
  const args = ['--steps', String(steps), '--backend', backend, '--save', save];
  const point = await told<Trained>('train', written(document), ...args);
  const { weights = {} } = JSON.parse(readFileSync(save, 'utf8')) as { weights?: Tensors };
  return { ...point, weights };
}

export interface Report {
  readonly nodes: readonly {
    readonly id: string;
    readonly outputs: Readonly<Record<string, readonly number[]>>;
  }[];
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly issues: readonly { readonly code: string; readonly severity: string }[];
}
export const check = (document: Document | string): Promise<Report> =>
  told('check', written(document));

interface Named {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
}
export const kinds = (): Promise<
  Readonly<
    Record<'kinds' | 'optimisers' | 'initialisers' | 'schedules' | 'clips', readonly Named[]>
  >
> => told('kinds');
