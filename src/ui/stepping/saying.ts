/** What a move did, as one sentence for who listens: of the chosen sample, with the engine's numbers. Pure. */

import type {
  NodeInspection,
  ShownEquation,
  TensorView,
} from '../../../workers/engine/protocol.ts';
import type { Move } from '../../plan/plan.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';

/** Translates; the strings of this folder without their prefix. */
export type Say = (key: string, args?: Readonly<Record<string, string>>) => string;

/** What is said of one sample; all of it where there is but one number. */
function sampleOf(view: TensorView, sample: number, say: Say): string {
  return numbersOf(rowOf(view, sample), say);
}

function rowOf({ shape, data, first }: TensorView, sample: number): Float32Array {
  const length = shape.slice(1).reduce((n, extent) => n * extent, 1);
  const from = (Math.min(sample, (shape[0] ?? 1) - 1) - first) * length;
  return from >= 0 && from + length <= data.length ? data.subarray(from, from + length) : data;
}

/** So many signs of large type a window has room for. */
const LINE = 60;
/** More numbers or wires are told in sum. */
const FEW = 4;

function numbersOf(numbers: Float32Array, say: Say): string {
  if (numbers.length <= FEW) return [...numbers].map((n) => formatNumber(n)).join(', ');
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const n of numbers) {
    low = Math.min(low, n);
    high = Math.max(high, n);
  }
  return say('many', {
    numbers: formatCount(numbers.length),
    low: formatNumber(low),
    high: formatNumber(high),
  });
}

/** The gradients that come back along several wires of one output are added. */
function added(views: readonly TensorView[], sample: number): Float32Array | undefined {
  const [first, ...more] = views.map((v) => rowOf(v, sample));
  const sum = first && Float32Array.from(first);
  for (const one of more) for (let i = 0; i < (sum?.length ?? 0); i++) sum![i]! += one[i] ?? 0;
  return sum;
}

/** A product of the chain rule with its numbers, where it is one product. */
function productOf(equations: readonly ShownEquation[], edge: string): string | undefined {
  const own = equations.find(
    ({ of, role }) => role === 'main' && of.of === 'wire' && of.gradient && of.name === edge,
  );
  const [term, ...more] = own?.terms ?? [];
  if (!own || !term || more.length > 0 || term.factors.length < 2) return undefined;
  const factors = term.factors.map(({ value }) =>
    value < 0 ? `(${formatNumber(value)})` : formatNumber(value),
  );
  return `${factors.join(' × ')} = ${formatNumber(own.value)}`;
}

/**
 * The one equation that stands for the move, in letters and with its numbers: of a gradient that goes on or
 * of what a weight becomes, where there is one.
 */
export function equationOf(equations: readonly ShownEquation[]): string | undefined {
  const main = equations.filter((e) => e.role === 'main');
  const shown =
    main.find(({ of }) => (of.of === 'wire' && of.gradient) || (of.of === 'weight' && of.after)) ??
    main[0];
  if (!shown) return undefined;
  const { letters, numbers } = shown;
  // Of one that is too long for its line the numbers in between are left out, not what they come to.
  const long = letters.text.length + numbers.text.length > LINE;
  const told = long ? numbers.tex.split(' = ').at(-1) : numbers.tex;
  return `${letters.tex} = ${told}`;
}

export interface Done {
  readonly phase: Move['phase'];
  readonly inspection: NodeInspection;
  readonly equations: readonly ShownEquation[];
  readonly sample: number;
}

/**
 * @param titled the title of the node at which a wire begins
 * @param named a weight as one speaks of it
 */
export function saidOf(
  { phase, inspection, equations, sample }: Done,
  titled: (edge: string) => string,
  named: (weight: string) => string,
  say: Say,
): string {
  const { inputs, outputs, free, weights, loss } = inspection;
  const clauses: string[] = [];
  switch (phase) {
    case 'forward': {
      const ports = new Map(
        [...outputs, ...free].flatMap(({ port, value }) => (value ? [[port, value] as const] : [])),
      );
      for (const value of ports.values())
        clauses.push(say('gives', { value: sampleOf(value, sample, say) }));
      break;
    }
    case 'loss':
      if (loss)
        clauses.push(
          say('loss', {
            value: sampleOf(loss.losses, sample, say),
            mean: formatNumber(loss.mean),
          }),
        );
      break;
    case 'backward': {
      const incoming = added(
        outputs.flatMap(({ gradient }) => (gradient ? [gradient] : [])),
        sample,
      );
      if (incoming) clauses.push(say('gradient', { value: numbersOf(incoming, say) }));
      const back = inputs.flatMap(({ edge, gradient }) => (gradient ? [{ edge, gradient }] : []));
      for (const { edge, gradient } of back.slice(0, FEW)) {
        const numbers = rowOf(gradient, sample);
        const product = numbers.length === 1 ? productOf(equations, edge) : undefined;
        const value = product ?? numbersOf(numbers, say);
        clauses.push(say('goes', { node: titled(edge), value }));
      }
      if (back.length > FEW) clauses.push(say('more', { wires: formatCount(back.length - FEW) }));
      break;
    }
    case 'update':
      for (const { name: whole, value, before, trainable } of weights) {
        if (!before || !trainable) continue;
        const name = named(whole);
        const [was, is] = [before.data[0] ?? Number.NaN, value.data[0] ?? Number.NaN];
        if (value.data.length === 1)
          clauses.push(say('weight', { name, before: formatNumber(was), after: formatNumber(is) }));
        else {
          const change = value.data.reduce(
            (m, v, i) => Math.max(m, Math.abs(v - before.data[i]!)),
            0,
          );
          clauses.push(say('weights', { name, value: formatNumber(change) }));
        }
      }
      break;
    default:
      phase satisfies never;
  }
  return clauses.join(say('and'));
}
