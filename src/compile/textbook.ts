/**
 * A kind's textbook (catalog/textbook) beside a plan: the equations of one node with the document's wires
 * and shapes, those of an update, and where the numbers of a step are that their letters stand for. It
 * runs nothing and knows no kind by name.
 */
import { must } from '../base/assert.ts';
import { complete, type Fields, type Hyperparameters, type Thing } from '../base/fields.ts';
import { hash32 } from '../base/hash.ts';
import { uniformAt } from '../base/random.ts';
import { clipOf, kindOf, LEARNING_RATE, optimiserOf, scheduleOf } from '../catalog/index.ts';
import { type BookWire, createLocals, type ScheduleSides } from '../catalog/textbook.ts';
import type { Document, EdgeRecord, NodeRecord } from '../document/records.ts';
import { topologyOf, wireOrder } from '../document/topology.ts';
import type { Numbers } from '../equations/evaluate.ts';
import {
  after,
  type Equation,
  type Expr,
  equation,
  index,
  type Letter,
  type Source,
  sub,
  tensor,
} from '../equations/expression.ts';
import type { Plan, TensorRef } from '../plan/plan.ts';
import { NO_RESULTS } from '../plan/results.ts';
import { type Shape, size } from '../tensor/shape.ts';
import type { Compilation } from './compilation.ts';

/** The equations of a node, or of an update, and the letters that they define on the way. */
export interface Book {
  readonly where: readonly Equation[];
  readonly forward: readonly Equation[];
  readonly backward: readonly Equation[];
}

/** What arrives at a node, in the order in which it is computed. */
function wiresAt(document: Document, node: string): EdgeRecord[] {
  const { order, into } = topologyOf(document);
  return [...(into.get(node) ?? [])].sort(wireOrder(order));
}

type Shapes = Pick<Compilation, 'batch' | 'shapes'>;

/** Of the node `id`, whose shapes are known. */
export function bookOf(document: Document, { batch, shapes }: Shapes, id: string): Book {
  const node = must(document.nodes[id], `node ${id}`);
  const kind = must(kindOf(node.kind), `kind ${node.kind}`);
  const shapeAt = (port: string): Shape => [batch, ...must(shapes[port], `the shape of ${port}`)];
  const wires = (port: string): BookWire[] =>
    wiresAt(document, id)
      .filter((e) => e.target.port === port)
      .map((e) => ({ edge: e.id, shape: shapeAt(`${e.source.node}.${e.source.port}`) }));
  const { where, ...locals } = createLocals();
  const { forward, backward } = kind.textbook({
    ...locals,
    params: ownParams(document, kind.fields, node),
    node: id,
    batch,
    wires,
    wire: (port) => must(wires(port)[0], `a wire at ${id}.${port}`),
    isRead: (port) =>
      Object.values(document.edges).some((e) => e.source.node === id && e.source.port === port),
    out: (port) => shapeAt(`${id}.${port}`),
  });
  return { where, forward, backward };
}

/** Who uses the weights of another has no say in how they are penalised: that is the owner's. */
const ownParams = (document: Document, fields: Fields, node: NodeRecord): Hyperparameters => {
  const params = complete(fields, node.params);
  if (ownerOf(document, node.id) === node.id) return params;
  const silent = Object.entries(fields).flatMap(([name, f]) =>
    f.ofWeights && f.type === 'number' ? [[name, 0]] : [],
  );
  return { ...params, ...Object.fromEntries(silent) };
};

/** The node whose weights are read: its own, or those at the end of what it shares. */
function ownerOf(document: Document, id: string): string {
  const seen = new Set<string>();
  let at = id;
  for (let next = document.nodes[at]?.shares; next !== undefined && !seen.has(next); ) {
    seen.add(next);
    at = next;
    next = document.nodes[at]?.shares;
  }
  return at;
}

/**
 * The whole name of a weight as a node calls it: that of its owner's. Those of a neuron are named after its
 * own wires, and matched in their order.
 */
export function weightName(document: Document, node: string, name: string): string {
  const owner = ownerOf(document, node);
  if (owner === node) return `${node}.${name}`;
  const wires = (of: string) => wiresAt(document, of).map((e) => `weight.${e.id}`);
  return `${owner}.${wires(owner)[wires(node).indexOf(name)] ?? name}`;
}

/** Of one tensor of weights, over `count` numbers; `total` are the numbers of all. */
export function updateBookOf(
  { run }: Pick<Document, 'run'>,
  { count, total }: { readonly count: number; readonly total: number },
): Book {
  const optimiser = must(optimiserOf(run.optimiser.kind), `optimiser ${run.optimiser.kind}`);
  const { where, ...locals } = createLocals();
  const i = index('i', count);
  const w = tensor({ base: 'w', below: 't−1' }, 'weight', { of: 'weight', name: '' }, [count]);
  const letter = { base: 'g', below: 't' };
  const unclipped = { ...letter, accent: 'tilde' } as const;
  const raw = tensor(
    run.clip ? unclipped : letter,
    'gradient',
    { of: 'weight', name: '', gradient: true },
    [count],
  );
  const clip = run.clip && clipOf(run.clip.kind);
  const clipped = clip?.textbook({
    ...locals,
    params: complete(clip.fields, run.clip!.params),
    i,
    g: raw,
    all: tensor(unclipped, 'gradient', { of: 'gradients', name: '' }, [total]),
  });
  const g = clipped ? locals.local(letter, [i], clipped, { hue: 'gradient' }) : raw;
  const dial = (name: string, letter: Letter | string): Expr =>
    tensor(letter, 'plain', { of: 'dial', name }, [])();
  const rate: Source = { of: 'rate', name: '' };
  const sides = optimiser.textbook({
    ...locals,
    params: complete(optimiser.fields, run.optimiser.params),
    i,
    w,
    g,
    t: dial('step', 't'),
    slot: (name, letter) => {
      const before = tensor({ base: letter, below: 't−1' }, 'plain', { of: 'slot', name }, [count]);
      return { before, now: after(before, { base: letter, below: 't' }) };
    },
    dial: (name, letter) =>
      name === LEARNING_RATE && run.schedule
        ? tensor({ base: 'η', below: 't' }, 'plain', rate, [])()
        : dial(name, letter),
  });
  const next = after(w, { base: 'w', below: 't' });
  return { where, forward: [...sides.slots, equation(next(i), sides.weight)], backward: [] };
}

/**
 * The rate of a step, and what the schedule keeps.
 * @param cost the letter of the cost
 */
export function scheduleBookOf(schedule: Thing, cost = 'L'): Book {
  const { where, ...locals } = createLocals();
  const one = (letter: Letter | string, source: Source) => tensor(letter, 'plain', source, []);
  const slotOf = (name: string, letter: Letter | string = name) =>
    one(letter, { of: 'schedule', name });
  const letters = new Map<string, Letter | string>();
  const lr = one('η', { of: 'dial', name: LEARNING_RATE })();
  const follow = ({ kind, params }: Thing, done: Expr): ScheduleSides => {
    const found = must(scheduleOf(kind), `schedule ${kind}`);
    const seen = (letter: Letter | string, offset: number) =>
      tensor(letter, 'plain', { of: 'validation', name: '' }, [], { offset })();
    return found.textbook({
      ...locals,
      params: complete(found.fields, params),
      lr,
      done,
      cost: one(cost, { of: 'cost', name: '' })(),
      slot: (name, letter) => {
        letters.set(name, letter);
        return slotOf(name, letter)();
      },
      validation: () => ({ cost: seen({ base: cost, below: 'val' }, 0), count: seen('c', 1) }),
      follow,
    });
  };
  const k = locals.local('k', [], sub(one('t', { of: 'dial', name: 'time' })(), 1), {
    hue: 'plain',
  });
  const { rate, slots = {} } = follow(schedule, k());
  return {
    where,
    forward: [
      equation(one({ base: 'η', below: 't' }, { of: 'rate', name: '' })(), rate),
      ...Object.entries(slots).map(([name, now]) => {
        const letter = letters.get(name) ?? name;
        const before = slotOf(name, letter);
        return equation(after(before, letter)(), now);
      }),
    ],
    backward: [],
  };
}

/** How a person who stepped here reads the plan's numbers. */
export interface Reading {
  /** As they are, and as they were before the update. */
  readonly now: (ref: TensorRef) => ArrayLike<number>;
  readonly before: (ref: TensorRef) => ArrayLike<number>;
  readonly seed: number;
  readonly step: number;
}

/**
 * Where the letters of a node's equations have their numbers.
 * @param weight the weight in question, for equations of an update
 */
export function numbersOf(
  plan: Plan,
  document: Document,
  node: string,
  { now, before, seed, step }: Reading,
  weight?: string,
): Numbers {
  const watch = must(plan.routines.watch, 'a watched step');
  const results = watch.results ?? NO_RESULTS;
  const leaving = Object.values(document.edges).filter((e: EdgeRecord) => e.source.node === node);
  const stored = (name: string, slot = '') =>
    plan.storage.find((v) => v.name === name && v.slot === slot)?.ref;
  const read = (ref: TensorRef | undefined) => ref && now(ref);
  const both = (source: Source, ref: TensorRef | undefined) =>
    ref && (source.after ? now(ref) : before(ref));
  const buffer = (name: string, length = 1): TensorRef | undefined => {
    const found = plan.buffers.find((b) => b.name === name);
    return found && { buffer: found.id, offset: 0, shape: [length] };
  };
  return (source) => {
    const { of, name, gradient } = source;
    switch (of) {
      case 'wire':
        return read((gradient ? results.gradients : results.values)[name]);
      case 'output': {
        if (!gradient) return read(results.outputs[node]?.[name]);
        const back = leaving.flatMap((e) =>
          e.source.port === name && results.gradients[e.id] ? [now(results.gradients[e.id]!)] : [],
        );
        const [first] = back;
        // Where it is not read, nothing comes back.
        const shape = results.outputs[node]?.[name]?.shape ?? [];
        return Float64Array.from({ length: first?.length ?? size(shape) }, (_, i) =>
          back.reduce((n, g) => n + g[i]!, 0),
        );
      }
      case 'weight': {
        const full = weight ?? weightName(document, node, name);
        return gradient ? read(results.weightGradients[full]) : both(source, stored(full));
      }
      case 'state':
        return both(source, stored(`${node}.${name}`));
      case 'slot':
        return both(source, stored(must(weight, 'a weight'), name));
      case 'schedule':
        return both(source, buffer(`schedule:${name}`));
      case 'validation':
        return both(source, buffer('schedule:validation', 2));
      case 'dial': {
        const dial = plan.dials[name];
        if (dial) return now({ buffer: dial.buffer, offset: 0, shape: [] });
        // Where nothing is learnt by it, the plan has no need of it.
        const { kind, params } = document.run.optimiser;
        const set = complete(optimiserOf(kind)?.fields ?? {}, params)[name];
        return typeof set === 'number' ? [set] : undefined;
      }
      case 'drawn': {
        // As many as are asked for; every one by its place alone.
        const stream = hash32(name);
        return new Proxy([] as number[], {
          get: (_, at) => uniformAt(seed, stream, Number(at), step),
        });
      }
      case 'fixed': {
        const { kind = '', params = {} } = document.nodes[node] ?? {};
        const fields = kindOf(kind)?.fields ?? {};
        return kindOf(kind)?.constants?.(complete(fields, params));
      }
      case 'fed':
        return read(watch.inputs[`${node}.${name}`]);
      case 'loss':
        return read(results.losses[name || node]);
      case 'prediction':
        return read(results.predictions[node]);
      case 'intermediate':
        return read(
          (gradient ? results.intermediateGradients : results.intermediates)[node]?.[name],
        );
      case 'gradients': {
        const all = Object.values(results.weightGradients).flatMap((ref) => Array.from(now(ref)));
        return all;
      }
      case 'rate':
        return read(results.rate);
      case 'share':
        return read(results.shares[name]);
      case 'cost':
        return read(results.cost);
      case 'penalty':
        return read(results.penalties[name]);
      case 'objective':
        return read(results.objective);
      case 'local':
        return undefined;
      default:
        return of satisfies never;
    }
  };
}
