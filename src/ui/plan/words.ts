/** Large counts in few letters: operations with SI prefixes, bytes with binary ones. */
const scaled = (value: number, base: number, units: readonly string[], space: string): string => {
  let rest = value;
  let unit = 0;
  // What would be rounded up to the base is one of the next unit.
  while (Math.max(rest, Number(rest.toPrecision(3))) >= base && unit < units.length - 1) {
    rest /= base;
    unit++;
  }
  const digits = unit === 0 ? String(Math.round(rest)) : String(Number(rest.toPrecision(3)));
  const name = units[unit] ?? '';
  return name ? `${digits}${space}${name}` : digits;
};

export const formatFlops = (n: number): string => scaled(n, 1000, ['', 'k', 'M', 'G', 'T'], ' ');
export const formatBytes = (n: number): string => scaled(n, 1024, ['B', 'KiB', 'MiB', 'GiB'], ' ');
