/** How equations are set: as TeX for the page, as plain text for the command line. `print` has the fold. */
import { formatNumber } from '../tensor/format.ts';
import type { Compare, FunctionName, Hue, Letter, Source } from './expression.ts';

/** A piece of print and how tightly it binds: 1 sum, 2 product, 3 power, 4 atom. */
export interface Piece {
  readonly text: string;
  readonly rank: number;
}

export interface Style {
  readonly hue: (hue: Hue, text: string) => string;
  /** Says of a letter or a number whose it is, where that can be pointed at. */
  readonly mark: (of: Source, text: string) => string;
  readonly letter: (letter: Letter, index: string) => string;
  readonly slope: (of: string) => string;
  readonly number: (value: number) => string;
  readonly bracket: (text: string) => string;
  readonly times: string;
  readonly minus: string;
  readonly frac: (above: Piece, below: Piece) => Piece;
  readonly power: (base: string, exponent: Piece) => string;
  readonly call: (name: FunctionName, args: readonly Piece[]) => Piece;
  /** `below`: the indices, and what they are to meet. */
  readonly big: (sign: 'sum' | 'max' | 'argmax', below: readonly string[], body: string) => string;
  /** An index with a second letter, such as the place along an axis. */
  readonly index: (letter: string) => string;
  readonly cases: (
    lines: readonly (readonly [value: string, when: string])[],
    rest: string,
  ) => string;
  readonly iverson: (text: string) => string;
  /** A matrix turned, and the product of two. */
  readonly transpose: (text: string, slope: boolean) => string;
  readonly product: (a: string, b: string) => string;
  readonly comma: string;
  readonly relation: Readonly<Record<Compare['is'], string>>;
  readonly dots: string;
}

/** Letters that stand for themselves in Unicode, by their names in TeX. */
const NAMES: Readonly<Record<string, string>> = {
  α: '\\alpha',
  β: '\\beta',
  γ: '\\gamma',
  δ: '\\delta',
  ε: '\\varepsilon',
  η: '\\eta',
  κ: '\\kappa',
  λ: '\\lambda',
  μ: '\\mu',
  π: '\\pi',
  ρ: '\\rho',
  σ: '\\sigma',
  ℓ: '\\ell',
};
const SIGNS: Readonly<Record<string, string>> = { '′': "'", '−': '-', '‖': '\\Vert ' };
const texWord = (word: string): string =>
  /^[a-z]{2,}$/i.test(word)
    ? `\\mathrm{${word}}`
    : [...word]
        .map((c) => (NAMES[c] ? `${NAMES[c]} ` : (SIGNS[c] ?? c)))
        .join('')
        .trim();

const texCall: Readonly<Partial<Record<FunctionName, string>>> = {
  ln: '\\ln',
  log2: '\\log_2',
  tanh: '\\tanh',
  sigmoid: '\\sigma',
  Phi: '\\Phi',
  erf: '\\operatorname{erf}',
  sin: '\\sin',
  cos: '\\cos',
  sign: '\\operatorname{sign}',
  max: '\\max',
  min: '\\min',
};
/** How long TeX is to the eye, more or less. */
const lengthOf = (tex: string): number =>
  tex.replace(/\\htmlData\{[^}]*\}/g, '').replace(/\\[a-z]+|[{}^_\\ ]/gi, '').length;
/** Brackets that grow hold a line together: what is long stays breakable. */
const inTex = (text: string) =>
  lengthOf(text) > 18 ? `\\bigl(${text}\\bigr)` : `\\left(${text}\\right)`;
const HUES: Readonly<Record<Hue, string>> = {
  value: 'val',
  gradient: 'grad',
  weight: 'wt',
  plain: '',
};

/** A node by its id: the page puts its title in (`ui/tex`), the command line leaves the id. */
export const nodeTex = (id: string): string => `\\node{${id}}`;

/** An exponent. Its fractions stay small where others are enlarged, or it would not look raised. */
const raised = ({ text }: Piece): string => text.replaceAll('\\frac', '\\tfrac');

export const TEX: Style = {
  mark: (_, text) => text,
  hue: (hue, text) => (HUES[hue] ? `\\${HUES[hue]}{${text}}` : text),
  letter: ({ base, accent, below, above, of }, index) => {
    const own = texWord(base);
    const dressed = accent ? `\\${accent}{${own}}` : own;
    const under = [below && texWord(below), of && nodeTex(of), index].filter(Boolean).join(',');
    const over = above === undefined ? '' : above === '′' ? "'" : `^{${texWord(above)}}`;
    return `${dressed}${over}${under ? `_{${under}}` : ''}`;
  },
  slope: (of) => `\\frac{\\partial L}{\\partial ${of}}`,
  number: (value) => {
    if (Number.isNaN(value)) return '\\text{NaN}';
    if (!Number.isFinite(value)) return value > 0 ? '\\infty' : '-\\infty';
    const [mantissa = '', exponent] = formatNumber(value)
      .replace(/\u2212/g, '-')
      .replace(/\u202f/g, '\\,')
      .split('e');
    return exponent === undefined ? mantissa : `${mantissa}{\\cdot}10^{${exponent}}`;
  },
  bracket: inTex,
  times: ' \\cdot ',
  minus: '-',
  frac: (a, b) => ({ text: `\\frac{${a.text}}{${b.text}}`, rank: 3 }),
  power: (base, exponent) => `{${base}}^{${raised(exponent)}}`,
  call: (name, args) => {
    const [x = { text: '', rank: 4 }] = args;
    if (name === 'exp') return { text: `e^{${raised(x)}}`, rank: 3 };
    if (name === 'sqrt') return { text: `\\sqrt{${x.text}}`, rank: 4 };
    if (name === 'abs') return { text: `\\left|${x.text}\\right|`, rank: 4 };
    if (name === 'floor') return { text: `\\left\\lfloor ${x.text}\\right\\rfloor`, rank: 4 };
    return { text: `${texCall[name]}${inTex(args.map((a) => a.text).join(',\\, '))}`, rank: 4 };
  },
  big: (sign, below, body) =>
    `${{ sum: '\\sum', max: '\\max', argmax: '\\operatorname*{arg\\,max}' }[sign]}${
      below.length > 1
        ? `_{\\substack{${below.join(' \\\\ ')}}}`
        : below.length
          ? `_{${below[0]}}`
          : ''
    } ${body}`,
  index: (letter) => (letter.length > 1 ? `${letter[0]}_${letter.slice(1)}` : letter),
  cases: (lines, rest) =>
    `\\begin{cases} ${lines.map(([v, w]) => `${v} & ${w} \\\\ `).join('')}${rest} & \\text{else} \\end{cases}`,
  iverson: (text) => `\\left[${text}\\right]`,
  transpose: (text, slope) => `{${text}}^{${slope ? '\\!' : ''}\\top}`,
  product: (a, b) => `${a}\\, ${b}`,
  comma: ',\\ ',
  relation: { '<': '<', '≤': '\\le', '>': '>', '≥': '\\ge', '=': '=', '≠': '\\ne' },
  dots: '\\dots',
};

const ACCENTS = { hat: '\u0302', bar: '\u0304', tilde: '\u0303' } as const;
const round = (text: string) => `(${text})`;
export const TEXT: Style = {
  mark: (_, text) => text,
  hue: (_, text) => text,
  letter: ({ base, accent, below, above, of }, index) => {
    const over = above === undefined || above === '′' ? (above ?? '') : `^${above}`;
    const under = `${below ? `_${below}` : ''}${of ? `_${of}` : ''}${index ? `[${index}]` : ''}`;
    return `${(base + (accent ? ACCENTS[accent] : '')).normalize('NFC')}${over}${under}`;
  },
  slope: (of) => `∂L/∂${of}`,
  number: (value) => formatNumber(value),
  bracket: round,
  times: '·',
  minus: '−',
  frac: (a, b) => ({
    text: `${a.rank < 2 ? round(a.text) : a.text}/${b.rank < 3 ? round(b.text) : b.text}`,
    rank: 2,
  }),
  power: (base, exponent) => `${base}^${exponent.rank < 4 ? round(exponent.text) : exponent.text}`,
  call: (name, args) => {
    const inner = args.map((a) => a.text).join(', ');
    if (name === 'abs') return { text: `|${inner}|`, rank: 4 };
    if (name === 'floor') return { text: `⌊${inner}⌋`, rank: 4 };
    const word = { sigmoid: 'σ', sqrt: '√', Phi: 'Φ' }[name as string] ?? name;
    return { text: `${word}(${inner})`, rank: 4 };
  },
  big: (sign, below, body) =>
    `${{ sum: 'Σ', max: 'max', argmax: 'argmax' }[sign]}${below.length ? `_{${below.join(', ')}}` : ''} ${body}`,
  index: (letter) => letter,
  cases: (lines, rest) => `{ ${lines.map(([v, w]) => `${v} if ${w}`).join('; ')}; else ${rest} }`,
  iverson: (text) => `[${text}]`,
  transpose: (text, slope) => `${slope ? round(text) : text}ᵀ`,
  product: (a, b) => `${a}·${b}`,
  comma: ', ',
  relation: { '<': '<', '≤': '≤', '>': '>', '≥': '≥', '=': '=', '≠': '≠' },
  dots: '…',
};

/** TeX whose letters and numbers say whose they are (`\\htmlData`), by what `sourceOf` makes of a source. */
export const markedTex = (sourceOf: (of: Source) => Source): Style => ({
  ...TEX,
  mark: (source, text) => {
    const { of, name } = sourceOf(source);
    // What KaTeX would read as more than a name is not marked.
    return /^[\w:.-]+$/.test(name) ? `\\htmlData{of=${of},name=${name}}{${text}}` : text;
  },
});
