/**
 * Equations in print: TeX for the page, plain text for the command line. One fold over the expression, two
 * styles of setting it. Indices over an axis of one are left out, and the sample's where an equation is the
 * same for each. `\val`, `\grad` and `\wt` colour what flows forward, back, and what is learnt.
 */

import { isScientific } from '../tensor/format.ts';
import { freeIndices } from './evaluate.ts';
import {
  add,
  and,
  compare,
  div,
  type Equation,
  type Expr,
  type Index,
  mul,
  num,
  type Over,
  type Read,
  shownAxes,
} from './expression.ts';
import { type Piece, type Style, TEX, TEXT } from './styles.ts';

/** Whether a sum runs over the samples of the batch, so that their index must be written. */
function sumsSamples(expr: Expr): boolean {
  switch (expr.op) {
    case 'sum':
    case 'max':
    case 'argmax':
      return expr.over.some((i) => i.sample && i.extent > 1) || sumsSamples(expr.body);
    case 'softmax':
      return sumsSamples(expr.body);
    case 'cases':
      return sumsSamples(expr.otherwise) || expr.cases.some((c) => sumsSamples(c.value));
    case 'number':
    case 'constant':
    case 'index':
    case 'ellipsis':
    case 'read':
      return false;
    default:
      return expr.args.some(sumsSamples);
  }
}

/** A sum that is better written behind 1/N than above it, where no line could break. */
const isLong = (expr: Expr): boolean =>
  expr.op === 'sum' || (expr.op === 'add' && expr.args.length > 2);

/** Of one place alone a sum is that place. */
const hasSign = ({ over, where }: Over): boolean =>
  where !== undefined || over.some((i) => i.extent > 1);

/** Made of indices and numbers alone. */
const isPlace = (expr: Expr): boolean =>
  expr.op === 'index' ||
  expr.op === 'number' ||
  ((expr.op === 'add' || expr.op === 'mul' || expr.op === 'neg') && expr.args.every(isPlace));

/** Without what an axis of one leaves nothing of: its index is 0, and a condition on it holds. */
function lean(expr: Expr): Expr {
  switch (expr.op) {
    case 'index':
      return expr.extent === 1 ? num(0) : expr;
    case 'read':
      return { ...expr, at: expr.at.map(lean) };
    case 'add':
      return add(...expr.args.map(lean));
    case 'mul': {
      const args = expr.args.map(lean);
      const none = args.some((x) => x.op === 'number' && x.value === 0);
      return none && isPlace(expr) ? num(0) : mul(...args);
    }
    case 'and': {
      const args = expr.args.map(lean).filter((x) => !(x.op === 'number' && x.value === 1));
      return args.length ? and(...args) : num(1);
    }
    case 'compare': {
      const [a, b] = [lean(expr.args[0]), lean(expr.args[1])];
      const same = a.op === 'number' && b.op === 'number' && expr.args.every(isPlace);
      return same && (expr.is === '=' || expr.is === '≥') && a.value === b.value
        ? num(1)
        : compare(a, expr.is, b);
    }
    case 'sum':
    case 'max':
    case 'argmax': {
      const where = expr.where && lean(expr.where);
      const trivial = !where || where.op === 'number';
      const over = expr.over.filter((i) => i.extent > 1);
      const { where: _, ...rest } = expr;
      return { ...rest, over, body: lean(expr.body), ...(!trivial && { where }) };
    }
    case 'softmax':
      return { ...expr, at: lean(expr.at), body: lean(expr.body) };
    case 'cases':
      return {
        ...expr,
        cases: expr.cases.map((c) => ({ when: lean(c.when), value: lean(c.value) })),
        otherwise: lean(expr.otherwise),
      };
    case 'number':
    case 'constant':
    case 'ellipsis':
      return expr;
    case 'neg':
      return { ...expr, args: [lean(expr.args[0])] };
    case 'div':
    case 'pow':
      return { ...expr, args: [lean(expr.args[0]), lean(expr.args[1])] };
    default:
      return { ...expr, args: expr.args.map(lean) };
  }
}

function printer(style: Style, showSamples: boolean) {
  const isWritten = (i: Index): boolean => i.extent > 1 && (showSamples || !i.sample);
  const least = (p: Piece, rank: number): string =>
    p.rank < rank ? style.bracket(p.text) : p.text;
  const atom = (text: string): Piece => ({ text, rank: 4 });

  /** An index as it stands below a letter: 2o+k−1, without signs of multiplication. */
  function place(expr: Expr): string {
    if (expr.op === 'index') return isWritten(expr) ? style.index(expr.letter) : '';
    if (expr.op === 'number') return style.number(expr.value);
    if (expr.op === 'mul') return expr.args.map(place).join('');
    if (expr.op === 'neg') return `${style.minus}${place(expr.args[0])}`;
    if (expr.op !== 'add') return print(expr).text;
    const terms = expr.args.map(place).filter((t) => t !== '');
    return terms.map((t, i) => (i && !t.startsWith(style.minus) ? `+${t}` : t)).join('') || '0';
  }

  function read({ of, at }: Read): Piece {
    const places = shownAxes(of).flatMap((axis) => {
      const x = at[axis];
      if (!x) return [];
      if (of.shape[axis] === 1 && (x.op === 'index' || x.op === 'number')) return [];
      return [place(x)].filter((t) => t !== '');
    });
    const alone = at.every((x, axis) => x.op === 'index' || of.shape[axis] === 1);
    const short = places.every((p) => [...p].length === 1);
    const index = places.join(alone && short ? '' : ',');
    const letter = style.letter(of.letter, index);
    return atom(style.mark(of.source, style.hue(of.hue, of.slope ? style.slope(letter) : letter)));
  }

  /** What stands after a plus: `− x` for what is taken away. */
  function sum(args: readonly Expr[]): Piece {
    const text = args
      .map((x, i) => {
        const taken = x.op === 'neg' ? x.args[0] : undefined;
        const piece = print(taken ?? x);
        const negative =
          !taken && (piece.text.startsWith(style.minus) || (x.op === 'number' && piece.rank === 1));
        const body = taken
          ? least(piece, 2)
          : negative && i
            ? style.bracket(piece.text)
            : piece.text;
        return i === 0
          ? taken
            ? `${style.minus}${body}`
            : body
          : ` ${taken ? style.minus : '+'} ${body}`;
      })
      .join('');
    return { text, rank: 1 };
  }

  /** A sum sign at the end of a product needs no brackets. */
  function factor(x: Expr, i: number, all: readonly Expr[]): string {
    const isOpen = x.op === 'sum' && i > 0 && i === all.length - 1 && hasSign(x);
    return isOpen ? print(x).text : least(print(x), 2);
  }

  function condition(expr: Expr): string {
    if (expr.op === 'and') return expr.args.map(condition).join(style.comma);
    if (expr.op !== 'compare') return print(expr).text;
    const side = (x: Expr) => (isPlace(x) ? place(x) || '0' : print(x).text);
    return `${side(expr.args[0])} ${style.relation[expr.is]} ${side(expr.args[1])}`;
  }

  function print(expr: Expr): Piece {
    switch (expr.op) {
      case 'number': {
        const plain = style.hue(expr.hue ?? 'plain', style.number(expr.value));
        const text = expr.of ? style.mark(expr.of, plain) : plain;
        // 1.2·10⁻⁵ is a product, of which a power is to be told from that of its last number.
        return { text, rank: expr.value < 0 ? 1 : isScientific(expr.value) ? 2 : 4 };
      }
      case 'constant':
        return atom(style.letter(expr.letter, ''));
      case 'index':
        return atom(expr.letter);
      case 'read':
        return read(expr);
      case 'add':
        return sum(expr.args);
      case 'neg':
        // −0 is 0.
        if (expr.args[0].op === 'number' && expr.args[0].value === 0) return print(expr.args[0]);
        return { text: `${style.minus}${least(print(expr.args[0]), 2)}`, rank: 1 };
      case 'mul':
        return { text: expr.args.map(factor).join(style.times), rank: 2 };
      case 'div':
        return isLong(expr.args[0])
          ? print(mul(div(1, expr.args[1]), expr.args[0]))
          : style.frac(print(expr.args[0]), print(expr.args[1]));
      case 'pow':
        return { text: style.power(least(print(expr.args[0]), 4), print(expr.args[1])), rank: 3 };
      case 'call':
        return style.call(expr.name, expr.args.map(print));
      case 'sum':
      case 'max':
      case 'argmax': {
        const letters = expr.over.filter((i) => i.extent > 1).map((i) => style.index(i.letter));
        const { where } = expr;
        const body = print(expr.body);
        if (!letters.length && !where && expr.op !== 'argmax') return body;
        const conditions = where?.op === 'and' ? where.args : where ? [where] : [];
        const below = [letters.join(','), ...conditions.map(condition)].filter((x) => x !== '');
        return { text: style.big(expr.op, below, least(body, 2)), rank: 1 };
      }
      case 'softmax': {
        const above = substitute(expr.body, expr.over.letter, expr.at);
        const [top, term] = [above, expr.body].map((x) => style.call('exp', [print(x)]));
        return style.frac(top!, {
          text: style.big('sum', [style.index(expr.over.letter)], term!.text),
          rank: 1,
        });
      }
      case 'cases':
        return atom(
          style.cases(
            expr.cases.map((c) => [print(c.value).text, condition(c.when)] as const),
            print(expr.otherwise).text,
          ),
        );
      case 'compare':
      case 'and':
        return atom(style.iverson(condition(expr)));
      case 'ellipsis':
        return atom(style.dots);
      default:
        return expr satisfies never;
    }
  }
  return print;
}

/** The same with something else for an index. */
export function substitute(expr: Expr, letter: string, by: Expr): Expr {
  const inner = (x: Expr): Expr => substitute(x, letter, by);
  switch (expr.op) {
    case 'index':
      return expr.letter === letter ? by : expr;
    case 'read':
      return { ...expr, at: expr.at.map(inner) };
    case 'sum':
    case 'max':
    case 'argmax':
      if (expr.over.some((i) => i.letter === letter)) return expr;
      return { ...expr, body: inner(expr.body), ...(expr.where && { where: inner(expr.where) }) };
    case 'softmax':
      return {
        ...expr,
        at: inner(expr.at),
        ...(expr.over.letter !== letter && { body: inner(expr.body) }),
      };
    case 'cases':
      return {
        ...expr,
        cases: expr.cases.map((c) => ({ when: inner(c.when), value: inner(c.value) })),
        otherwise: inner(expr.otherwise),
      };
    case 'number':
    case 'constant':
    case 'ellipsis':
      return expr;
    case 'neg':
      return { ...expr, args: [inner(expr.args[0])] };
    case 'div':
    case 'pow':
    case 'compare':
      return { ...expr, args: [inner(expr.args[0]), inner(expr.args[1])] };
    default:
      return { ...expr, args: expr.args.map(inner) };
  }
}

/** A letter without its indices. */
export const bare = (read: Read, style: Style): string =>
  printer(style, false)({ ...read, at: [] }).text;

/** How the sides of an equation are set, and parts of them, all with the indices that it needs. */
export function setter({ left, right }: Equation, style: Style): (part: Expr) => string {
  const shown = sumsSamples(right) || !freeIndices(left).some((i) => i.sample);
  const print = printer(style, shown);
  return (part) => print(lean(part)).text;
}

const printed =
  (style: Style) =>
  (equation: Equation): string => {
    const set = setter(equation, style);
    return `${set(equation.left)} = ${set(equation.right)}`;
  };

/** An equation in letters, as TeX. */
export const tex = printed(TEX);
/** An equation in letters, as plain text. */
export const text = printed(TEXT);
/** An expression as it is, each factor of 1 and term of 0 with it: for numbers that were put in. */
export const asItIs = (expr: Expr, style: Style): string => printer(style, true)(expr).text;
