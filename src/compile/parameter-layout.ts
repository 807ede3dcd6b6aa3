/**
 * Parameter layout: where weights lie in storage. Trainable ones that have a gradient stand one after the other in `weights`,
 * so that an update is one pass over them; all others stand in `frozen`, states in `state`. Weights that are read
 * together (the rows of neurons that became one product) are made neighbours.
 */
import { must } from '../base/assert.ts';
import { needs } from '../ir/loops.ts';
import type { Program, Value } from '../ir/ops.ts';
import { size } from '../tensor/shape.ts';
import type { Lowered } from './lower.ts';

type StorageBuffer = 'weights' | 'frozen' | 'state';

export interface Layout {
  /** By the weight's name. */
  readonly addresses: ReadonlyMap<
    string,
    { readonly buffer: StorageBuffer; readonly offset: number }
  >;
  /** Elements of each buffer. */
  readonly sizes: Readonly<Record<StorageBuffer, number>>;
}

const nameOf = (v: Value | undefined): string | undefined =>
  v?.op === 'read' && v.attrs.unplaced ? v.attrs.buffer : undefined;

/**
 * @param cost the value that is differentiated; absent without a loss
 * @param ungraded nodes on whose weights it depends and without a slope
 */
export function layOutParameters(
  program: Program,
  { weights, states }: Pick<Lowered, 'weights' | 'states'>,
  cost: number | undefined,
  ungraded: ReadonlySet<string>,
): Layout {
  const needed = needs(program.values, cost === undefined ? [] : [cost]);
  const used = new Set(program.values.filter((v) => needed[v.id]).map(nameOf));

  const order = new Set<string>();
  for (const v of program.values) {
    if (v.op !== 'concat') continue;
    const names = v.args.map((a) => nameOf(program.values[a]));
    if (names.every((n) => n !== undefined)) for (const n of names) order.add(n as string);
  }
  for (const w of weights) order.add(w.name);

  const byName = new Map(weights.map((w) => [w.name, w]));
  const addresses = new Map<string, { buffer: StorageBuffer; offset: number }>();
  const sizes = { weights: 0, frozen: 0, state: 0 };
  for (const name of order) {
    const w = must(byName.get(name), `weight ${name}`);
    const isGraded = !ungraded.has(w.node) || w.penalty !== undefined;
    const buffer = w.trainable !== false && used.has(name) && isGraded ? 'weights' : 'frozen';
    addresses.set(name, { buffer, offset: sizes[buffer] });
    sizes[buffer] += size(w.shape);
  }
  for (const s of states) {
    addresses.set(s.name, { buffer: 'state', offset: sizes.state });
    sizes.state += size(s.shape);
  }
  return { addresses, sizes };
}

/** The program with each symbolic read given its address. */
export const resolveReads = (program: Program, layout: Layout): Program => ({
  ...program,
  values: program.values.map((v) => {
    const name = nameOf(v);
    return name === undefined
      ? v
      : ({ ...v, attrs: must(layout.addresses.get(name), `an address for ${name}`) } as Value);
  }),
});
