/**
 * Operand packing: a kernel becomes copies of its operands, laid out in the order in which they are read,
 * and nests over these copies. What is guarded is padded with zeros (padding.ts); the factors of a
 * contraction are packed into panels, eight columns of the one and four rows of the other at each point of
 * the reduced axis, so that the register block reads both with unit stride and no transpose is ever
 * written as such. (Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS
 * 34(3), 2008; BLIS calls the panels micro-panels.)
 */
import { must } from '../../../src/base/assert.ts';
import { strides as rowMajor, size } from '../../../src/tensor/shape.ts';
import {
  type Contraction,
  contractionOf,
  type LoopContext,
  MIN_REUSE,
  packedSize,
  repeats,
  reuseOf,
} from './contraction.ts';
import type { Access, Kernel } from './lowered.ts';
import { pad } from './padding.ts';
import { selected } from './selection.ts';
import { copyOf, part, reorder, split, withLoad } from './transform.ts';
import type { Workspace } from './workspace.ts';

export interface Packed {
  /** Run before the kernels; in a loop over time hoisted before the loop. */
  readonly copies: readonly Kernel[];
  readonly kernels: readonly Kernel[];
}

/** Columns of a packed panel: two vectors (BLIS: NR). */
const COLUMNS = 8;
/** Rows of a packed panel (BLIS: MR). */
const ROWS = 4;
/** Below this a loop's own cost counts. */
const SHORT_TRIP_COUNT = 8;
/** Elements that a walk may span and stay in the L1 cache. */
const L1_ELEMENTS = 2048;

/** @param kernel a simplified one */
export function packOperands(kernel: Kernel, workspace: Workspace, loop: LoopContext): Packed {
  const nests = selected(kernel, workspace)?.map((n) => packNest(n, workspace, loop));
  if (!nests) return packNest(kernel, workspace, loop);
  return { copies: nests.flatMap((s) => s.copies), kernels: nests.flatMap((s) => s.kernels) };
}

function packNest(kernel: Kernel, workspace: Workspace, loop: LoopContext): Packed {
  const { copies, kernel: padded } = pad(kernel, workspace, loop);
  const contraction = contractionOf(padded, loop);
  if (!contraction) return { copies, kernels: [padded] };
  const packed = packColumns(longestInnermost(padded), contraction, workspace, loop);
  return { copies: [...copies, ...packed.copies], kernels: packed.kernels };
}

/** Of several reduced axes the longest becomes the innermost loop where the innermost one is short. */
function longestInnermost(kernel: Kernel): Kernel {
  const { axes, reduced } = kernel;
  const outer = axes.length - reduced;
  const longest = Math.max(...axes.slice(outer));
  if (axes[axes.length - 1]! >= SHORT_TRIP_COUNT || longest < SHORT_TRIP_COUNT) return kernel;
  const at = axes.indexOf(longest, outer);
  return reorder(kernel, [...axes.keys()].toSpliced(at, 1).concat(at));
}

/** Cuts the axis of the lanes into panels, and the remainder into one narrower panel. */
function packColumns(
  kernel: Kernel,
  c: Contraction,
  workspace: Workspace,
  loop: LoopContext,
): Packed {
  const extent = kernel.axes[c.lane]!;
  const vector = needsPanels(kernel, c, loop) ? c.vector : undefined;
  if (vector === undefined || extent < 2 * COLUMNS) {
    return packRows(kernel, { ...c, pack: vector !== undefined }, workspace, loop);
  }
  const left = extent % COLUMNS;
  const whole = split(part(kernel, c.lane, 0, extent - left), c.lane, COLUMNS);
  const main = packRows(panelFirst(whole, c.lane), { ...c, lane: 1, pack: true }, workspace, loop);
  if (left === 0) return main;
  // Columns may be computed twice, unless the kernel overwrites what it reads.
  const written = new Set(kernel.results.map((r) => r.to.buffer));
  const again = !kernel.loads.some((l) => written.has(l.buffer));
  const width = again ? 4 * Math.ceil(left / 4) : left;
  const rest = packRows(
    part(kernel, c.lane, extent - width, width),
    { ...c, pack: true },
    workspace,
    loop,
  );
  return { copies: [...main.copies, ...rest.copies], kernels: [...main.kernels, ...rest.kernels] };
}

/** Whether the vector factor is packed: it must be gathered, or reading it in place misses the L1 cache. */
function needsPanels(kernel: Kernel, { vector, gather }: Contraction, loop: LoopContext): boolean {
  if (gather) return true;
  if (!loop.isInvariant(must(kernel.loads[vector], 'a load')) || repeats(kernel, vector))
    return false;
  return loop.tripCount * reuseOf(kernel, vector) >= 2 * MIN_REUSE && missesL1(kernel, vector);
}

/** Whether walking the reduced axes spans more than the L1 cache at a large stride. */
function missesL1({ axes, reduced, loads }: Kernel, load: number): boolean {
  const outer = axes.length - reduced;
  const strides = must(loads[load], 'a load').strides;
  const spans = axes.map((d, i) => (i < outer ? 0 : d * Math.abs(strides[i]!)));
  return Math.max(0, ...spans) > L1_ELEMENTS && strides[axes.length - 1] !== 1;
}

/** The axis of panels and the one within them, its successor, outermost. */
const panelFirst = (kernel: Kernel, axis: number): Kernel => {
  const others = kernel.axes.flatMap((_, i) => (i === axis || i === axis + 1 ? [] : [i]));
  return reorder(kernel, [axis, axis + 1, ...others]);
};

/** Packs the vector factor where asked, and the scalar one where its rows lie far apart. */
function packRows(
  kernel: Kernel,
  { vector, scalar, lane, pack }: Contraction & { readonly pack: boolean },
  workspace: Workspace,
  loop: LoopContext,
): Packed {
  const copies: Kernel[] = [];
  let nest = kernel;
  if (pack) {
    const made = packOperand(nest, vector, lane, workspace);
    copies.push(...made.copies);
    nest = made.kernel;
  }
  const outer = kernel.axes.length - kernel.reduced;
  const worth =
    loop.isInvariant(must(kernel.loads[scalar], 'a load')) &&
    !repeats(kernel, scalar) &&
    missesL1(kernel, scalar) &&
    loop.tripCount * reuseOf(kernel, scalar) >= MIN_REUSE;
  const candidates = kernel.axes
    .map((extent, axis) => ({ extent, axis }))
    .filter(({ axis }) => axis < outer && kernel.loads[scalar]?.strides[axis] !== 0)
    .filter(({ axis }) => kernel.loads[vector]?.strides[axis] === 0)
    .sort((a, b) => b.extent - a.extent);
  const row = candidates[0];
  if (worth && row && packedSize(kernel, scalar) > ROWS) {
    const cut = row.extent % ROWS === 0 && row.extent > ROWS;
    if (cut) nest = split(nest, row.axis, ROWS);
    const made = packOperand(nest, scalar, cut ? row.axis + 1 : row.axis, workspace);
    copies.push(...made.copies);
    nest = made.kernel;
  }
  return { copies, kernels: [nest] };
}

/** A load copied so that its outer axes come first, then the reduced ones, then the given one. */
function packOperand(kernel: Kernel, load: number, last: number, workspace: Workspace) {
  const { axes } = kernel;
  const access = must(kernel.loads[load], 'a load');
  const order = axes.map((_, i) => i).filter((i) => i !== last && access.strides[i] !== 0);
  order.push(last);
  const extents = order.map((i) => axes[i]!);
  const layout = rowMajor(extents);
  const from = { ...access, strides: order.map((i) => access.strides[i]!) };
  const { buffer, made } = workspace.copy(from, extents, size(extents));
  const to: Access = { buffer, offset: 0, strides: layout };
  const strides = axes.map((_, i) => layout[order.indexOf(i)] ?? 0);
  return {
    copies: made ? [] : [interleaved(copyOf(extents, from, to))],
    kernel: withLoad(kernel, load, { buffer: to.buffer, offset: 0, strides }),
  };
}

/** Points of the reduced axis that are copied for all panels before the next ones are. */
const RUN = 16;
/** Elements of a cache line. */
const LINE = 16;

/**
 * A panel takes a part of each cache line that it reads, its neighbour the next part: the copy is tiled so
 * that all panels take theirs while the lines are cached.
 */
function interleaved(copy: Kernel): Kernel {
  const along = copy.axes.length - 2;
  const [from] = copy.loads;
  const apart = Math.abs(from?.strides[along] ?? 0) >= LINE;
  const extent = copy.axes[along] ?? 0;
  if (along < 1 || !apart || extent % RUN || extent === RUN) return copy;
  const cut = split(copy, along, RUN);
  return reorder(cut, [along, ...cut.axes.keys()].toSpliced(along + 1, 1));
}
