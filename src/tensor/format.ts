/** Numbers for people: three significant digits, `1.2e-5`, thin spaces between thousands. */
const THIN = '\u2009';

export function formatNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const abs = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (abs < 1e-3 || abs >= 1e6) {
    const [mantissa = '', exponent = ''] = abs.toExponential(Math.max(0, digits - 2)).split('e');
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

/** Whole numbers with thin-space thousands: 12 345. */
export const formatCount = (n: number): string =>
  String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
