/**
 * Where a formula that is too long for its line is broken. KaTeX breaks it behind each relation and each binary
 * operator; here what is multiplied stays together, so that a line ends at a relation or between terms. A
 * product that alone is wider than the line is broken between its factors after all.
 */
import classes from './Tex.module.css';

/** A piece behind which KaTeX would break, of a product that goes on. */
function endsInTimes(piece: Element): boolean {
  const last = [...piece.children].findLast((c) => !c.classList.contains('mspace'));
  return last?.classList.contains('mbin') === true && last.textContent === '⋅';
}

/** A relation alone, as a line of numbers begins with one: it stays with what follows. */
const isRelation = (piece: Element): boolean =>
  piece.querySelector('.mrel') !== null &&
  /^[\u200b\s]*[=≤≥<>][\u200b\s]*$/.test(piece.textContent);

/** Puts the pieces of each product into one element. */
export function holdProducts(formula: Element): void {
  for (const line of formula.querySelectorAll('.katex-html')) {
    let product: Element[] = [];
    for (const piece of [...line.children]) {
      product.push(piece);
      if (endsInTimes(piece) || isRelation(piece)) continue;
      hold(product);
      product = [];
    }
    hold(product);
  }
}

function hold(pieces: readonly Element[]): void {
  const [first] = pieces;
  if (!first || pieces.length < 2) return;
  const held = document.createElement('span');
  held.className = classes.product ?? '';
  first.before(held);
  held.append(...pieces);
}
