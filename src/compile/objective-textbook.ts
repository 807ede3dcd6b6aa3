/**
 * How what training lowers is written. Each loss says what it adds to the cost, each node with penalised
 * weights what these add, and the last loss adds it all up: L is the objective, and where weights are
 * penalised the cost is C.
 */
import { sizeOfBatch } from '../catalog/textbook.ts';
import { freeIndices } from '../equations/evaluate.ts';
import {
  abs,
  add,
  constant,
  div,
  type Equation,
  type Expr,
  equation,
  index,
  type Letter,
  mul,
  type Read,
  type Source,
  square,
  sum,
  tensor,
} from '../equations/expression.ts';
import type { Compilation } from './compilation.ts';
import type { Book } from './textbook.ts';

type Told = Pick<Compilation, 'batch' | 'losses' | 'parameters' | 'penalised'>;

/** The letter of the cost. */
export const costLetter = ({ penalised }: Pick<Told, 'penalised'>): string =>
  penalised ? 'C' : 'L';

const one = (letter: Letter | string, source: Source): Read =>
  tensor(letter, 'value', source, [])();

/** What a loss adds to the cost, where it is one of several; each has a number, for their kinds may be the same. */
const shareOf = (told: Told, node: string): Read => {
  const number = told.losses.findIndex((l) => l.node === node) + 1;
  return one({ base: costLetter(told), below: String(number) }, { of: 'share', name: node });
};

const penaltyOf = (node: string): Read =>
  one({ base: 'R', of: node }, { of: 'penalty', name: node });

/** The mean of a loss over the batch. */
function meanOf({ batch }: Told, node: string): Expr {
  const n = index('n', batch, true);
  const each = tensor('ℓ', 'value', { of: 'loss', name: node }, [batch]);
  return div(sum(n, each(n)), sizeOfBatch(batch));
}

/** λ₁·Σ|w| + λ₂/2·Σw² over the weights of a node that are penalised; nothing where none is. */
function penaltyEquation({ parameters }: Told, node: string, { backward }: Book): Equation[] {
  const penalties = new Map(
    parameters.flatMap((p) => (p.node === node && p.penalty ? [[p.own, p.penalty]] : [])),
  );
  const all = backward.flatMap(({ left }) => {
    const { of, name, gradient } = left.of.source;
    const penalty = of === 'weight' && gradient ? penalties.get(name) : undefined;
    if (!penalty) return [];
    // The weights themselves, under the letter and the indices that their gradient has.
    const source: Source = { of: 'weight', name };
    const w: Read = { ...left, of: { ...left.of, slope: false, hue: 'weight', source } };
    return [{ w, over: freeIndices(left), penalty }];
  });
  const [first] = all;
  if (!first) return [];
  const { l1, l2 } = first.penalty;
  const over = (of: (w: Expr) => Expr) => add(...all.map(({ w, over }) => sum(over, of(w))));
  return [
    equation(
      penaltyOf(node),
      add(
        l1 > 0 ? mul(constant({ base: 'λ', below: '1' }, l1), over(abs)) : 0,
        l2 > 0 ? mul(div(constant({ base: 'λ', below: '2' }, l2), 2), over(square)) : 0,
      ),
    ),
  ];
}

/** What a node adds to what training lowers: a loss its mean, others the penalty of their weights. */
export function addedBy(told: Told, node: string, book: Book): readonly Equation[] {
  const { losses } = told;
  if (losses.length > 1 && losses.some((l) => l.node === node))
    return [equation(shareOf(told, node), meanOf(told, node))];
  // Without a loss nothing is lowered.
  return losses.length ? penaltyEquation(told, node, book) : [];
}

/** The cost: the mean of each loss over the batch, those of several nodes added up. */
export function costEquation(told: Told): Equation {
  const { losses } = told;
  const terms =
    losses.length > 1
      ? losses.map((l) => shareOf(told, l.node))
      : losses.map((l) => meanOf(told, l.node));
  return equation(one(costLetter(told), { of: 'cost', name: '' }), add(...terms));
}

/** What training lowers, where that is more than the cost. */
export function objectiveEquation(told: Told): Equation {
  const nodes = new Set(told.parameters.flatMap((p) => (p.penalty ? [p.node] : [])));
  const cost = one(costLetter(told), { of: 'cost', name: '' });
  return equation(one('L', { of: 'objective', name: '' }), add(cost, ...[...nodes].map(penaltyOf)));
}
