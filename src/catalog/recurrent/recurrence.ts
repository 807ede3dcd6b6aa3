/**
 * What RNN, GRU and LSTM share, torch.nn.RNNBase with batch_first: layers over a sequence [steps,
 * features], each read forward, or forward and backward. A cell says only what one step makes of its
 * states; the loop over time comes from `carry` and `close` (ir/loops.ts), back-propagation through time
 * with it.
 *
 * Weights have PyTorch's names and layouts: per layer and direction `weight_ih_l0` [G·units, features],
 * `weight_hh_l0` [G·units, units] and a pair of biases, the G gates of a cell one below the other. The
 * initial states are zeros. The products with all inputs are taken at once, outside of the loop.
 */
import type { HyperparametersOf, Thing } from '../../base/fields.ts';
import { hash32 } from '../../base/hash.ts';
import { issue } from '../../base/issue.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { sequenceIssue } from '../attention/attention.ts';
import type { LowerContext, Notation, ShapeContext } from '../facets.ts';
import { oneShape } from '../fit.ts';
import { type Example, type Language, type LayerKind, oneToOne } from '../kind.ts';
import { penaltyFields, penaltyOf } from '../penalty.ts';
import { py, type Torch, type TorchContext, torchPenalty } from '../torch.ts';
import { biasField, initField, startedWeights, trainableField, XAVIER } from '../trained.ts';

export const recurrentFields = {
  units: {
    type: 'number',
    label: { en: 'Units', zh: '单元数' },
    hint: { en: 'How many numbers the state has.', zh: '状态包含多少个数。' },
    default: 16,
    min: 1,
    max: 1024,
    integer: true,
    step: 1,
  },
  gives: {
    type: 'choice',
    label: { en: 'Gives', zh: '输出' },
    default: 'sequence',
    options: [
      { value: 'sequence', label: { en: 'the state after every step', zh: '每一步之后的状态' } },
      { value: 'last', label: { en: 'the last state', zh: '最后的状态' } },
    ],
  },
  layers: {
    type: 'number',
    label: { en: 'Layers', zh: '层数' },
    hint: { en: 'Each reads the states of the one before it.', zh: '每一层读取前一层的状态。' },
    default: 1,
    min: 1,
    max: 8,
    integer: true,
    step: 1,
  },
  bidirectional: {
    type: 'boolean',
    label: { en: 'Bidirectional', zh: '双向' },
    hint: {
      en: 'Reads the sequence from its end as well; both states are joined.',
      zh: '同时从末尾读取序列；两个方向的状态拼接在一起。',
    },
    default: false,
  },
  dropout: {
    type: 'number',
    label: { en: 'Dropout between layers', zh: '层间随机失活' },
    default: 0,
    min: 0,
    max: 0.99,
    step: 0.05,
  },
  bias: biasField,
  init: initField(XAVIER),
  stateInit: initField(XAVIER, { en: 'Initial weights of the state', zh: '状态权重的初始值' }),
  trainable: trainableField,
  ...penaltyFields,
} as const;

type RecurrentParams = HyperparametersOf<typeof recurrentFields>;

/** All steps at once: [steps, batch, …]. */
interface CellContext {
  readonly b: Builder;
  /** The share of the input in the numbers of gate k, biases included. */
  readonly fromInput: (k: number) => V;
  /** The share of the state before. */
  readonly fromState: (k: number) => V;
  /** The state one step before, by its name. */
  readonly before: (state: string) => V;
  /** Shows a gate while stepping and gives it back. */
  readonly gate: (name: string, value: V) => V;
  /** Makes this the state of that name, and gives it back. */
  readonly next: (state: string, value: V) => V;
}
export interface Cell {
  readonly gates: number;
  /** `h` is what comes out and what the products read. */
  readonly states: readonly string[];
  readonly step: (ctx: CellContext) => void;
}

const suffixOf = (layer: number, reverse: boolean): string =>
  `_l${layer}${reverse ? '_reverse' : ''}`;

/** Each gives `units` numbers. */
const directions = (p: RecurrentParams): number => (p.bidirectional ? 2 : 1);

const recurrentShape = oneShape<RecurrentParams>((x, { params, node }) => {
  const wrong = sequenceIssue(x, node, 'in');
  const width = params.units * directions(params);
  if (wrong) return wrong;
  return params.gives === 'last' ? [width] : [x.shape[0]!, width];
});

/** The layers of a cell over the sequence at `in`. */
export function recur<P extends RecurrentParams>(
  ctx: LowerContext<P>,
  cell: Cell,
): Readonly<Record<string, V>> {
  const { params, b, batch } = ctx;
  const x = ctx.input('in');
  const steps = x.shape[1]!;
  const directions = params.bidirectional ? [false, true] : [false];
  // Time first, so that a step is one row.
  let sequence = b.permute(x, [1, 0, 2]);
  let states: readonly V[] = [];
  for (let layer = 0; layer < params.layers; layer++) {
    if (layer > 0) sequence = dropped(ctx, sequence, layer);
    const read = sequence;
    states = directions.map((reverse) => direction(ctx, cell, read, layer, reverse));
    sequence = b.concat(states, 2);
  }
  if (params.gives !== 'last') return { out: b.permute(sequence, [1, 0, 2]) };
  const ends = states.map((h, i) => {
    const row = directions[i] ? 0 : steps - 1;
    return b.reshape(b.slice(h, [row, 0, 0], [1, batch, params.units]), [batch, params.units]);
  });
  return { out: b.concat(ends, 1) };
}

/** All states of one layer, read one way: [steps, batch, units]. */
function direction<P extends RecurrentParams>(
  ctx: LowerContext<P>,
  { gates, states, step }: Cell,
  x: V,
  layer: number,
  reverse: boolean,
): V {
  const { params, b, node, batch } = ctx;
  const [steps, , features] = x.shape as [number, number, number];
  const { units, trainable } = params;
  const suffix = suffixOf(layer, reverse);
  const of = (symbol: string, index?: string): Notation => ({
    symbol,
    ...(index !== undefined && { index }),
    layer,
    ...(reverse && { reverse }),
  });
  const rows = gates * units;
  const matrix = (index: string, width: number, init: Thing) =>
    ctx.weight(`weight_${index}${suffix}`, {
      notation: of('W', index),
      shape: [rows, width],
      init,
      // As torch.nn.init counts them: the whole matrix, all gates of it.
      fan: { in: width, out: rows },
      trainable,
      penalty: penaltyOf(params),
    });
  const bias = (index: string) =>
    params.bias
      ? ctx.weight(`bias_${index}${suffix}`, {
          notation: of('b', index),
          shape: [rows],
          init: { kind: 'zeros', params: {} },
          fan: { in: units, out: rows },
          trainable,
        })
      : undefined;
  const shifted = (y: V, by: V | undefined) => (by ? b.add(y, by) : y);
  const wx = matrix('ih', features, params.init);
  const wh = matrix('hh', units, params.stateInit);
  const [bx, bh] = [bias('ih'), bias('hh')];

  const named = (state: string) => `${node}.${state}${suffix}`;
  const carried = new Map(
    states.map((s) => [s, b.carry(b.fill(0, [batch, units]), steps, named(s), reverse)]),
  );
  const before = (s: string) => carried.get(s)!;
  for (const s of states) ctx.intermediate(`${s}${suffix}`, before(s), 'before', of(s));
  const flat = b.dot(b.reshape(x, [steps * batch, features]), wx, { transposeB: true });
  const fromInput = b.reshape(shifted(flat, bx), [steps, batch, rows]);
  const everywhere = b.broadcastTo(wh, [steps, rows, units]);
  const fromState = shifted(b.dot(before('h'), everywhere, { transposeB: true }), bh);
  const part = (y: V, k: number) =>
    gates === 1 ? y : b.slice(y, [0, 0, k * units], [steps, batch, units]);

  const after = new Map<string, V>();
  step({
    b,
    fromInput: (k) => part(fromInput, k),
    fromState: (k) => part(fromState, k),
    before,
    gate: (name, value) => ctx.intermediate(`${name}${suffix}`, value, 'gate', of(name)),
    next: (state, value) => {
      const closed = b.close(value, named(state));
      after.set(state, closed);
      return ctx.intermediate(`${state}${suffix}`, closed, 'state', of(state));
    },
  });
  return after.get('h')!;
}

/** Inverted dropout on what a layer reads of the one before it. */
function dropped<P extends RecurrentParams>(
  { params: { dropout: p }, b, node, mode }: LowerContext<P>,
  x: V,
  layer: number,
): V {
  if (mode === 'eval' || p === 0) return x;
  const drawn = b.uniform(x.shape, hash32(`${node}#dropout${layer}`), 'step');
  return b.mul(b.select(b.less(drawn, p), 0, x), 1 / (1 - p));
}

/** The module of PyTorch with these options; `more` are its own. */
export function recurrentTorch<P extends RecurrentParams>(
  ctx: TorchContext<P>,
  module: string,
  more: Readonly<Record<string, unknown>> = {},
): Torch {
  const { params: p, self } = ctx;
  const { value, shape } = ctx.input('in');
  const options = {
    ...(p.layers > 1 && { num_layers: p.layers }),
    ...(!p.bias && { bias: false }),
    batch_first: true,
    ...(p.dropout > 0 && p.layers > 1 && { dropout: p.dropout }),
    ...(p.bidirectional && { bidirectional: true }),
    ...more,
  };
  const keywords = Object.entries(options).map(([k, v]) => `${k}=${py(v)}`);
  const weights = Array.from({ length: p.layers }, (_, layer) =>
    (p.bidirectional ? [false, true] : [false]).flatMap((reverse) =>
      ['weight_ih', 'weight_hh'].map((w) => `${self}.${w}${suffixOf(layer, reverse)}`),
    ),
  ).flat();
  const all = `${self}(${value})[0]`;
  return {
    init: `${module}(${[shape[1] ?? 1, p.units, ...keywords].join(', ')})`,
    ...(p.gives === 'last' && { helper: LAST_STATE }),
    forward: p.gives === 'last' ? `last_state(${all}, ${p.units})` : all,
    objective: torchPenalty(weights, p),
  };
}

const LAST_STATE = `def last_state(states, units):
    """After the last step; of the direction that reads from the end, what it has come to at the first."""
    return torch.cat([states[:, -1, :units], states[:, 0, units:]], -1)`;

/** For the card: `16 units`, `2 × 16 units, both ways`. */
function recurrentSummary(p: RecurrentParams, language: Language = 'en'): string {
  const times = p.layers > 1 ? `${p.layers} × ${p.units}` : `${p.units}`;
  if (language === 'zh') return `${times} 个单元${p.bidirectional ? '，双向' : ''}`;
  return `${times} ${p.units === 1 ? 'unit' : 'units'}${p.bidirectional ? ', both ways' : ''}`;
}

/** What the kinds have in common besides their cells. */
export const recurrentKind = {
  family: 'layers',
  ui: { icon: 'repeat', summary: recurrentSummary, preview: 'weights' },
  ports: oneToOne,
  width: { param: 'units', each: (p: RecurrentParams) => directions(p) },
  shape: recurrentShape,
  deterministic: { dropout: 0 },
  advise: ({ params, node }: ShapeContext<RecurrentParams>) =>
    params.dropout > 0 && params.layers === 1
      ? [
          issue(
            'recurrent.dropout',
            {
              en: 'The dropout of {title} acts between its layers, and it has one: nothing is dropped. Set dropout to 0?',
              zh: '{title} 的随机失活作用于各层之间，而它只有一层：不会丢弃任何数。把失活率设为 0？',
            },
            {
              severity: 'warning',
              args: { title: { node } },
              where: { param: 'dropout' },
              fix: { type: 'set-param', node, param: 'dropout', value: 0 },
            },
          ),
        ]
      : [],
  recurrentState: 'h',
  weights: startedWeights,
} as const satisfies Partial<LayerKind<typeof recurrentFields>>;

export const recurrentExamples: readonly Example[] = [
  { params: { units: 3 }, at: { in: [[4, 2]] } },
  { params: { units: 2, gives: 'last' }, at: { in: [[3, 2]] } },
  { params: { units: 2, layers: 2, bidirectional: true }, at: { in: [[3, 2]] } },
  { params: { units: 2, bidirectional: true, gives: 'last', bias: false }, at: { in: [[2, 3]] } },
];
