/**
 * The tensors of a move as small maps beside each other, with what stands between them: incoming × local =
 * what goes back, rows × columns = result. Pure; the engine's numbers in, pictures with their signs out.
 */
import type {
  Explanation,
  NodeInspection,
  ShownEquation,
  TensorView,
} from '../../../workers/engine/protocol.ts';
import { downsample, type Grid } from '../../tensor/downsample.ts';
import { type Shape, size } from '../../tensor/shape.ts';

type Source = ShownEquation['of'];
type Factor = NonNullable<ShownEquation['matrix']>['factors'][number];

/** More terms of a sum are no row of maps. */
const TERMS = 3;
/** Cells of a map along each side, and pictures of one tensor. */
const CELLS = 128;
const PICTURES = 4;

/** Some cells of a map, which are framed: those that the equation below has the numbers of. */
export interface Frame {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}
export interface TensorMap {
  /** TeX and text of its letter, or a word of the card's. */
  readonly title: { readonly tex: string; readonly text: string } | Word;
  readonly of: Source;
  readonly hue: 'value' | 'grad' | 'weight';
  /** What stands before it. */
  readonly sign: '' | '×' | '=' | '+' | '⊕' | '→' | ',';
  readonly shape: Shape;
  readonly grids: readonly Grid[];
  readonly frame?: Frame;
}
export type Word = 'incoming' | 'local' | 'back' | 'in' | 'out' | 'term' | 'sum' | 'change';

export interface Told {
  readonly explanation: Explanation;
  readonly inspection: NodeInspection;
  readonly sample: number;
}

/** Of one sample; a tensor that is too long to be sent whole has only some of them. */
function ofSample({ shape, data, first }: TensorView, sample: number) {
  const own = shape.slice(1);
  const length = size(own);
  const at = Math.min(sample, (shape[0] ?? 1) - 1) - first;
  const from = Math.max(0, at) * length;
  return { shape: own, data: data.subarray(from, from + length) };
}

/** As pictures: rows and columns, of more axes the first few planes. */
function gridsOf(shape: Shape, data: Float32Array): Grid[] {
  const own = shape.filter((extent) => extent > 1);
  const [columns = 1, rows = 1] = own.slice(-2).reverse();
  const planes = Math.min(PICTURES, size(own.slice(0, -2)));
  return Array.from({ length: planes }, (_, i) =>
    downsample(
      data.subarray(i * rows * columns, (i + 1) * rows * columns),
      rows,
      columns,
      CELLS,
      CELLS,
    ),
  );
}

const HUES = (of: Source): TensorMap['hue'] =>
  of.gradient ? 'grad' : of.of === 'weight' ? 'weight' : 'value';

/** The numbers of a letter, by where they are from. */
function tensorOf({ inspection, explanation }: Told, { of, name, gradient }: Source) {
  const { inputs, outputs, free, weights } = inspection;
  switch (of) {
    case 'wire': {
      const wire = [...inputs, ...outputs].find((w) => w.edge === name);
      return gradient ? wire?.gradient : wire?.value;
    }
    case 'output': {
      const wires = outputs.filter((w) => w.port === name);
      if (gradient) return explanation.fan.find((f) => f.port === name)?.sum ?? wires[0]?.gradient;
      return wires[0]?.value ?? free.find((f) => f.port === name)?.value;
    }
    case 'weight': {
      const weight = weights.find((w) => w.name === name);
      return gradient ? weight?.gradient : weight?.value;
    }
    default:
      return undefined;
  }
}

function transposed(grid: { rows: number; columns: number; data: Float32Array }) {
  const { rows, columns, data } = grid;
  const out = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) out[j * rows + i] = data[i * columns + j]!;
  return { rows: columns, columns: rows, data: out };
}

/** x Wᵀ + b = z, as far as all of it is there; of one sample but where the samples are what is summed over. */
function matrixRow(told: Told, equation: ShownEquation): readonly TensorMap[] {
  const { matrix, of, shape, index, letters } = equation;
  const result = tensorOf(told, of);
  if (!matrix || !result) return [];
  const each = of.of !== 'weight';
  const part = (
    { of, letter, shape, offset, turned, samples }: Factor,
    sign: TensorMap['sign'],
  ) => {
    const view = tensorOf(told, of);
    const axes = shape.filter((extent, i) => extent > 1 || (i === 0 && samples));
    const [rows = 1, columns = 1] = axes.length > 1 ? axes : [1, ...axes];
    if (!view || view.first > 0 || view.data.length < offset + rows * columns) return undefined;
    const whole = view.data.subarray(offset, offset + rows * columns);
    const row = each && samples ? Math.min(told.sample, rows - 1) : undefined;
    const cut =
      row === undefined
        ? { rows, columns, data: whole }
        : { rows: 1, columns, data: whole.subarray(row * columns, (row + 1) * columns) };
    const set = turned ? transposed(cut) : cut;
    const { tex, text } = letter;
    return {
      title: turned ? { tex: `{${tex}}^{\\top}`, text: `${text}ᵀ` } : { tex, text },
      of,
      hue: HUES(of),
      sign,
      shape: [set.rows, set.columns],
      grids: [downsample(set.data, set.rows, set.columns, CELLS, CELLS)],
    };
  };
  const [a, b] = matrix.factors;
  const [first, second] = [a && part(a, ''), b && part(b, '×')];
  const added = matrix.added.map((x) => part(x, '+'));
  const parts = [first, second, ...added].filter((p) => p !== undefined);
  if (parts.length < 2 + added.length || !first || !second) return [];
  const one = each ? ofSample(result, told.sample) : result;
  const place = each ? index.slice(1) : index;
  const [row = 0, column = 0] = place.length > 1 ? place : [0, ...place];
  const out: TensorMap = {
    title: leftSide(letters),
    of,
    hue: HUES(of),
    sign: '=',
    shape: one.shape,
    grids: gridsOf(one.shape, one.data),
    ...(shape.length > 0 && { frame: { row, column, rows: 1, columns: 1 } }),
  };
  const framed = parts.map(
    (p, i): TensorMap =>
      i === 0
        ? { ...p, frame: { row, column: 0, rows: 1, columns: p.shape[1]! } }
        : { ...p, frame: { row: 0, column, rows: p.shape[0]!, columns: 1 } },
  );
  return size(one.shape) > 1 ? [...framed, out] : [];
}

/** What stands before the sign of an equation, without its indices: they are those of a matrix. */
function leftSide({ tex, text }: ShownEquation['letters']): { tex: string; text: string } {
  return {
    tex: tex.split(' = ')[0] ?? '',
    text: (text.split(' = ')[0] ?? '').replace(/\[.*\]/, ''),
  };
}

/** A row for each gradient that goes on, or value that comes out, of more than one number. */
export function productsOf(told: Told): readonly (readonly TensorMap[])[] {
  const { explanation, inspection, sample } = told;
  const { equations, chain, fan, move } = explanation;
  const rows: (readonly TensorMap[])[] = [];
  const map = (
    title: Word,
    of: Source,
    view: TensorView,
    sign: TensorMap['sign'],
    frame?: Frame,
  ): TensorMap => {
    const one = ofSample(view, sample);
    const hue = title === 'local' ? 'value' : HUES(of);
    return {
      title,
      of,
      hue,
      sign,
      shape: one.shape,
      grids: gridsOf(one.shape, one.data),
      ...(frame && { frame }),
    };
  };
  const many = (view: TensorView) => size(view.shape.slice(1)) > 1;
  for (const { port, edges, terms, sum } of fan) {
    if (!many(sum) || terms.length > TERMS) continue;
    rows.push([
      ...terms.map((term, i) =>
        map('term', { of: 'wire', name: edges[i] ?? '', gradient: true }, term, i ? '⊕' : ''),
      ),
      map('sum', { of: 'output', name: port, gradient: true }, sum, '='),
    ]);
  }
  const main = equations.filter((e) => e.role === 'main' && e.matrix);
  const shown = new Set<string>();
  for (const e of main.filter((e) => e.of.of !== 'weight')) {
    const row = matrixRow(told, e);
    if (!row.length) continue;
    rows.push(row);
    if (e.of.of === 'wire') shown.add(e.of.name);
  }
  if (move.phase === 'loss' || (move.phase === 'forward' && rows.length)) return rows;
  if (move.phase === 'backward') {
    for (const { edge, incoming, local, product } of chain) {
      if (!many(product) || shown.has(edge)) continue;
      const port = inspection.outputs[0]?.port ?? '';
      const frame = frameOf(equations, edge, product);
      rows.push([
        map('incoming', { of: 'output', name: port, gradient: true }, incoming, ''),
        ...(local ? [map('local', { of: 'wire', name: edge }, local, '×')] : []),
        map('back', { of: 'wire', name: edge, gradient: true }, product, local ? '=' : '→', frame),
      ]);
    }
    // What the weights get stands here where nothing goes on.
    return rows.length ? rows : main.slice(0, 1).map((e) => matrixRow(told, e));
  }
  const out = inspection.outputs[0] ?? inspection.free[0];
  const inputs = inspection.inputs.filter((w) => w.value && many(w.value)).slice(0, TERMS - 1);
  if (out?.value && many(out.value))
    rows.push([
      ...inputs.map((w, i) => map('in', { of: 'wire', name: w.edge }, w.value!, i ? ',' : '')),
      map('out', { of: 'output', name: out.port }, out.value, inputs.length ? '→' : ''),
    ]);
  return rows;
}

/** Where the element of a wire's equation lies in its picture. */
function frameOf(
  equations: readonly ShownEquation[],
  edge: string,
  { shape }: TensorView,
): Frame | undefined {
  const own = equations.find((e) => e.of.of === 'wire' && e.of.gradient && e.of.name === edge);
  const rest = shape.slice(1).filter((extent) => extent > 1);
  if (!own || rest.length > 2 || own.index.length !== shape.length) return undefined;
  const place = own.index.slice(1).filter((_, i) => (shape[i + 1] ?? 1) > 1);
  const [row = 0, column = 0] = place.length > 1 ? place : [0, ...place];
  return { row, column, rows: 1, columns: 1 };
}

/** w + Δw = w′ of the largest weight, where it is more than a number. */
export function updatesOf({ inspection }: Told): readonly (readonly TensorMap[])[] {
  const [first] = [...inspection.weights].sort((a, b) => size(b.value.shape) - size(a.value.shape));
  return [first].flatMap((weight) => {
    if (!weight) return [];
    const { name, trainable, value, before } = weight;
    if (!before || !trainable || size(value.shape) < 2 || value.first > 0) return [];
    const change = value.data.map((v, i) => v - (before.data[i] ?? 0));
    const { shape } = value;
    const of = { of: 'weight', name } as const;
    const map = (
      title: TensorMap['title'],
      data: Float32Array,
      sign: TensorMap['sign'],
    ): TensorMap => ({
      title,
      of,
      hue: 'weight',
      sign,
      shape,
      grids: gridsOf(shape, data),
    });
    return [
      [
        map({ tex: 'w', text: 'w' }, before.data, ''),
        map('change', change, '+'),
        map({ tex: "w'", text: 'w′' }, value.data, '='),
      ],
    ];
  });
}
