/**
 * How recurrent layers are written: a cell gives its states from the shares of input and state of each
 * gate, and on the way back the slope of each share. What they have in common is here: the shares, the
 * sum of what comes back from above and from the step behind, and the gradients of the weights.
 */
import type { Hyperparameters } from '../../base/fields.ts';
import {
  add,
  cases,
  compare,
  constant,
  div,
  type Equation,
  type Expr,
  equation,
  gradient,
  type Index,
  index,
  type Letter,
  mul,
  num,
  type Operand,
  sub,
  sum,
  type Tensor,
  tensor,
} from '../../equations/expression.ts';
import {
  arriving,
  type BookContext,
  leaving,
  penaltySlope,
  type Sides,
  weighing,
} from '../textbook.ts';

interface RecurrentBookParams {
  readonly units: number;
  readonly gives: string;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly dropout: number;
  readonly bias: boolean;
  readonly l1: number;
  readonly l2: number;
}

/** One layer, read one way. */
interface CellBookContext {
  readonly params: Hyperparameters;
  /** A letter over time, samples and units; `traced` as a gate or a state of the engine's. */
  readonly local: (
    letter: string,
    definition?: Operand,
    as?: { readonly traced?: string; readonly back?: boolean; readonly below?: string },
  ) => Tensor;
  readonly define: BookContext['define'];
  /** The indices of all those letters, and the same one step earlier or later in the order of reading. */
  readonly at: readonly [t: Index, n: Index, j: Index];
  readonly earlier: readonly Expr[];
  readonly later: readonly Expr[];
  /** Shares of gate k in its sum, biases included. */
  readonly fromInput: (k: number) => Expr;
  readonly fromState: (k: number) => Expr;
  /** The state h, which the cell defines. */
  readonly h: Tensor;
  /** ∂L/∂h, all of it. */
  readonly dh: Tensor;
}
export interface CellBook {
  /** Letters of the gates, in the order of their rows; one without a letter where there is no gate. */
  readonly gates: readonly string[];
  /** Slopes of the shares by gate, and what goes from a step straight to the state before it. */
  readonly step: (ctx: CellBookContext) => {
    readonly slopes: readonly { readonly input: Tensor; readonly state: Tensor }[];
    readonly passed?: Expr;
  };
}

export function recurBook<P extends RecurrentBookParams>(
  ctx: BookContext<P>,
  cell: CellBook,
): Sides {
  const { params, node, batch, wire, out } = ctx;
  const { units, layers, bidirectional, dropout: p } = params;
  const [, steps = 1, features = 1] = wire('in').shape;
  const [n, t] = [index('n', batch, true), index('t', steps)];
  const directions = bidirectional ? [false, true] : [false];
  const x = arriving(wire('in'));
  const y = leaving('out', out('out'));
  const many = layers > 1 || bidirectional;
  const named = (letter: Letter, layer: number, reverse: boolean): Letter =>
    many ? { ...letter, above: `(${layer + 1}${reverse ? '′' : ''})` } : letter;

  const books = Array.from({ length: layers }, (_, layer) =>
    directions.map((reverse) => {
      const suffix = `_l${layer}${reverse ? '_reverse' : ''}`;
      const j = index('j', units);
      const at = [t, n, j] as const;
      const next = [reverse ? sub(t, 1) : add(t, 1), n, j];
      const last = [reverse ? add(t, 1) : sub(t, 1), n, j];
      const local: CellBookContext['local'] = (letter, definition, as = {}) =>
        ctx.local(
          named({ base: letter, ...(as.below && { below: as.below }) }, layer, reverse),
          at,
          definition,
          {
            hue: as.back ? 'gradient' : 'value',
            padded: true,
            cell: { layer, reverse },
            ...(as.traced && { traced: { of: 'intermediate', name: `${as.traced}${suffix}` } }),
          },
        );
      const dh = ctx.local(named({ base: 'h' }, layer, reverse), at, undefined, {
        hue: 'gradient',
        padded: true,
        cell: { layer, reverse },
        traced: { of: 'intermediate', name: `h${suffix}`, gradient: true },
      });
      return {
        layer,
        reverse,
        suffix,
        j,
        at,
        next,
        last,
        local,
        dh,
        h: local('h', undefined, { traced: 'h' }),
      };
    }),
  );
  type One = (typeof books)[number][number];

  /** What a layer reads: the sequence, or the states of the layer before it, some of them dropped. */
  const inputs = books.map(
    (_, layer): { at: (k: Expr) => Expr; width: number; kept: (k: Expr) => Expr } => {
      if (layer === 0) return { at: (k) => x(n, t, k), width: features, kept: () => num(1) };
      const width = units * directions.length;
      const [forth, back] = books[layer - 1]!;
      const k = index('k', width);
      const read = back
        ? cases([[compare(k, '<', units), forth!.h(t, n, k)]], back.h(t, n, sub(k, units)))
        : forth!.h(t, n, k);
      const drawn = { of: 'drawn', name: `${node}#dropout${layer}` } as const;
      const u = tensor('u', 'plain', drawn, [steps, batch, width], { samples: 1 });
      const share = constant('p', p);
      const kept = (k: Expr) =>
        p > 0 ? div(compare(u(t, n, k), '≥', share), sub(1, share)) : num(1);
      const letter = { base: 'x', above: `(${layer + 1})` };
      const own = ctx.local(letter, [t, n, k], p > 0 ? mul(kept(k), read) : read);
      return { at: (k) => own(t, n, k), width, kept };
    },
  );

  const backward: Equation[] = [];
  const tops: { readonly of: One; readonly top: (j: Expr) => Expr }[] = [];
  /** ∂L/∂ of what layer reads, by the number along its width. */
  const given: ((k: Expr) => Expr)[] = [];
  for (const layer of books.keys()) {
    const input = inputs[layer]!;
    const terms: ((k: Expr) => Expr)[] = [];
    for (const one of books[layer]!) {
      const { suffix, reverse, j, at, h, dh } = one;
      const l = index('l', units);
      const k = index('k', input.width);
      const [earlier, later] = [one.last, one.next];
      const put = (place: readonly Expr[], unit: Expr) => [place[0]!, n, unit];
      const part = (of: string, gate: string, width: number, q: number) => ({
        W: weighing(
          `weight_${of}h${suffix}`,
          [units, width],
          named({ base: 'W', below: `${of}${gate || 'h'}` }, layer, reverse),
          { offset: q * units * width, cell: { layer, reverse } },
        ),
        b: weighing(
          `bias_${of}h${suffix}`,
          [units],
          named({ base: 'b', below: `${of}${gate || 'h'}` }, layer, reverse),
          { offset: q * units, cell: { layer, reverse } },
        ),
      });
      const parts = cell.gates.map((gate, q) => ({
        i: part('i', gate, input.width, q),
        h: part('h', gate, units, q),
      }));
      const bias = (b: Tensor, unit: Expr): Operand => (params.bias ? b(unit) : 0);
      const { slopes, passed } = cell.step({
        params: params as unknown as Hyperparameters,
        local: one.local,
        define: ctx.define,
        at,
        earlier,
        later,
        h,
        dh,
        fromInput: (q) =>
          add(sum(k, mul(parts[q]!.i.W(j, k), input.at(k))), bias(parts[q]!.i.b, j)),
        fromState: (q) =>
          add(sum(l, mul(parts[q]!.h.W(j, l), h(...put(earlier, l)))), bias(parts[q]!.h.b, j)),
      });
      // From the step behind: through each gate's share, and what the cell passes straight on.
      const behind = slopes.map(({ state }, q) =>
        sum(l, mul(state(...put(later, l)), parts[q]!.h.W(l, j))),
      );
      tops.push({ of: one, top: () => add(...behind, passed ?? 0) });
      terms.push((k) =>
        add(...slopes.map(({ input: d }, q) => sum(l, mul(d(t, n, l), parts[q]!.i.W(l, k))))),
      );
      slopes.forEach(({ input: di, state: ds }, q) => {
        const { i: of, h: from } = parts[q]!;
        const wide = index('k', input.width);
        backward.push(
          equation(
            gradient(of.W)(j, wide),
            add(sum([t, n], mul(di(...at), input.at(wide))), penaltySlope(of.W(j, wide), params)),
          ),
          equation(
            gradient(from.W)(j, l),
            add(
              sum([t, n], mul(ds(...at), h(...put(earlier, l)))),
              penaltySlope(from.W(j, l), params),
            ),
          ),
        );
        if (params.bias)
          backward.push(
            equation(gradient(of.b)(j), sum([t, n], di(...at))),
            equation(gradient(from.b)(j), sum([t, n], ds(...at))),
          );
      });
    }
    given.push((k) => add(...terms.map((term) => term(k))));
  }
  for (const { of, top } of tops) {
    const { layer, reverse, j, at, dh } = of;
    const place = add(j, reverse ? units : 0);
    const last = layer === layers - 1;
    const end = reverse ? 0 : steps - 1;
    const above = !last
      ? params.dropout > 0
        ? mul(inputs[layer + 1]!.kept(place), given[layer + 1]!(place))
        : given[layer + 1]!(place)
      : params.gives === 'last'
        ? cases([[compare(t, '=', end), gradient(y)(n, place)]], 0)
        : gradient(y)(n, t, place);
    ctx.define(dh(...at), add(above, top(j)));
  }
  const k = index('k', features);
  const forward = books[layers - 1]!.map(({ reverse, j, h }) => {
    const place = add(j, reverse ? units : 0);
    return params.gives === 'last'
      ? equation(y(n, place), h(reverse ? 0 : steps - 1, n, j))
      : equation(y(n, t, place), h(t, n, j));
  });
  return { forward, backward: [equation(gradient(x)(n, t, k), given[0]!(k)), ...backward] };
}
