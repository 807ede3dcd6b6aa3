/**
 * A program whose choices can be held: with the dial `held` at 1 it goes by the choices it is given (which
 * number is larger, on which side of 0, what stands behind a stop) and not by its own. So it is the smooth
 * piece on which a point lies, continued beyond its kinks: what the rules of `vjp` differentiate.
 */
import { must } from '../base/assert.ts';
import { createBuilder, type V } from './builder.ts';
import { dependents, needs } from './loops.ts';
import type { OpName, Program, ValueOf } from './ops.ts';

/** Where a choice changes: at a number that is compared with, where two are equally large, or from step to step. */
export interface Kink {
  readonly of: 'corner' | 'tie' | 'jump';
  /** The number, where it is always the same. */
  readonly at?: number;
}

/** A choice of the program, by the name of the input that holds it. */
export interface Choice {
  readonly input: string;
  /** The node that it is made in. */
  readonly node: string;
  /** The operand of a stop, which is held and no choice. */
  readonly stop: boolean;
  readonly kink: Kink;
  readonly value: V;
}

/** @param on values that are going to vary: choices that depend on none of them stay as they are */
export function holding(
  program: Program,
  result: number,
  on: readonly number[],
): {
  readonly b: ReturnType<typeof createBuilder>;
  readonly at: (id: number) => V;
  readonly choices: readonly Choice[];
} {
  const b = createBuilder();
  const { values } = program;
  const varies = dependents(values, on);
  const wanted = needs(values, [result]);
  const choices: Choice[] = [];
  const made = new Map<number, V>();
  const at = (id: number): V => must(made.get(id), `value ${id}`);
  /** The number as it is chosen now, or as it was given. */
  const held = (value: V, node: string, kink: Kink, stop = false): V => {
    const input = `held:${choices.length}`;
    choices.push({ input, node, stop, kink, value });
    return b.select(b.dial('held'), b.emit('input', [], { name: input }, value.shape), value);
  };

  /** Two numbers that are compared: where one is a constant, there the other has a corner. */
  const comparing = (ids: readonly number[], otherwise: Kink['of']): Kink => {
    const [at] = ids.flatMap((id) => constantAt(values, id));
    return at === undefined ? { of: otherwise } : { of: 'corner', at };
  };

  for (const v of values) {
    if (!wanted[v.id]) continue;
    const node = v.origin;
    const args = v.args.map(at);
    const [x, y, z] = args as [V, V, V];
    const same = () => b.emit(v.op as OpName, args, v.attrs, v.shape);
    const make = (): V => {
      if (!varies[v.id]) return same();
      switch (v.op) {
        case 'sign':
          return held(same(), node, { of: 'jump', at: 0 });
        case 'floor':
          return held(same(), node, { of: 'jump' });
        case 'less':
          return held(same(), node, comparing(v.args, 'corner'));
        case 'equal':
          return held(same(), node, comparing(v.args, 'jump'));
        case 'stop':
          return held(x, node, { of: 'corner' }, true);
        case 'abs':
          return b.mul(x, held(b.sign(x), node, { of: 'corner', at: 0 }));
        case 'max':
        case 'min': {
          const [low, high] = v.op === 'max' ? [x, y] : [y, x];
          const kink = comparing(v.args, 'tie');
          const other = b.select(held(b.less(x, y), node, kink), high, low);
          return b.select(held(b.equal(x, y), node, kink), b.mul(b.add(x, y), 0.5), other);
        }
        case 'reduceMax':
          return chosenMax(v, x);
        case 'select': {
          // What was compared is held where it is compared.
          const { op } = must(values[v.args[0] ?? -1], 'a condition');
          const compared = op === 'less' || op === 'equal' || !varies[v.args[0] ?? -1];
          return compared ? same() : b.select(held(b.equal(x, 0), node, { of: 'corner' }), z, y);
        }
        default:
          return same();
      }
    };
    made.set(v.id, b.within(node, v.phase, make));
  }

  /** The largest as the sum over those that are: their mean where they share, or the first alone. */
  function chosenMax(v: ValueOf<'reduceMax'>, x: V): V {
    const { axes, ties } = v.attrs;
    const spread = (of: V) => b.emit('broadcast', [of], { axes }, x.shape);
    const largest = (of: V) => b.emit('reduceMax', [of], { axes });
    let top = b.equal(x, spread(largest(x)));
    if (ties === 'first') {
      let stride = 1;
      let place = b.fill(0, x.shape);
      for (const axis of [...axes].sort((p, q) => q - p)) {
        place = b.add(place, b.mul(b.iota(x.shape, axis), stride));
        stride *= must(x.shape[axis], 'an extent');
      }
      const early = b.select(top, b.neg(place), -stride);
      top = b.equal(early, spread(largest(early)));
    }
    const mask = held(top, v.origin, { of: 'tie' });
    const share = b.div(mask, spread(b.sum(mask, axes)));
    return b.sum(b.select(mask, b.mul(x, share), 0), axes);
  }
  return { b, at, choices };
}

/** The number that a value is everywhere, where it is a constant. */
function constantAt(values: Program['values'], id: number): number[] {
  const v = must(values[id], 'a value');
  if (v.op === 'fill') return [(v as ValueOf<'fill'>).attrs.value];
  return v.op === 'broadcast' || v.op === 'reshape'
    ? constantAt(values, must(v.args[0], 'an operand'))
    : [];
}
