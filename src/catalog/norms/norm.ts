/**
 * What all norms share: y = (x − mean) / √(var + ε) · scale + shift, with mean and variance (divided by
 * n, not n − 1) taken over some axes. That choice is the whole difference between them:
 *
 *     of N×C×H×W   batch N H W · layer C H W · instance H W · group H W and the channels of a group
 *
 * Ioffe and Szegedy 2015; Ba, Kiros, Hinton 2016; Ulyanov et al. 2016; Wu and He 2018.
 */

import type { BooleanField, NumberField } from '../../base/fields.ts';
import { type Issue, issue } from '../../base/issue.ts';
import {
  add,
  constant,
  div,
  type Expr,
  equation,
  gradient,
  type Index,
  index,
  mul,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
} from '../../equations/expression.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { type Shape, size } from '../../tensor/shape.ts';
import type { Arriving, Averaged, LowerContext, ShapeContext } from '../facets.ts';
import { amount } from '../fit.ts';
import { arriving, axesOf, type BookContext, leaving, type Sides, weighing } from '../textbook.ts';
import { trainableField } from '../trained.ts';

/** Letters of the axes of N×C, N×C×L and N×C×H×W. */
export const channelLetters = (shape: Shape): string[] =>
  ['N', 'C', ...(shape.length <= 2 ? ['L'] : ['D', 'H', 'W'].slice(-(shape.length - 1)))].slice(
    0,
    shape.length + 1,
  );

/** All axes behind the channels of a sample. */
export const behindChannels = (shape: Shape): number[] => shape.slice(1).map((_, i) => i + 2);

interface NormParams {
  readonly eps: number;
  readonly affine: boolean;
  readonly trainable: boolean;
}

const eps: NumberField = {
  type: 'number',
  label: { en: 'Epsilon', zh: 'Epsilon' },
  hint: {
    en: 'Added to the variance, so that nothing is divided by 0.',
    zh: '加到方差上，避免除以 0。',
  },
  default: 1e-5,
  min: 1e-12,
  max: 1,
  log: true,
};
const affine: BooleanField = {
  type: 'boolean',
  label: { en: 'Scale and shift', zh: '缩放与平移' },
  hint: { en: 'Learned numbers that can undo the normalising.', zh: '可学习的数，能抵消归一化。' },
  default: true,
};
export const normFields = { eps, affine, trainable: trainableField };

interface Statistics {
  readonly mean: V;
  readonly variance: V;
  /** x less its mean. */
  readonly centred: V;
}

/** Of several axes only the first row of the first one: to shift by, that is near enough, and costs little. */
function roughMean(b: Builder, x: V, axes: readonly number[]): V {
  const [first] = axes;
  const row = x.shape.map((d, i) => (axes.length > 1 && i === first ? 1 : d));
  const none = x.shape.map(() => 0);
  return b.mean(b.slice(x, none, row), axes, true);
}

/**
 * Mean and variance over some axes, which stay as extents of 1. The mean of large numbers that lie close
 * together is rounded as coarsely as they are; so what is left of x is centred once more, by a mean that
 * is small (corrected two-pass algorithm; Chan, Golub, LeVeque 1983). The first one only shifts x: what it
 * is exactly changes nothing, and no gradient comes through it.
 */
export function statistics(b: Builder, x: V, axes: readonly number[]): Statistics {
  const shift = b.stop(roughMean(b, x, axes));
  const near = b.sub(x, shift);
  const rest = b.mean(near, axes, true);
  const centred = b.sub(near, rest);
  const variance = b.mean(b.mul(centred, centred), axes, true);
  return { mean: b.add(shift, rest), variance, centred };
}

export const normalise = (
  b: Builder,
  { centred, variance }: Omit<Statistics, 'mean'>,
  eps: number,
): V => b.div(centred, b.sqrt(b.add(variance, eps)));

/** x by its own statistics over what is averaged together. */
export function standardise(b: Builder, x: V, { axes, groups }: Averaged, eps: number): V {
  if (groups === undefined) return normalise(b, statistics(b, x, axes), eps);
  // The groups get an axis of their own before the channels in each, which moves the rest by one.
  const [batch = 1, channels = 1, ...rest] = x.shape;
  const parts = b.reshape(x, [batch, groups, channels / groups, ...rest]);
  const moved = axes.map((a) => a + 1);
  return b.reshape(normalise(b, statistics(b, parts, moved), eps), x.shape);
}

/** Scale and shift of shape `shape`, laid along the axes of x that begin at `axis`. */
export function scaleAndShift<P extends NormParams>(
  { params, b, weight }: LowerContext<P>,
  x: V,
  shape: Shape,
  axis: number,
): V {
  if (!params.affine) return x;
  const spread = x.shape.map((_, i) => shape[i - axis] ?? 1);
  const parameter = (name: string, value: number) =>
    b.reshape(
      weight(name, {
        shape,
        init: { kind: 'constant', params: { value } },
        fan: { in: 1, out: 1 },
        trainable: params.trainable,
      }),
      spread,
    );
  return b.add(b.mul(x, parameter('weight', 1)), parameter('bias', 0));
}

/** What to say where channels with numbers of their own are needed and there are none. */
export const channelsIssue = <P>(x: Arriving, { node }: ShapeContext<P>): Issue =>
  issue(
    'shape.channels',
    {
      en: '{title} needs channels with several numbers each, such as 3×8×8; {from} gives {gives}.',
      zh: '{title} 需要每个通道含多个数，例如 3×8×8；而 {from} 给出 {gives}。',
    },
    {
      args: { title: { node }, from: x.from, gives: amount(x.shape) },
      where: { node, port: 'in' },
    },
  );

interface NormBook {
  /** All indices of x, the sample's first, and those that are averaged. */
  readonly at: readonly Index[];
  readonly averaged: readonly Index[];
  /** Scale and shift: their shape, the place in them, and the indices that it is made of. */
  readonly own: {
    readonly shape: Shape;
    readonly at: readonly Expr[];
    readonly of: readonly Index[];
  };
}

/** How a norm is written: x̂ from μ and σ², and what comes back through all three. */
export function normBook(
  { params, wire, local }: Pick<BookContext<NormParams>, 'params' | 'wire' | 'local'>,
  { at, averaged, own }: NormBook,
): Sides & { readonly mean: Tensor; readonly variance: Tensor } {
  const shape = at.map((i) => i.extent);
  const [x, y] = [arriving(wire('in'), 'x', shape), leaving('out', shape)];
  const kept = at.filter((i) => !averaged.includes(i));
  const count = constant('m', size(averaged.map((i) => i.extent)));
  const back = { hue: 'gradient' } as const;
  const mean = local('μ', kept, div(sum(averaged, x(...at)), count));
  const centred = sub(x(...at), mean(...kept));
  const variance = local(
    { base: 'σ', above: '2' },
    kept,
    div(sum(averaged, square(centred)), count),
  );
  const spread = sqrt(add(variance(...kept), constant('ε', params.eps)));
  const hat = local({ base: 'x', accent: 'hat' }, at, div(centred, spread));
  const [gamma, beta] = [weighing('weight', own.shape, 'γ'), weighing('bias', own.shape, 'β')];
  const g = gradient(y)(...at);
  const given = params.affine ? local('δ', at, mul(g, gamma(...own.at)), back)(...at) : g;
  const both = local({ base: 'δ', accent: 'bar' }, kept, div(sum(averaged, given), count), back);
  const along = local({ base: 'ρ' }, kept, div(sum(averaged, mul(given, hat(...at))), count), back);
  const others = at.filter((i) => !own.of.includes(i));
  return {
    mean,
    variance,
    forward: [
      equation(
        y(...at),
        params.affine ? add(mul(gamma(...own.at), hat(...at)), beta(...own.at)) : hat(...at),
      ),
    ],
    backward: [
      equation(
        gradient(x)(...at),
        div(sub(sub(given, both(...kept)), mul(hat(...at), along(...kept))), spread),
      ),
      ...(params.affine
        ? [
            equation(gradient(gamma)(...own.at), sum(others, mul(g, hat(...at)))),
            equation(gradient(beta)(...own.at), sum(others, g)),
          ]
        : []),
    ],
  };
}

/** Letters of N×C×…, and the channel's own place. */
export function channelsAt(shape: Shape): { readonly at: readonly Index[]; readonly c: Index } {
  const c = index('c', shape[1] ?? 1);
  const [batch = 1] = shape;
  return { c, at: [index('n', batch, true), c, ...axesOf(shape.slice(2))] };
}
