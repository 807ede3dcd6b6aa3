/**
 * What all activations that act on each number by itself have in common; the curve is their own. A
 * curve asked for without parameters (in a neuron, on a card) is the one with PyTorch's defaults.
 */
import {
  complete,
  defaults,
  type Fields,
  type Hyperparameters,
  type HyperparametersOf,
} from '../../base/fields.ts';
import type { Range } from '../../base/range.ts';
import { type Expr, equation, gradient, index, mul } from '../../equations/expression.ts';
import type { Builder, V } from '../../ir/builder.ts';
import type { About } from '../about.ts';
import type { AffineMap, Flat } from '../facets.ts';
import { oneShape } from '../fit.ts';
import { type Appearance, defineLayer, type Example, type LayerKind, oneToOne } from '../kind.ts';
import { arriving, axesOf, leaving } from '../textbook.ts';

/** The activation that bounds nothing. */
export const UNBOUNDED = { kind: 'linear' } as const;

/** A curve as it is written, and its slope, where y is the curve itself. */
interface WrittenCurve<P> {
  readonly curve: (x: Expr, params: P) => Expr;
  readonly slope: (x: Expr, y: Expr, params: P) => Expr;
}

type Curve = (b: Builder, x: V, params?: Hyperparameters) => V;

export function elementwise<const F extends Fields = Record<never, never>>(
  own: About & {
    readonly name: string;
    readonly ui: Pick<Appearance<F>, 'icon' | 'summary'>;
    readonly fields?: F;
    readonly affine?: () => AffineMap;
    readonly flat?: () => Flat;
    readonly moves?: boolean;
    readonly gives?: (
      params: HyperparametersOf<F>,
      arriving: readonly (Range | undefined)[],
    ) => Range | undefined;
    readonly equations: WrittenCurve<HyperparametersOf<F>>;
    /** The call in PyTorch on the variable `x`. */
    readonly call: (x: string, params: HyperparametersOf<F>) => string;
    readonly apply: (b: Builder, x: V, params: HyperparametersOf<F>) => V;
    /** Cases beside the default's, with parameters of their own. */
    readonly examples?: readonly Example[];
  },
): LayerKind & {
  readonly apply: Curve;
  readonly flat?: () => Flat;
  readonly written: (x: string) => string;
  readonly equations: WrittenCurve<Hyperparameters | undefined>;
} {
  const fields: Fields = own.fields ?? {};
  const usual = defaults(fields);
  const apply: Curve = (b, x, params) =>
    own.apply(b, x, (params ? complete(fields, params) : usual) as HyperparametersOf<F>);
  const { call, affine, flat, equations } = own;
  const { curve, slope } = equations;
  const filled = (params: Hyperparameters = {}) => complete(fields, params) as HyperparametersOf<F>;
  const written = (x: string, params: Hyperparameters) =>
    call(x, complete(fields, params) as HyperparametersOf<F>);
  const kind = defineLayer({
    ...own,
    apply,
    export: { torch: (ctx) => ({ forward: written(ctx.input('in').value, ctx.params) }) },
    ui: { ...(own.ui as Appearance), preview: 'curve' },
    gives: own.gives as LayerKind['gives'],
    family: 'activations',
    fields,
    ports: oneToOne,
    shape: oneShape((x) => x.shape),
    lower: ({ b, input, params }) => ({ out: apply(b, input('in'), params) }),
    textbook: ({ params, batch, wire, out }) => {
      const [x, y] = [arriving(wire('in')), leaving('out', out('out'))];
      const at = [index('n', batch, true), ...axesOf(out('out').slice(1))];
      const p = params as HyperparametersOf<F>;
      return {
        forward: [equation(y(...at), curve(x(...at), p))],
        backward: [
          equation(gradient(x)(...at), mul(gradient(y)(...at), slope(x(...at), y(...at), p))),
        ],
      };
    },
    keepsShape: true,
    unbounded: UNBOUNDED,
    examples: [
      { at: { in: [[4]] } },
      { at: { in: [[2, 3]] } },
      { at: { in: [[]] } },
      ...(own.examples ?? []),
    ],
  });
  return {
    ...kind,
    apply,
    affine,
    flat,
    written: (x) => written(x, {}),
    equations: {
      curve: (x, params) => curve(x, filled(params)),
      slope: (x, y, params) => slope(x, y, filled(params)),
    },
  };
}
