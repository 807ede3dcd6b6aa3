/**
 * Figures in few letters: operations with SI prefixes, bytes with binary ones, times in a unit that fits.
 * A number and its unit stay on one line.
 */
import { scaled } from '../../tensor/format.ts';

const SPACE = '\u00a0';

export const formatFlops = (n: number): string => scaled(n, 1000, ['', 'k', 'M', 'G', 'T']);

const significant = (n: number): string => String(Number(n.toPrecision(3)));

/** A time of so many microseconds. */
export function formatTime(us: number): string {
  if (us > 0 && us < 0.01) return `<${SPACE}0.01${SPACE}µs`;
  if (us < 1) return `${Number(us.toFixed(3))}${SPACE}µs`;
  if (Number(us.toPrecision(3)) < 1000) return `${significant(us)}${SPACE}µs`;
  if (Number(us.toPrecision(3)) < 1e6) return `${significant(us / 1000)}${SPACE}ms`;
  return `${significant(us / 1e6)}${SPACE}s`;
}

/** GFLOP/s; nothing where there is no arithmetic, or no time that could be told. */
export const formatRate = (flops: number, us: number): string =>
  flops > 0 && us > 0 ? significant(flops / us / 1000) : '–';
