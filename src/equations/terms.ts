/**
 * The chain rule in an equation: a right side that is linear in what comes back, as a sum of products
 * *incoming × local*. Sums that are short are written out, so that each term is a path.
 */
import type { Evaluator, Scope } from './evaluate.ts';
import { div, type Expr, num } from './expression.ts';
import { substitute } from './print.ts';

/** More paths than that are not told one by one. */
const MOST = 12;

/** Factors of a term; all indices are numbers or bound by the scope. */
type Term = readonly Expr[];

/** Whether a gradient is read in it. */
export function comesBack(expr: Expr): boolean {
  switch (expr.op) {
    case 'read':
      return expr.of.hue === 'gradient';
    case 'number':
    case 'constant':
    case 'index':
    case 'ellipsis':
      return false;
    case 'sum':
    case 'max':
    case 'argmax':
    case 'softmax':
      return comesBack(expr.body);
    case 'cases':
      return comesBack(expr.otherwise) || expr.cases.some((c) => comesBack(c.value));
    default:
      return expr.args.some(comesBack);
  }
}

/** The terms of a right side; none where it is no such sum, or a long one. */
export function termsOf(
  expr: Expr,
  scope: Scope,
  { value, places }: Pick<Evaluator, 'value' | 'places'>,
): readonly Term[] | undefined {
  const by = (x: Expr, factors: Term): readonly Term[] | undefined =>
    inner(x)?.map((term) => [...term, ...factors]);
  function inner(x: Expr): readonly Term[] | undefined {
    if (!comesBack(x)) return undefined;
    switch (x.op) {
      case 'read':
        return [[x]];
      case 'neg':
        return by(x.args[0], [num(-1)]);
      case 'div':
        return comesBack(x.args[1]) ? undefined : by(x.args[0], [div(1, x.args[1])]);
      case 'mul': {
        const back = x.args.filter(comesBack);
        return back.length === 1
          ? by(
              back[0]!,
              x.args.filter((a) => a !== back[0]),
            )
          : undefined;
      }
      case 'add': {
        const terms: Term[] = [];
        for (const arg of x.args) {
          // What is added beside, as a weight's penalty, is a term too.
          const found = comesBack(arg) ? inner(arg) : [[arg]];
          if (!found) return undefined;
          terms.push(...found);
        }
        return terms;
      }
      case 'sum': {
        const { over, where, body } = x;
        if (!where && over.reduce((n, i) => n * i.extent, 1) > MOST) return undefined;
        const terms: Term[] = [];
        for (const place of places(x, scope)) {
          const bound = over.reduce((b, i) => substitute(b, i.letter, num(place[i.letter]!)), body);
          const found = inner(bound);
          if (!found) return undefined;
          terms.push(...found);
          if (terms.length > MOST) return undefined;
        }
        return terms;
      }
      case 'cases': {
        const held = x.cases.find((c) => value(c.when, scope) !== 0)?.value ?? x.otherwise;
        return comesBack(held) ? inner(held) : [[held]];
      }
      default:
        return undefined;
    }
  }
  const terms = inner(expr);
  return terms && terms.length <= MOST ? terms : undefined;
}
