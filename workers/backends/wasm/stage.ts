/**
 * Operands set out for the inner loop: a kernel becomes copies of what it reads, laid out in the order
 * in which it is read, and nests over these copies. Zeros are put around what is guarded (padding.ts);
 * factors of a product come in panels, eight columns of the one and four rows of the other at each
 * point of the sum, so that the block in registers walks both from end to end and no transpose is ever
 * written as such. (Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008.)
 */
import { must } from '../../../src/base/assert.ts';
import type { Access, Kernel } from '../../../src/plan/plan.ts';
import { strides as rowMajor, size } from '../../../src/tensor/shape.ts';
import {
  type Contraction,
  contractionOf,
  packedSize,
  type Rounds,
  repeats,
  reuseOf,
  WORTH,
} from './contraction.ts';
import { pad } from './padding.ts';
import { selected } from './selection.ts';
import { copyOf, part, reorder, split, withLoad } from './transform.ts';
import type { Workspace } from './workspace.ts';

export interface Staged {
  /** Run before the kernels, in a loop over time once before the loop. */
  readonly copies: readonly Kernel[];
  readonly kernels: readonly Kernel[];
}

/** Columns of a panel: two vectors. */
const COLUMNS = 8;
/** Rows of a panel. */
const ROWS = 4;
/** Points of a loop that is short. */
const SHORT = 8;
/** Elements that a walk may span before it leaves the fastest cache. */
const NEAR = 2048;

/** @param kernel a simplified one */
export function stage(kernel: Kernel, workspace: Workspace, rounds: Rounds): Staged {
  const nests = selected(kernel, workspace)?.map((nest) => setOut(nest, workspace, rounds));
  if (!nests) return setOut(kernel, workspace, rounds);
  return { copies: nests.flatMap((s) => s.copies), kernels: nests.flatMap((s) => s.kernels) };
}

function setOut(kernel: Kernel, workspace: Workspace, rounds: Rounds): Staged {
  const { copies, kernel: padded } = pad(kernel, workspace, rounds);
  const contraction = contractionOf(padded, rounds);
  if (!contraction) return { copies, kernels: [padded] };
  const staged = columns(longestLast(padded), contraction, workspace, rounds);
  return { copies: [...copies, ...staged.copies], kernels: staged.kernels };
}

/** A sum with a short last axis runs over its longest one last: a loop that turns thrice costs most. */
function longestLast(kernel: Kernel): Kernel {
  const { axes, reduced } = kernel;
  const outer = axes.length - reduced;
  const longest = Math.max(...axes.slice(outer));
  if (axes[axes.length - 1]! >= SHORT || longest < SHORT) return kernel;
  const at = axes.indexOf(longest, outer);
  return reorder(kernel, [...axes.keys()].toSpliced(at, 1).concat(at));
}

/** Cuts the lane's axis into panels, and what is left over into one narrower panel. */
function columns(kernel: Kernel, c: Contraction, workspace: Workspace, rounds: Rounds): Staged {
  const extent = kernel.axes[c.lane]!;
  const vector = panelled(kernel, c, rounds) ? c.vector : undefined;
  if (vector === undefined || extent < 2 * COLUMNS) {
    return rows(kernel, { ...c, pack: vector !== undefined }, workspace, rounds);
  }
  const left = extent % COLUMNS;
  const whole = split(part(kernel, c.lane, 0, extent - left), c.lane, COLUMNS);
  const main = rows(panelFirst(whole, c.lane), { ...c, lane: 1, pack: true }, workspace, rounds);
  if (left === 0) return main;
  // Columns may be computed twice, as long as nothing that is read was overwritten.
  const written = new Set(kernel.results.map((r) => r.to.buffer));
  const again = !kernel.loads.some((l) => written.has(l.buffer));
  const width = again ? 4 * Math.ceil(left / 4) : left;
  const rest = rows(
    part(kernel, c.lane, extent - width, width),
    { ...c, pack: true },
    workspace,
    rounds,
  );
  return { copies: [...main.copies, ...rest.copies], kernels: [...main.kernels, ...rest.kernels] };
}

/** Whether the vector factor is to be copied: it must be, or its rows lie far apart. */
function panelled(kernel: Kernel, { vector, gather }: Contraction, rounds: Rounds): boolean {
  if (gather) return true;
  if (!rounds.still(must(kernel.loads[vector], 'a load')) || repeats(kernel, vector)) return false;
  return rounds.count * reuseOf(kernel, vector) >= 2 * WORTH && far(kernel, vector);
}

/** Whether the walk along the sum spans much more than it reads. */
function far({ axes, reduced, loads }: Kernel, load: number): boolean {
  const outer = axes.length - reduced;
  const strides = must(loads[load], 'a load').strides;
  const spans = axes.map((d, i) => (i < outer ? 0 : d * Math.abs(strides[i]!)));
  return Math.max(0, ...spans) > NEAR && strides[axes.length - 1] !== 1;
}

/** The axis of panels and the one within them, its successor, before all others. */
const panelFirst = (kernel: Kernel, axis: number): Kernel => {
  const others = kernel.axes.flatMap((_, i) => (i === axis || i === axis + 1 ? [] : [i]));
  return reorder(kernel, [axis, axis + 1, ...others]);
};

/** Copies the vector factor, and the scalar one where its rows lie far apart. */
function rows(
  kernel: Kernel,
  { vector, scalar, lane, pack }: Contraction & { readonly pack: boolean },
  workspace: Workspace,
  rounds: Rounds,
): Staged {
  const copies: Kernel[] = [];
  let staged = kernel;
  if (pack) {
    const made = packed(staged, vector, lane, workspace);
    copies.push(...made.copies);
    staged = made.kernel;
  }
  const outer = kernel.axes.length - kernel.reduced;
  const worth =
    rounds.still(must(kernel.loads[scalar], 'a load')) &&
    !repeats(kernel, scalar) &&
    far(kernel, scalar) &&
    rounds.count * reuseOf(kernel, scalar) >= WORTH;
  const candidates = kernel.axes
    .map((extent, axis) => ({ extent, axis }))
    .filter(({ axis }) => axis < outer && kernel.loads[scalar]?.strides[axis] !== 0)
    .filter(({ axis }) => kernel.loads[vector]?.strides[axis] === 0)
    .sort((a, b) => b.extent - a.extent);
  const row = candidates[0];
  if (worth && row && packedSize(kernel, scalar) > ROWS) {
    const cut = row.extent % ROWS === 0 && row.extent > ROWS;
    if (cut) staged = split(staged, row.axis, ROWS);
    const made = packed(staged, scalar, cut ? row.axis + 1 : row.axis, workspace);
    copies.push(...made.copies);
    staged = made.kernel;
  }
  return { copies, kernels: [staged] };
}

/** A load copied so that its outer axes come first, then the sum's, then the given one. */
function packed(kernel: Kernel, load: number, last: number, workspace: Workspace) {
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
    copies: made ? [] : [inRuns(copyOf(extents, from, to))],
    kernel: withLoad(kernel, load, { buffer: to.buffer, offset: 0, strides }),
  };
}

/** Points of a sum that are copied for all panels before the next ones are. */
const RUN = 16;
/** Elements of a cache line. */
const LINE = 16;

/**
 * A panel takes a part of each line that it reads, its neighbour the next part: all of them take theirs
 * while the lines are at hand.
 */
function inRuns(copy: Kernel): Kernel {
  const along = copy.axes.length - 2;
  const [from] = copy.loads;
  const apart = Math.abs(from?.strides[along] ?? 0) >= LINE;
  const extent = copy.axes[along] ?? 0;
  if (along < 1 || !apart || extent % RUN || extent === RUN) return copy;
  const cut = split(copy, along, RUN);
  return reorder(cut, [along, ...cut.axes.keys()].toSpliced(along + 1, 1));
}
