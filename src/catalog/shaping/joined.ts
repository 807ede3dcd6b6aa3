/** What add, multiply and concat share: a number of inputs `in1` … `inN`, and NumPy's broadcasting. */

import type { NumberField } from '../../base/fields.ts';
import { fail, issue, ok } from '../../base/issue.ts';
import { gradient, index, num } from '../../equations/expression.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { broadcastShapes, type Shape } from '../../tensor/shape.ts';
import type { Arriving, LowerContext, ShapeContext } from '../facets.ts';
import { amount } from '../fit.ts';
import { OUT, type Ports } from '../kind.ts';
import { arriving, axesOf, type BookContext, leaving } from '../textbook.ts';
import type { TorchContext, TorchWire } from '../torch.ts';

type WithInputs = { readonly inputs: number };

export const inputsField: NumberField = {
  type: 'number',
  label: { en: 'Inputs', zh: '输入数' },
  hint: { en: 'How many wires it takes.', zh: '接收多少条连线。' },
  default: 2,
  min: 2,
  max: 16,
  integer: true,
  step: 1,
};

const names = (params: WithInputs) => Array.from({ length: params.inputs }, (_, i) => `in${i + 1}`);

export const joinedPorts = (params: WithInputs): Ports => ({
  inputs: names(params).map((name, i) => ({ name, notation: { symbol: 'x', index: `${i + 1}` } })),
  outputs: [OUT],
});

/** What arrives at all inputs in the order of the ports, or nothing while one is unwired. */
export function arrivals<P extends WithInputs>(ctx: ShapeContext<P>): Arriving[] | undefined {
  const all = names(ctx.params).flatMap((name) => ctx.at(name)[0] ?? []);
  return all.length === ctx.params.inputs ? all : undefined;
}

export const values = <P extends WithInputs>(ctx: LowerContext<P>): V[] =>
  names(ctx.params).map((name) => ctx.input(name));

/** The same for the export. */
export const wires = <P extends WithInputs>(ctx: TorchContext<P>): TorchWire[] =>
  names(ctx.params).map((name) => ctx.input(name));

export function broadcastRule<P extends WithInputs>(ctx: ShapeContext<P>) {
  const all = arrivals(ctx);
  const [first, ...rest] = all ?? [];
  if (!first) return fail();
  let shape: Shape = first.shape;
  for (const [i, x] of rest.entries()) {
    const next = broadcastShapes(shape, x.shape);
    if (!next)
      return fail(
        issue(
          'shape.mismatch',
          {
            en: '{from} gives {gives}, {other} gives {others}; {title} needs them alike.',
            zh: '{from} 给出 {gives}，{other} 给出 {others}；{title} 要求二者一致。',
          },
          {
            args: {
              from: x.from,
              gives: amount(x.shape),
              other: first.from,
              others: amount(shape),
              title: { node: ctx.node },
            },
            where: { node: ctx.node, port: `in${i + 2}` },
          },
        ),
      );
    shape = next;
  }
  return ok({ out: shape });
}

/**
 * Combines values whose samples broadcast. Axes are put in after the batch axis, which must never be
 * taken for a feature axis.
 */
export function broadcastFold(b: Builder, xs: readonly V[], combine: (a: V, c: V) => V): V {
  const rank = Math.max(...xs.map((x) => x.shape.length));
  return xs
    .map((x) => {
      const [batch = 1, ...own] = x.shape;
      return b.reshape(x, [batch, ...new Array<number>(rank - x.shape.length).fill(1), ...own]);
    })
    .reduce(combine);
}

/** How values are written that broadcast: the letters of the result, and of each input those that it has. */
export function broadcastBook<P extends WithInputs>({ params, batch, wire, out }: BookContext<P>) {
  const shape = out('out');
  const n = index('n', batch, true);
  const axes = axesOf(shape.slice(1));
  const y = leaving('out', shape);
  const inputs = names(params).map((name, i) => {
    const arrived = wire(name);
    const own = arrived.shape.slice(1);
    const lead = axes.length - own.length;
    const x = arriving(arrived, { base: 'x', below: String(i + 1) });
    /** Along which its numbers are repeated. */
    const repeated = axes.filter((a, k) => a.extent > 1 && (own[k - lead] ?? 1) === 1);
    const at = [n, ...own.map((d, k) => (d === 1 ? num(0) : axes[k + lead]!))];
    return { x: x(...at), gradient: gradient(x)(...at), repeated };
  });
  return { y: y(n, ...axes), g: gradient(y)(n, ...axes), inputs };
}
