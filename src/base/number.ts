/**
 * Numbers as people write them. The one reader of the page and of the command line: what it does not
 * understand as a whole it refuses, never a part of it; what may mean two things it says.
 */

export interface Reading {
  readonly value: number;
  /** The other thing that the text may mean: a mark before three digits parts a fraction or groups. */
  readonly other?: number;
}

/** Signs that stand for others: full-width forms, minus signs, apostrophes, spaces of all widths. */
function plain(text: string): string {
  return text
    .replace(/[\u200b-\u200f\u2060]/g, '')
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\u2010-\u2014\u2212\ufe58\ufe63]/g, '-')
    .replace(/[\u2018\u2019\u02bc\u2032]/g, "'")
    .replace(/[\u3002\uff61]/g, '.')
    .replace(/\s+/g, ' ')
    .trim();
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const lowered = (text: string): string =>
  text.replace(/./gu, (c) => (c === '⁻' ? '-' : c === '⁺' ? '+' : String(SUPERSCRIPTS.indexOf(c))));

/** Digits with at most one mark before the fraction. */
const FRACTION = /^(?:\d+[.,]?\d*|[.,]\d+)$/;
const SCIENTIFIC = /^([^e]*)e([+-]?\d+)$/i;
/** `10⁻³`, `1.2·10^5`: as axes and formulas have it. */
const POWER = /^(?:(.*?) ?[×·⋅*] ?)?10(?:\^([+-]?\d+)|([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))$/;
/** Three digits after a mark: thousands, or a fraction. */
const EITHER = /^[1-9]\d{0,2}[.,]\d{3}$/;
/** Thousands in groups of three under one sign; a fraction then has the other mark. */
const GROUPED = [
  /^[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d*)?$/,
  /^[1-9]\d{0,2}(?:'\d{3})+(?:[.,]\d*)?$/,
  /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/,
  /^[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?$/,
];

/** The number of a mantissa without sign and an exponent; nothing where no number can hold it. */
function numberOf(mantissa: string, exponent = '0'): number | undefined {
  const value = Number(`${mantissa.replace(',', '.')}e${exponent}`);
  const lost = value === 0 && /[1-9]/.test(mantissa);
  return Number.isFinite(value) && !lost ? value : undefined;
}

/** Whether a mark groups is told by the last one: only a fraction is not followed by three digits. */
function ungrouped(text: string): string {
  const mark = text.includes(' ') ? ' ' : text.includes("'") ? "'" : (/[.,]/.exec(text)?.[0] ?? '');
  return text.split(mark).join('');
}

function unsigned(text: string, whole: boolean): Reading | undefined {
  const power = POWER.exec(text);
  const [mantissa, exponent] = power
    ? [power[1] ?? '1', power[2] ?? lowered(power[3] ?? '')]
    : (SCIENTIFIC.exec(text)?.slice(1) ?? [text]);
  if (mantissa === undefined) return undefined;
  if (FRACTION.test(mantissa)) {
    const value = numberOf(mantissa, exponent);
    if (value === undefined) return undefined;
    if (exponent !== undefined || !EITHER.test(mantissa)) return { value };
    const thousands = Number(ungrouped(mantissa));
    // The page itself writes a point before a fraction, and whole numbers have none.
    return whole || mantissa.includes(',')
      ? { value: thousands, other: value }
      : { value, other: thousands };
  }
  if (exponent !== undefined || !GROUPED.some((form) => form.test(mantissa))) return undefined;
  const value = numberOf(ungrouped(mantissa));
  return value === undefined ? undefined : { value };
}

/**
 * Reads one number: `0.5`, `.5`, `0,5`, `1e-3`, `12 345`, `12'345`, `1.000,5`, `−2`, `１．５`, `10⁻³`.
 * `1,234` are thousands and `1.234` is a fraction, where a `whole` number is expected thousands too;
 * the other meaning comes along, so that it can be told.
 */
export function readNumber(text: string, whole = false): Reading | undefined {
  const [, sign, digits] = /^([+-]?)(.*)$/.exec(plain(text)) ?? [];
  const reading = unsigned(digits ?? '', whole);
  if (!reading || sign !== '-') return reading;
  // Zero has no sign here, as JavaScript prints none.
  const { value, other } = reading;
  return { value: 0 - value, ...(other === undefined ? {} : { other: 0 - other }) };
}

/** A number as a field shows it: in full, so that it reads back as itself. */
export const writeNumber = (value: number): string => String(value);

interface ListReading {
  readonly values: readonly number[];
  /** The text could also be other numbers: its commas may part fractions, its spaces thousands. */
  readonly unsure: boolean;
}

const LIST = /[\s,×]+/;

/**
 * Several numbers: `0, 1 0.5`, `[0; 1]`, `28×28`; an empty text is an empty list. Where semicolons
 * part them, a comma is a mark inside a number: `0,5; 1,5`.
 */
export function readNumbers(text: string, whole = false): ListReading | undefined {
  const bare = plain(text.replace(/[、]/g, ','))
    .replace(/[[\]()]/g, ' ')
    .trim();
  const read = (parts: readonly string[]) => {
    const readings = parts.filter((p) => p.trim() !== '').map((p) => readNumber(p, whole));
    return readings.every((r) => r !== undefined) ? readings : undefined;
  };
  if (bare.includes(';')) {
    const readings = read(bare.split(/;|, /));
    return (
      readings && {
        values: readings.map((r) => r.value),
        unsure: readings.some((r) => r.other !== undefined),
      }
    );
  }
  const readings = read(bare.split(LIST));
  if (!readings) return undefined;
  const fewer = (parts: readonly string[]) => (read(parts) ?? readings).length < readings.length;
  return {
    values: readings.map((r) => r.value),
    unsure:
      fewer([bare]) ||
      fewer(bare.split(' ')) ||
      (whole && readings.some((r) => r.other !== undefined)),
  };
}

export const writeNumbers = (values: readonly number[]): string =>
  values.map(writeNumber).join(', ');
