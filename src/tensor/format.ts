/** How numbers are written, for people. */

/** Narrow, and no line is broken at it. */
const NARROW = '\u202f';

/** Whether it is written with a power of ten. */
export const isScientific = (value: number): boolean => {
  const abs = Math.abs(value);
  return Number.isFinite(value) && abs > 0 && (abs < 1e-3 || abs >= 1e6);
};

/** Numbers for people: three significant digits, `1.23e-5`, narrow spaces between thousands. */
export function formatNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const abs = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (isScientific(value)) {
    const [mantissa = '', exponent = ''] = abs.toExponential(Math.max(0, digits - 1)).split('e');
    return `${sign}${mantissa.replace(/\.?0+$/, '')}e${exponent.replace('+', '').replace('-', '-')}`;
  }
  const rounded = Number(abs.toPrecision(digits));
  if (rounded >= 1000) {
    const wholes = Math.floor(Math.log10(rounded)) + 1;
    const [whole, part] = String(Number(abs.toPrecision(Math.max(digits, wholes)))).split('.');
    return `${sign}${formatCount(Number(whole))}${part ? `.${part}` : ''}`;
  }
  return sign + String(rounded);
}

/** Glyphs of −0.00123: no number has more but those below 1e-9. */
export const LONGEST = 8;

/**
 * A number where there is room for so many glyphs: with three digits, as everywhere, or with as many as fit.
 * @returns `isRounded` where it has fewer, which is to be seen
 */
export function fitNumber(
  value: number,
  glyphs = LONGEST,
): { readonly text: string; readonly isRounded: boolean } {
  const whole = formatNumber(value);
  if (whole.length <= glyphs) return { text: whole, isRounded: false };
  const shorter = formatNumber(value, 2);
  const text = shorter.length <= glyphs ? shorter : formatNumber(value, 1);
  return { text, isRounded: text !== whole };
}

/** Whole numbers with narrow-space thousands: 12 345. */
export const formatCount = (n: number): string =>
  String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, NARROW);

/** Three digits and a unit, which stay on one line; each unit is so many of the one before. */
export const scaled = (value: number, base: number, units: readonly string[]): string => {
  let rest = value;
  let unit = 0;
  // What would be rounded up to the base is one of the next unit.
  while (Math.max(rest, Number(rest.toPrecision(3))) >= base && unit < units.length - 1) {
    rest /= base;
    unit++;
  }
  const digits = unit === 0 ? String(Math.round(rest)) : String(Number(rest.toPrecision(3)));
  const name = units[unit] ?? '';
  return name ? `${digits}\u00a0${name}` : digits;
};

export const formatBytes = (n: number): string => scaled(n, 1024, ['B', 'KiB', 'MiB', 'GiB']);
