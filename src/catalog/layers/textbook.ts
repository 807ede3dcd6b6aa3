/**
 * How kinds of windows are written: convolution, its transpose, pooling. Tap k of window o reads place
 * o·stride + k·dilation − padding; on the way back a place adds up what all windows and taps bring that
 * read it.
 */
import {
  add,
  and,
  argmax,
  compare,
  constant,
  div,
  type Equation,
  type Expr,
  equation,
  gradient,
  type Index,
  index,
  maximum,
  mul,
  num,
  seenAs,
  sub,
  sum,
  type Tensor,
} from '../../equations/expression.ts';
import { type Shape, size } from '../../tensor/shape.ts';
import { arriving, type BookContext, leaving, type Sides, weighing, within } from '../textbook.ts';
import type { Window } from './windows.ts';

const AXES = ['h', 'w'] as const;

/** Letters for the windows (o, or o and p for rows and columns), their taps, and the places that they read. */
interface Along {
  readonly o: Index;
  readonly k: Index;
  readonly i: Index;
  readonly read: Expr;
}
const letter = (base: string, axis: number, axes: number) =>
  axes === 1 ? base : `${base}${AXES[axis] ?? axis}`;

function alongEach(windows: readonly Window[], extents: Shape, counts: Shape): Along[] {
  return windows.map((w, axis) => {
    const of = (base: string, extent: number) => index(letter(base, axis, windows.length), extent);
    const [o, k, i] = [of('o', counts[axis]!), of('k', w.taps), of('i', extents[axis]!)];
    const read = sub(add(mul(w.stride, o), mul(w.dilation, k)), w.before);
    return { o, k, i, read };
  });
}
/** The windows and taps that read place i. */
const meets = (all: readonly Along[]): Expr =>
  and(...all.map(({ i, read }) => compare(read, '=', i)));

interface ConvBook {
  readonly groups: number;
  readonly filters: number;
  readonly bias: boolean;
}

/** A sample, a filter and a channel, each of the two in its group and among all; windows, taps, places. */
function convIndices(
  { groups, filters }: ConvBook,
  batch: number,
  depth: number,
  all: readonly Along[],
) {
  const [channels, each] = [depth / groups, filters / groups];
  const g = index('g', groups);
  const [f, c] = [index('f', each), index('c', channels)];
  return {
    n: index('n', batch, true),
    f,
    c,
    filter: within(g, each, f),
    channel: within(g, channels, c),
    o: all.map((a) => a.o),
    k: all.map((a) => a.k),
    i: all.map((a) => a.i),
  };
}

/** y[f, o] = Σ w[f, c, k] · x[c, …] + b[f], channels and filters in groups. */
export function convBook(
  { params, batch, wire, out }: BookContext<ConvBook>,
  windows: readonly Window[],
): Sides {
  const { filters } = params;
  const { shape } = wire('in');
  const all = alongEach(windows, shape.slice(2), out('out').slice(2));
  const { n, f, c, filter, channel, o, k, i } = convIndices(params, batch, shape[1]!, all);
  const x = arriving(wire('in'));
  const y = leaving('out', out('out'));
  const w = weighing('weight', [filters, c.extent, ...k.map((a) => a.extent)], 'w');
  const b = weighing('bias', [filters], 'b');
  const seen = seenAs(x, { padded: true })(n, channel, ...all.map((a) => a.read));
  const gy = gradient(y)(n, filter, ...o);
  return {
    forward: [
      equation(
        y(n, filter, ...o),
        add(sum([c, ...k], mul(w(filter, c, ...k), seen)), params.bias ? b(filter) : 0),
      ),
    ],
    backward: [
      equation(
        gradient(x)(n, channel, ...i),
        sum([f, ...o, ...k], mul(gy, w(filter, c, ...k)), meets(all)),
      ),
      equation(gradient(w)(filter, c, ...k), sum([n, ...o], mul(gy, seen))),
      ...(params.bias ? [equation(gradient(b)(filter), sum([n, ...o], gy))] : []),
    ],
  };
}

/** The same with both sides exchanged: x lies where windows are, y where they read. */
export function convTransposeBook(
  { params, batch, wire, out }: BookContext<ConvBook>,
  windows: readonly Window[],
): Sides {
  const { filters } = params;
  const { shape } = wire('in');
  // Of the convolution that this one undoes `i` are the places of y, `o` those of x.
  const all = alongEach(windows, out('out').slice(2), shape.slice(2));
  const { n, f, c, filter, channel, o, k, i } = convIndices(params, batch, shape[1]!, all);
  const x = arriving(wire('in'));
  const y = leaving('out', out('out'));
  const w = weighing('weight', [shape[1]!, f.extent, ...k.map((a) => a.extent)], 'w');
  const b = weighing('bias', [filters], 'b');
  const wk = w(channel, f, ...k);
  const laid = seenAs(gradient(y), { padded: true })(n, filter, ...all.map((a) => a.read));
  return {
    forward: [
      equation(
        y(n, filter, ...i),
        add(
          sum([c, ...o, ...k], mul(wk, x(n, channel, ...o)), meets(all)),
          params.bias ? b(filter) : 0,
        ),
      ),
    ],
    backward: [
      equation(gradient(x)(n, channel, ...o), sum([f, ...k], mul(laid, wk))),
      equation(gradient(w)(channel, f, ...k), sum([n, ...o], mul(laid, x(n, channel, ...o)))),
      ...(params.bias
        ? [equation(gradient(b)(filter), sum([n, ...i], gradient(y)(n, filter, ...i)))]
        : []),
    ],
  };
}

/** What pools share: letters, and what comes back to a place of each channel. */
function pooled({ batch, wire, out }: BookContext<unknown>, windows: readonly Window[]) {
  const { shape } = wire('in');
  const all = alongEach(windows, shape.slice(2), out('out').slice(2));
  const [o, k, i] = [all.map((a) => a.o), all.map((a) => a.k), all.map((a) => a.i)];
  const [n, c] = [index('n', batch, true), index('c', shape[1]!)];
  const [x, y] = [arriving(wire('in')), leaving('out', out('out'))];
  const padded = windows.some((w) => w.before > 0 || w.after > 0);
  /** Taps that read the input and not its padding. */
  const inside = padded
    ? and(...all.flatMap(({ read, i }) => [compare(read, '≥', 0), compare(read, '<', i.extent)]))
    : undefined;
  const reads = all.map((a) => a.read);
  return { all, o, k, i, n, c, x, y, inside, reads };
}

export function maxPoolBook(ctx: BookContext<unknown>, windows: readonly Window[]): Sides {
  const { all, o, k, i, n, c, x, y, inside, reads } = pooled(ctx, windows);
  const seen = x(n, c, ...reads);
  const best = ctx.local({ base: 'k', above: '*' }, [n, c, ...o], argmax(k, seen, inside), {
    hue: 'plain',
  });
  // Taps row by row, as argmax counts them.
  const tap = k.reduce<Expr>((at, a) => add(mul(a.extent, at), a), num(0));
  return {
    forward: [equation(y(n, c, ...o), maximum(k, seen, inside))],
    backward: [
      equation(
        gradient(x)(n, c, ...i),
        sum(
          [...o, ...k],
          gradient(y)(n, c, ...o),
          and(meets(all), compare(tap, '=', best(n, c, ...o))),
        ),
      ),
    ],
  };
}

export function avgPoolBook(
  ctx: BookContext<unknown>,
  windows: readonly Window[],
  countPad: boolean,
): Sides {
  const { all, o, k, i, n, c, x, y, inside, reads } = pooled(ctx, windows);
  const taps = constant('m', size(windows.map((w) => w.taps)));
  // Where padding does not count, each window has its own number of taps.
  const count =
    countPad || !inside ? taps : ctx.local('m', o, sum(k, 1, inside), { hue: 'plain' })(...o);
  return {
    forward: [
      equation(y(n, c, ...o), div(sum(k, seenAs(x, { padded: true })(n, c, ...reads)), count)),
    ],
    backward: [
      equation(
        gradient(x)(n, c, ...i),
        sum([...o, ...k], div(gradient(y)(n, c, ...o), count), meets(all)),
      ),
    ],
  };
}

/** All places of a channel in one row. */
export function globalBook(
  ctx: BookContext<unknown>,
  of: (x: Tensor, at: readonly Index[], i: Index) => { y: Expr; back: (g: Expr) => Expr },
): Sides {
  const [batch = 1, channels = 1, ...rest] = ctx.wire('in').shape;
  const i = index('i', size(rest));
  const at = [index('n', batch, true), index('c', channels)];
  const x = arriving(ctx.wire('in'), 'x', [batch, channels, i.extent]);
  const y = leaving('out', [batch, channels]);
  const { y: value, back } = of(x, at, i);
  const lines: Equation[] = [equation(gradient(x)(...at, i), back(gradient(y)(...at)))];
  return { forward: [equation(y(...at), value)], backward: lines };
}
