/** Figures and tables for people. */

/** min, median and max. */
export function spread(values: readonly number[]): readonly [number, number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const pick = (q: number) => sorted[Math.round(q * (sorted.length - 1))] ?? Number.NaN;
  return [pick(0), pick(0.5), pick(1)];
}

/** Three digits are more than the machine's noise leaves. */
export const amount = (n: number): string => {
  if (!Number.isFinite(n)) return '–';
  if (n === 0 || Math.abs(n) >= 1000)
    return Math.round(n).toLocaleString('en').replaceAll(',', ' ');
  return n.toPrecision(3).replace(/\.0+$|(\.\d*?)0+$/, '$1');
};

/** Steps per second. */
export const rate = amount;

/** Columns aligned: the first to the left, figures to the right, what is no figure to the left. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((r) => r.length));
  const widths = Array.from({ length: columns }, (_, i) =>
    Math.max(0, ...rows.map((r) => r[i]?.length ?? 0)),
  );
  const isFigure = (cell: string) => /^[\d–−]/.test(cell);
  return rows
    .map(
      (row) =>
        `  ${row
          .map((cell, i) =>
            isFigure(cell) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
          )
          .join('  ')
          .trimEnd()}`,
    )
    .join('\n');
}
