/** What was read of one wire in two runs, as lines upon the same axes, both by the logarithm: one may be far longer. */
import { extent } from '../../charts/extent.ts';
import { lineThrough } from '../../charts/path.ts';
import type { Document } from '../../document/records.ts';
import type { WireNumbers } from '../../document/runs.ts';

export const WIRE = { width: 132, height: 44 } as const;
const EDGE = 2;

/** Wires that both have, between the same ports of the same nodes. */
export function wiresOfBoth(a: Document, b: Document): readonly string[] {
  return Object.values(a.edges).flatMap(({ id, source, target }) => {
    const other = Object.hasOwn(b.edges, id) ? b.edges[id] : undefined;
    const isSame =
      other?.source.node === source.node &&
      other.source.port === source.port &&
      other.target.node === target.node &&
      other.target.port === target.port;
    return isSame ? [id] : [];
  });
}

interface WireLines {
  /** The data of its path, and the last number. */
  readonly value: Line;
  /** Absent where no gradient flows. */
  readonly gradient?: Line;
}
export interface Line {
  readonly path: string;
  readonly last: number;
}

/** A logarithm has no place for zero, nor for what is no number: there the line has a gap. */
const isDrawn = (n: number) => n > 0 && Number.isFinite(n);

/** One entry for each of the runs; nothing of a run of which nothing was read. */
export function linesOf(
  runs: readonly (WireNumbers | undefined)[],
): readonly (WireLines | undefined)[] {
  const steps = extent(runs.flatMap((read) => [...(read?.step ?? [])]));
  const [from, to] = [Math.log1p(steps[0]), Math.log1p(steps[1])];
  const norms = runs.flatMap((read) => [...(read?.value ?? []), ...(read?.gradient ?? [])]);
  const [low, high] = extent(norms.filter(isDrawn).map(Math.log));
  const across = (step: number) =>
    EDGE + ((Math.log1p(step) - from) / (to - from || 1)) * (WIRE.width - 2 * EDGE);
  const up = (norm: number) =>
    isDrawn(norm)
      ? WIRE.height -
        EDGE -
        (high > low ? (Math.log(norm) - low) / (high - low) : 0.5) * (WIRE.height - 2 * EDGE)
      : Number.NaN;
  const line = (step: Float64Array, norm: Float64Array): Line | undefined => {
    const last = norm.at(-1);
    // Gradients are read with the last of the steps.
    const own = step.subarray(step.length - norm.length);
    return last === undefined
      ? undefined
      : { path: lineThrough(own.map(across), norm.map(up), 'kept'), last };
  };
  return runs.map((read) => {
    const value = read && line(read.step, read.value);
    const gradient = read && line(read.step, read.gradient);
    return value && { value, ...(gradient && { gradient }) };
  });
}
