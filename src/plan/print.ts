/**
 * A plan as text for people: its buffers, then each routine's steps with the loop nest as a line of
 * mathematics,
 *
 *   3  forward   dense1   for i<32, j<16: acc = Σ p<2 x[i,p] · weight[j,p]; t4[i,j] = tanh(acc + bias[j])
 *
 * What several results share is written once, under a name of its own, u1, u2 and so on.
 * Outer axes are i j k l m n, reduced ones p q r s; axes of extent 1 are left out. Steps of a loop are
 * marked with its number; their outermost axis is the time t, walked by all of them together.
 */
import { formatShape } from '../tensor/shape.ts';
import type { Access, Guard, Kernel, Loop, Plan, Routine, Scalar, TensorRef } from './plan.ts';
import { labelled } from './results.ts';

export function printPlan(plan: Plan): string {
  const lines = [
    `plan ${plan.key} · ${plan.buffers.length} buffers · arena ${plan.arena} elements, ${formatBytes(plan.arena * 4)}`,
    '',
    ...table([
      ['buffer', 'name', 'role', 'elements', 'at'],
      ...plan.buffers.map((b) => [`#${b.id}`, b.name, b.role, `${b.size}`, `${b.offset}`]),
    ]),
  ];
  for (const [name, routine] of Object.entries(plan.routines)) {
    lines.push('', ...printRoutine(plan, name, routine));
  }
  if (plan.moves.length > 0) {
    lines.push('', 'moves of watch');
    const rows = plan.moves.map((m) => [m.phase, m.node, `steps ${m.from} to ${m.to}`]);
    lines.push(...table(rows));
  }
  return `${lines.join('\n')}\n`;
}

function printRoutine(plan: Plan, name: string, routine: Routine): string[] {
  const batch = routine.batch ? ` · batch ${routine.batch}` : '';
  return [
    `${name}${batch} · ${routine.steps.length} steps`,
    ...printRefs(plan, 'in', Object.entries(routine.inputs)),
    ...table(
      routine.steps.map((step, i) => [
        `${i}`,
        step.phase,
        step.origin || '–',
        step.loop ? `↻${step.loop.id}` : '',
        printKernel(step.kernel, plan, step.loop),
      ]),
    ),
    ...printRefs(plan, 'out', labelled(routine.results)),
  ];
}

const printRefs = (
  plan: Plan,
  way: string,
  refs: readonly (readonly [name: string, ref: TensorRef])[],
) =>
  table(
    refs.map(([name, ref]) => [
      way,
      name,
      formatShape(ref.shape),
      `${bufferName(plan, ref.buffer)}${ref.offset ? ` + ${ref.offset}` : ''}`,
    ]),
  );

type Names = Pick<Plan, 'buffers'>;

/** What stands before the affine place of an access, in print; `print` writes another access. */
type Before = (access: Access, print: (access: Access) => string) => string;

/**
 * One line: the nest, its reduction, its results.
 * @param before for a backend's own kernels, whose accesses may say more than those of a plan
 */
export function printKernel(
  kernel: Kernel,
  plan: Names,
  loop?: Loop,
  before: Before = () => '',
): string {
  const { axes, reduced, reduce, results } = kernel;
  const outer = axes.length - reduced;
  const letters = loop ? 'tijklmn' : 'ijklmn';
  const names = axes.map((_, i) =>
    i < outer ? (letters[i] ?? `i${i}`) : ('pqrs'[i - outer] ?? `p${i - outer}`),
  );
  const loops = (from: number, to: number) =>
    axes
      .map((extent, i) => `${names[i]}<${extent}`)
      .filter((_, i) => i >= from && i < to && axes[i] !== 1)
      .join(', ');
  const named = new Map<Scalar, string>();
  const nest = { kernel, plan, names, named, before };
  const head = loops(0, outer);
  const parts: string[] = [];
  if (reduce) {
    const over = loops(outer, axes.length);
    const sign = reduce.combine === 'sum' ? 'Σ' : 'max';
    parts.push(`acc = ${sign}${over && ` ${over}`} ${printScalar(reduce.body, nest, 2)}`);
  }
  const read = new Set(kernel.loads.map((l) => printAccess(l, nest)));
  const shared = sharedIn(results.map((r) => r.value));
  const stored = new Map<Scalar, string>();
  for (const { value, to } of results) {
    const place = printAccess(to, nest);
    // What is read there is the number that it held before.
    if ('args' in value && !read.has(place)) stored.set(value, place);
  }
  let count = 0;
  for (const { value, to } of results) {
    const inside = partsOf(value);
    for (const s of shared) {
      if (!inside.has(s) || named.has(s) || stored.has(s)) continue;
      const name = `u${++count}`;
      parts.push(`${name} = ${printScalar(s, nest, 0)}`);
      named.set(s, name);
    }
    parts.push(`${printAccess(to, nest)} = ${printScalar(value, nest, 0)}`);
    const place = stored.get(value);
    if (place !== undefined) named.set(value, place);
  }
  return (head ? `for ${head}: ` : '') + parts.join('; ');
}

/** Expressions that are used more than once, those that they are made of before them. */
function sharedIn(values: readonly Scalar[]): readonly Scalar[] {
  const uses = new Map<Scalar, number>();
  const order: Scalar[] = [];
  const visit = (s: Scalar): void => {
    const seen = uses.get(s) ?? 0;
    uses.set(s, seen + 1);
    if (seen > 0 || !('args' in s)) return;
    for (const arg of s.args) visit(arg);
    order.push(s);
  };
  for (const value of values) visit(value);
  return order.filter((s) => (uses.get(s) ?? 0) > 1);
}

/** The expression and all that it is made of. */
function partsOf(whole: Scalar): ReadonlySet<Scalar> {
  const parts = new Set<Scalar>();
  const visit = (s: Scalar): void => {
    if (parts.has(s)) return;
    parts.add(s);
    if ('args' in s) for (const arg of s.args) visit(arg);
  };
  visit(whole);
  return parts;
}

interface Nest {
  readonly kernel: Kernel;
  readonly plan: Names;
  readonly names: readonly string[];
  /** What is written already, by its name. */
  readonly named: ReadonlyMap<Scalar, string>;
  readonly before: Before;
}

const bufferName = (plan: Names, id: number): string => plan.buffers[id]?.name ?? `#${id}`;

function printAccess(access: Access, nest: Nest): string {
  const name = bufferName(nest.plan, access.buffer);
  const guards = access.guards ?? [];
  const where = guards.map((g) => `0≤${affine(g, nest)}<${(g as Guard).extent}`).join(', ');
  const row = nest.before(access, (other) => printAccess(other, nest));
  const place = row ? affine(access, nest) : (grid(access, nest) ?? affine(access, nest));
  return `${name}[${row}${place}]${where && `⟨${where}⟩`}`;
}

/** `i,j` where the access walks a dense row-major tensor of the axes it moves with. */
function grid({ offset, strides }: Access, { kernel, names }: Nest): string | undefined {
  if (offset !== 0) return undefined;
  const moving = strides
    .map((stride, axis) => ({ stride, axis, extent: kernel.axes[axis]! }))
    .filter((a) => a.stride !== 0 && a.extent !== 1)
    .sort((a, b) => b.stride - a.stride);
  let dense = 1;
  for (const { stride, extent } of [...moving].reverse()) {
    if (stride !== dense) return undefined;
    dense *= extent;
  }
  return moving.map((a) => names[a.axis]).join(',') || '0';
}

function affine(
  { offset, strides }: { offset: number; strides: readonly number[] },
  { kernel, names }: Nest,
): string {
  let text = '';
  strides.forEach((stride, i) => {
    if (stride === 0 || kernel.axes[i] === 1) return;
    const size = Math.abs(stride);
    const term = `${size === 1 ? '' : size}${names[i]}`;
    text += text ? ` ${stride < 0 ? '−' : '+'} ${term}` : `${stride < 0 ? '−' : ''}${term}`;
  });
  if (!text) return `${offset}`;
  return offset ? `${text} ${offset < 0 ? '−' : '+'} ${Math.abs(offset)}` : text;
}

const INFIX: Readonly<Record<string, readonly [sign: string, rank: number]>> = {
  less: ['<', 1],
  equal: ['=', 1],
  add: ['+', 2],
  sub: ['−', 2],
  mul: ['·', 3],
  div: ['/', 3],
};

/** @param rank of what surrounds it: an operator that binds less gets parentheses. */
function printScalar(s: Scalar, nest: Nest, rank: number): string {
  const name = nest.named.get(s);
  if (name !== undefined) return name;
  switch (s.op) {
    case 'load': {
      const load = nest.kernel.loads[s.load];
      return load ? printAccess(load, nest) : `load${s.load}`;
    }
    case 'acc':
      return 'acc';
    case 'const':
      return String(s.value);
    case 'index':
      return `(${affine(s, nest)})`;
    case 'uniform':
      return `uniform${s.stream}(${affine(s, nest)}${s.moment === 'step' ? ', step' : ''})`;
    case 'neg':
      return `−${printScalar(s.args[0], nest, 4)}`;
  }
  const [sign, own] = INFIX[s.op] ?? ['', 0];
  if (!sign) return `${s.op}(${s.args.map((arg) => printScalar(arg, nest, 0)).join(', ')})`;
  // The right operand binds tighter: a − (b − c) keeps its parentheses.
  const [a, b] = s.args.map((arg, i) => printScalar(arg, nest, own + i));
  const text = `${a} ${sign} ${b}`;
  return own < rank ? `(${text})` : text;
}

/** Columns wide enough for their longest entry; the last one runs free. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`);
}

const formatBytes = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} B`
    : bytes < 1024 * 1024
      ? `${(bytes / 1024).toFixed(1)} KiB`
      : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
