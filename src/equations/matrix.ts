/**
 * A sum of products of two matrices over the index that they share, as the product of the two: y = x Wᵀ + b,
 * ∂L/∂W = δᵀ x. It is read off the indices, so that it says no more than the equation does.
 */
import type { Equation, Expr, Read } from './expression.ts';
import { bare } from './print.ts';
import type { Style } from './styles.ts';

/** The letters of a read's indices, those that say something; none where a place is more than a letter. */
function lettersOf({ at }: Read): readonly string[] | undefined {
  const letters: string[] = [];
  for (const x of at) {
    if (x.op !== 'index') return undefined;
    if (x.extent > 1 || x.sample) letters.push(x.letter);
  }
  return letters;
}

/** Nothing where it is no product of two matrices. */
export function matrixForm({ left, right }: Equation, style: Style): string | undefined {
  const [row, column, ...more] = lettersOf(left) ?? [];
  if (row === undefined || column === undefined || more.length) return undefined;
  const [product, ...rest] = right.op === 'add' ? right.args : [right];
  if (product?.op !== 'sum' || product.where || product.body.op !== 'mul') return undefined;
  const over = product.over.filter((i) => i.extent > 1 || i.sample);
  const [a, b, ...others] = product.body.args;
  const [shared] = over;
  if (over.length !== 1 || !shared || others.length || a?.op !== 'read' || b?.op !== 'read')
    return undefined;
  const set = (x: Read, turned: boolean) => {
    const letter = bare(x, style);
    return turned ? style.transpose(letter, x.of.slope ?? false) : letter;
  };
  const factor = (outer: string, inner: string): string | undefined => {
    for (const x of [a, b]) {
      const own = lettersOf(x)?.join();
      if (own === `${outer},${inner}`) return set(x, outer === column);
      if (own === `${inner},${outer}`) return set(x, outer === row);
    }
    return undefined;
  };
  const [first, second] = [factor(row, shared.letter), factor(column, shared.letter)];
  if (first === undefined || second === undefined) return undefined;
  const added: string[] = [];
  for (const x of rest) {
    // A row that is added to each.
    if (!isRow(x, column)) return undefined;
    added.push(bare(x, style));
  }
  return `${bare(left, style)} = ${[style.product(first, second), ...added].join(' + ')}`;
}

const isRow = (x: Expr, column: string): x is Read =>
  x.op === 'read' && lettersOf(x)?.join() === column;
