/** What all activations that act on each number by itself have in common; the curve is their own. */
import type { Builder, V } from '../../ir/builder.ts';
import { oneShape } from '../fit.ts';
import { type About, defineKind, type Kind, oneToOne } from '../kind.ts';

export function elementwise(
  own: About & {
    readonly name: string;
    readonly icon: string;
    readonly apply: (b: Builder, x: V) => V;
  },
): Kind & { readonly apply: (b: Builder, x: V) => V } {
  const kind = defineKind({
    ...own,
    family: 'activations',
    fields: {},
    ports: oneToOne,
    shape: oneShape((x) => x.shape),
    lower: ({ b, input }) => ({ out: own.apply(b, input('in')) }),
    keepsShape: true,
    face: 'curve',
    examples: [{ at: { in: [[4]] } }, { at: { in: [[2, 3]] } }, { at: { in: [[]] } }],
  });
  return { ...kind, apply: own.apply };
}
