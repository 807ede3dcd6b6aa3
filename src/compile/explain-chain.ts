/** The chain rule over a node, edge by edge, as the watched step computed it; and the sum where an output fans out. */
import type { Document } from '../document/records.ts';
import type { Move, Plan, Step, TensorRef } from '../plan/plan.ts';
import { NO_RESULTS } from '../plan/results.ts';
import { type Shape, sameShape, size } from '../tensor/shape.ts';
import { wiresOf } from './explain-symbols.ts';
import { derivativeOf } from './local-derivative.ts';

interface Request<View> {
  readonly plan: Plan;
  readonly document: Document;
  /** On backward. */
  readonly move: Move;
  readonly now: (buffer: number) => ArrayLike<number>;
  readonly view: (data: Float64Array, shape: Shape) => View;
}

export interface Chained<View> {
  readonly chain: readonly {
    readonly edge: string;
    readonly port: string;
    readonly incoming: View;
    readonly local?: View;
    readonly product: View;
  }[];
  readonly fan: readonly {
    readonly port: string;
    readonly edges: readonly string[];
    readonly terms: readonly View[];
    readonly sum: View;
  }[];
}

/** What comes back along the outputs of a node, and what it passes on to its inputs. */
export function chained<View>(
  { plan, document, move, now, view }: Request<View>,
  steps: readonly Step[],
): Chained<View> {
  const results = plan.routines.watch?.results ?? NO_RESULTS;
  const { into, out } = wiresOf(document, move.node);
  const read = (ref: TensorRef): Float64Array => {
    const data = now(ref.buffer);
    return Float64Array.from({ length: size(ref.shape) }, (_, i) => data[ref.offset + i]!);
  };
  const back = out.flatMap((e) => {
    const ref = results.gradients[e.id];
    return ref ? [{ edge: e.id, port: e.source.port, ref }] : [];
  });
  const ports = [...new Set(back.map((b) => b.port))].map((port) => {
    const wires = back.filter((b) => b.port === port);
    const shape = wires[0]?.ref.shape ?? [];
    const terms = wires.map((w) => read(w.ref));
    const sum = new Float64Array(size(shape));
    for (const term of terms)
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (term[i] ?? 0);
    return { port, wires, terms, sum, shape };
  });
  // A loss is where the chain begins: ∂L/∂L = 1.
  const [first] = ports;
  const incoming = first ?? { sum: Float64Array.of(1), shape: [] as Shape };

  const chain = into.flatMap((e) => {
    const ref = results.gradients[e.id];
    if (!ref) return [];
    const product = read(ref);
    const local = !first
      ? product
      : ports.length === 1 && sameShape(ref.shape, first.shape)
        ? derivativeOf(
            steps,
            first.wires.map((w) => w.ref),
            ref,
            now,
          )
        : undefined;
    return [
      {
        edge: e.id,
        port: e.target.port,
        incoming: view(incoming.sum, incoming.shape),
        ...(local ? { local: view(local, ref.shape) } : {}),
        product: view(product, ref.shape),
      },
    ];
  });
  const fan = ports
    .filter(({ wires }) => wires.length > 1)
    .map(({ port, wires, terms, sum, shape }) => ({
      port,
      edges: wires.map((w) => w.edge),
      terms: terms.map((t) => view(t, shape)),
      sum: view(sum, shape),
    }));
  return { chain, fan };
}
