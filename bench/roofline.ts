/**
 * Where a training step spends its time: each kernel's operations, bytes and measured time, beside what
 * the machine could do at best with the same operations and bytes (Williams, Waterman, Patterson 2009).
 */
import type { Measured, Profile } from './gauge.ts';
import type { Limits } from './limits.ts';
import { amount, table } from './print.ts';

/** What fits in here meets the nearer caches and not the memory. */
const NEAR_BYTES = 2 ** 19;
/** Kernels shown; the rest is one line. */
const SHOWN = 12;

export const peakOf = (limits: Limits): number => Math.max(limits.mulAdd, limits.fused ?? 0);

/** The microseconds that the machine's limits leave at least. */
const roof = ({ flops, bytes }: Measured, limits: Limits): number =>
  Math.max(
    flops / (1000 * peakOf(limits)),
    bytes / (1000 * (bytes > NEAR_BYTES ? limits.memory : limits.cache)),
  );

const sum = (kernels: readonly Measured[], of: (k: Measured) => number): number =>
  kernels.reduce((n, k) => n + of(k), 0);

export const percent = (part: number): string =>
  Number.isFinite(part) ? `${amount(100 * part)} %` : '–';

export interface Attained {
  /** Of the whole step. */
  readonly gflops: number;
  /** Of the sums of products alone, and the part of the step's time that they take. */
  readonly contractions: number;
  readonly share: number;
}

export function attained({ kernels, stepMicroseconds }: Profile): Attained {
  const products = kernels.filter((k) => k.contraction);
  const time = sum(products, (k) => k.microseconds);
  return {
    gflops: sum(kernels, (k) => k.flops) / stepMicroseconds / 1000,
    contractions: sum(products, (k) => k.flops) / time / 1000,
    share: time / sum(kernels, (k) => k.microseconds),
  };
}

const shortened = (text: string): string => (text.length > 90 ? `${text.slice(0, 89)}…` : text);

export function printProfile(profile: Profile, limits: Limits): string {
  const { kernels, stepMicroseconds, arenaBytes, memoryBytes } = profile;
  const total = sum(kernels, (k) => k.microseconds);
  const row = (k: Measured, what: string, where: string) => [
    ...[amount(k.microseconds), percent(k.microseconds / total)],
    ...[amount(k.flops / 1000), amount(k.bytes / 1024)],
    ...[amount(k.flops / k.microseconds / 1000), amount(k.bytes / k.microseconds / 1000)],
    ...[percent(roof(k, limits) / k.microseconds), where, what],
  ];
  const sorted = [...kernels].sort((a, b) => b.microseconds - a.microseconds);
  const rest = sorted.slice(SHOWN);
  const rows = sorted
    .slice(0, SHOWN)
    .map((k) => row(k, shortened(k.text), `${k.phase} ${k.origin}`));
  if (rest.length) {
    const all = {
      ...rest[0]!,
      microseconds: sum(rest, (k) => k.microseconds),
      flops: sum(rest, (k) => k.flops),
      bytes: sum(rest, (k) => k.bytes),
    };
    // Their roof is the sum of theirs, not that of their sums.
    const best = percent(sum(rest, (k) => roof(k, limits)) / all.microseconds);
    rows.push(row(all, `${rest.length} more`, '').map((cell, i) => (i === 6 ? best : cell)));
  }
  const { gflops, contractions, share } = attained(profile);
  const peak = peakOf(limits);
  const heading = ['µs', 'of step', 'kFLOP', 'KiB', 'GFLOP/s', 'GB/s', 'of roof', '', ''];
  return [
    table([heading, ...rows]),
    `  step ${amount(stepMicroseconds)} µs, ${kernels.length} kernels one by one ${amount(total)} µs; ${amount(gflops)} GFLOP/s, ${percent(gflops / peak)} of the peak`,
    `  contractions ${percent(share)} of the time at ${amount(contractions)} GFLOP/s, ${percent(contractions / peak)} of the peak`,
    `  arena ${amount(arenaBytes / 2 ** 20)} MiB, memory of the module ${memoryBytes / 65536} pages of 64 KiB`,
  ].join('\n');
}
