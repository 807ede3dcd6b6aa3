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

/** One of the two factors: turned where its columns are the rows of the product. */
export interface MatrixFactor {
  readonly read: Read;
  readonly turned: boolean;
}
interface MatrixProduct {
  readonly factors: readonly [MatrixFactor, MatrixFactor];
  /** Rows that are added to each row of it. */
  readonly added: readonly Read[];
}

/** The two matrices of a product and what is added to it; nothing where it is no product of two matrices. */
export function matrixProduct({ left, right }: Equation): MatrixProduct | undefined {
  const [row, column, ...more] = lettersOf(left) ?? [];
  if (row === undefined || column === undefined || more.length) return undefined;
  const [product, ...rest] = right.op === 'add' ? right.args : [right];
  if (product?.op !== 'sum' || product.where || product.body.op !== 'mul') return undefined;
  const over = product.over.filter((i) => i.extent > 1 || i.sample);
  const [a, b, ...others] = product.body.args;
  const [shared] = over;
  if (over.length !== 1 || !shared || others.length || a?.op !== 'read' || b?.op !== 'read')
    return undefined;
  const factor = (outer: string, inner: string): MatrixFactor | undefined => {
    for (const read of [a, b]) {
      const own = lettersOf(read)?.join();
      if (own === `${outer},${inner}`) return { read, turned: outer === column };
      if (own === `${inner},${outer}`) return { read, turned: outer === row };
    }
    return undefined;
  };
  const [first, second] = [factor(row, shared.letter), factor(column, shared.letter)];
  const added = rest.filter((x) => isRow(x, column));
  if (!first || !second || added.length < rest.length) return undefined;
  return { factors: [first, second], added };
}

/** The same as it is written; nothing where it is no product of two matrices. */
export function matrixForm(equation: Equation, style: Style): string | undefined {
  const product = matrixProduct(equation);
  if (!product) return undefined;
  const [first, second] = product.factors.map(({ read, turned }) => {
    const letter = bare(read, style);
    return turned ? style.transpose(letter, read.of.slope ?? false) : letter;
  });
  const added = product.added.map((x) => bare(x, style));
  return `${bare(equation.left, style)} = ${[style.product(first!, second!), ...added].join(' + ')}`;
}

const isRow = (x: Expr, column: string): x is Read =>
  x.op === 'read' && lettersOf(x)?.join() === column;
