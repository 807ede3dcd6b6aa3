/**
 * What a buffer is called in a formula, seen from one node: its inputs are x, its output y, its
 * weights W, w and b, gradients ∂L/∂·. Colours follow the flow: \val forward, \grad back, \wt weights.
 */
import { compareIds } from '../base/ids.ts';
import type { Notation } from '../catalog/facets.ts';
import { vocabulary } from '../catalog/index.ts';
import type { Port, Ports } from '../catalog/kind.ts';
import { portNamed, portsOf } from '../document/ports.ts';
import type { Document, EdgeRecord } from '../document/records.ts';
import { nodeTex } from '../equations/styles.ts';
import type { Plan, TensorRef } from '../plan/plan.ts';
import { NO_RESULTS } from '../plan/results.ts';
import { type Shape, size } from '../tensor/shape.ts';
import type { Compilation } from './compilation.ts';

type Colour = 'val' | 'grad' | 'wt' | '';
type Tex = (axes: string) => string;
interface Symbol {
  /** With the letters of its axes, which may be none. */
  readonly tex: Tex;
  readonly colour: Colour;
  /** The tensor that it names, where there is one. */
  readonly ref?: TensorRef;
  /** Where in the buffer what it names begins. */
  readonly base?: number;
}
/** The symbol of what lies in a buffer from `element` to `last`. */
export type Symbols = (buffer: number, element: number, last?: number) => Symbol;

const DIALS: Readonly<Record<string, string>> = {
  lr: '\\eta',
  momentum: '\\mu',
  beta1: '\\beta_1',
  beta2: '\\beta_2',
  eps: '\\varepsilon',
  step: 't',
  time: 'n',
};
const plain = (name: string): string =>
  name.length === 1 ? name : `\\mathrm{${name.replace(/[^A-Za-z0-9]/g, '\\;')}}`;
/** A letter, perhaps with a number of its own: x, x₁ and with axes x_{1,ij}. */
const letter =
  (base: string, own = ''): Tex =>
  (axes) => {
    const below = own && axes ? `${own},${axes}` : own || axes;
    return below ? `${base}_{${below}}` : base;
  };
const derivative =
  (of: Tex): Tex =>
  (axes) =>
    `\\frac{\\partial L}{\\partial ${of(axes)}}`;

/** Layers count from one, with a dash for the one that reads from the end: 2′. */
const layerOf = ({ layer = 0, reverse }: Notation): string => `(${layer + 1}${reverse ? "'" : ''})`;
/** One layer that is read one way needs no number. */
const isOneOfSeveral = ({ layer = 0, reverse = false }: Notation): boolean => layer > 0 || reverse;
/** The same quantity one step of time before the one that is computed: t−1, or t+1 when read from the end. */
const earlier =
  (of: Tex, reverse: boolean): Tex =>
  (axes) =>
    of(axes.replace('t', reverse ? 't+1,' : 't-1,'));

/** Edges into and out of a node, in the order in which they are numbered. */
export function wiresOf(document: Document, node: string) {
  const edges = Object.values(document.edges);
  const by = (port: (e: EdgeRecord) => string) => (a: EdgeRecord, b: EdgeRecord) =>
    compareIds(port(a), port(b)) || compareIds(a.id, b.id);
  return {
    into: edges.filter((e) => e.target.node === node).sort(by((e) => e.target.port)),
    out: edges.filter((e) => e.source.node === node).sort(by((e) => e.source.port)),
  };
}

/** What is told of the inside of nodes, besides its place in the plan. */
export type Written = Pick<Compilation, 'parameters' | 'states' | 'intermediates'>;

const NO_PORTS: Ports = { inputs: [], outputs: [] };
function portsIn(document: Document, id: string): Ports {
  const node = document.nodes[id];
  return (node && portsOf(node, vocabulary)) ?? NO_PORTS;
}

export function symbolsOf(
  plan: Plan,
  document: Document,
  { parameters, states, intermediates }: Written,
  node: string,
): Symbols {
  const { into, out } = wiresOf(document, node);
  const { inputs, outputs } = portsIn(document, node);
  /** `place`: of an edge among several at one port, the third of which is x₃. */
  const portOf = (ports: readonly Port[], name: string, place = ''): Tex => {
    const { symbol = name, index = '' } = portNamed(ports, name)?.notation ?? {};
    return letter(plain(symbol), place || index);
  };
  const inputOf = (e: EdgeRecord): Tex => {
    const alike = into.filter((other) => other.target.port === e.target.port);
    return portOf(inputs, e.target.port, alike.length > 1 ? String(alike.indexOf(e) + 1) : '');
  };
  const outputOf = (port: string): Tex => portOf(outputs, port);
  const told = new Map(parameters.map((p) => [p.name, p]));
  const ownNames = new Map([...parameters, ...states].map((p) => [p.name, p.own]));
  const inLayers = parameters.some(
    (p) => p.node === node && p.notation && isOneOfSeveral(p.notation),
  );
  const weightOf = (name: string, shape: Shape): Tex => {
    const { notation, edge } = told.get(name) ?? {};
    if (notation) {
      const number = inLayers ? `^{${layerOf(notation)}}` : '';
      return letter(`${notation.symbol}${number}`, plain(notation.index ?? ''));
    }
    const wire = edge === undefined ? -1 : into.findIndex((e) => e.id === edge);
    if (wire >= 0) return letter('w', String(wire + 1));
    const own = ownNames.get(name) ?? name;
    if (own === 'bias') return letter('b');
    if (own === 'weight') return letter(shape.length > 1 ? 'W' : 'w');
    return letter(plain(own));
  };

  // First come, first named: the order is the preference where several names share a place.
  const named: { readonly ref: TensorRef; readonly symbol: Symbol }[] = [];
  const name = (ref: TensorRef | undefined, tex: Tex, colour: Colour) => {
    if (ref) named.push({ ref, symbol: { tex, colour, ref, base: ref.offset } });
  };
  for (const view of plan.storage) {
    const own = weightOf(view.name, view.ref.shape);
    name(view.ref, view.slot ? letter(`{${plain(view.slot)}^{${own('')}}}`) : own, 'wt');
  }
  const results = plan.routines.watch?.results ?? NO_RESULTS;
  for (const view of plan.storage)
    if (!view.slot)
      name(
        results.weightGradients[view.name],
        derivative(weightOf(view.name, view.ref.shape)),
        'grad',
      );
  for (const e of into) {
    name(results.values[e.id], inputOf(e), 'val');
    name(results.gradients[e.id], derivative(inputOf(e)), 'grad');
  }
  for (const e of out) {
    const alike = out.filter((other) => other.source.port === e.source.port);
    const share = alike.length > 1 ? `^{(${alike.indexOf(e) + 1})}` : '';
    const back = derivative(outputOf(e.source.port));
    name(results.gradients[e.id], (axes) => `{${back(axes)}}${share}`, 'grad');
    name(results.values[e.id], outputOf(e.source.port), 'val');
  }
  for (const [port, ref] of Object.entries(results.outputs[node] ?? {}))
    name(ref, outputOf(port), 'val');
  const inside = intermediates.filter((i) => i.node === node);
  const several = inside.some((i) => isOneOfSeveral(i.notation));
  const written = inside.map(({ name: own, notation }) => ({
    own,
    symbol: letter(plain(notation.symbol), several ? layerOf(notation) : ''),
    reverse: notation.reverse ?? false,
  }));
  for (const { own, symbol } of written) name(results.intermediates[node]?.[own], symbol, 'val');
  for (const { own, symbol, reverse } of written)
    name(results.before[node]?.[own], earlier(symbol, reverse), 'val');
  for (const { own, symbol } of written)
    name(results.intermediateGradients[node]?.[own], derivative(symbol), 'grad');
  name(results.losses[node], letter('\\ell'), 'val');
  name(results.correct[node], letter('\\mathrm{correct}'), 'val');
  name(results.predictions[node], letter('\\hat{p}'), 'val');
  // As the textbook has them: L is what training lowers.
  name(results.cost, letter(results.objective ? 'C' : 'L'), 'val');
  name(results.objective, letter('L'), 'val');
  for (const [i, ref] of Object.values(results.shares).entries())
    name(ref, letter(results.objective ? 'C' : 'L', String(i + 1)), 'val');
  for (const [id, ref] of Object.entries(results.penalties))
    name(ref, letter('R', nodeTex(id)), 'val');
  name(results.rate, () => '\\eta_t', '');
  const dials = new Map(
    Object.entries(plan.dials).map(([dial, { buffer }]) => [buffer, DIALS[dial] ?? plain(dial)]),
  );

  // Everything else that is computed on the way: z₁ … forward, δ₁ … backward, u₁ … on update.
  const counts = new Map<string, number>();
  const between = new Map<number, Symbol>();
  const letters = {
    init: ['u', ''],
    forward: ['z', 'val'],
    backward: ['\\delta', 'grad'],
    update: ['u', 'wt'],
  } as const;
  const find = (buffer: number, element: number) => {
    const here = named.filter(
      ({ ref }) =>
        ref.buffer === buffer && element >= ref.offset && element < ref.offset + size(ref.shape),
    );
    // A state and the same one row earlier lie on top of each other: where it begins tells which.
    return here.find(({ ref }) => ref.offset === element) ?? here[0];
  };
  for (const { kernel, origin, phase } of plan.routines.watch?.steps ?? []) {
    for (const { to } of kernel.results) {
      if (between.has(to.buffer) || find(to.buffer, to.offset)) continue;
      const [base, colour] = letters[phase];
      const key = `${phase} ${origin}`;
      const number = (counts.get(key) ?? 0) + 1;
      counts.set(key, number);
      // What another node has computed says of which it is; what belongs to none is the step's.
      const whose = origin === node ? '' : `^{${origin ? nodeTex(origin) : '\\ast'}}`;
      between.set(to.buffer, { tex: letter(`${base}${whose}`, String(number)), colour, base: 0 });
    }
  }
  return (buffer, element, last = element) => {
    const found = find(buffer, element);
    // The weights of several edges, read as one row.
    if (found?.symbol.colour === 'wt' && last >= found.ref.offset + size(found.ref.shape))
      return { tex: letter('w'), colour: 'wt' };
    if (found) return found.symbol;
    const dial = dials.get(buffer);
    if (dial) return { tex: () => dial, colour: '' };
    const own = between.get(buffer);
    if (own) return own;
    const role = plan.buffers.find((b) => b.id === buffer)?.role;
    return role === 'constant'
      ? { tex: letter('c'), colour: '' }
      : { tex: letter('v'), colour: 'val' };
  };
}
