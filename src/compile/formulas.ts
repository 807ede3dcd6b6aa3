/**
 * How a thing is written, in letters alone: for help, where nothing runs yet. A node whose shapes are known
 * has its own equations; another those of its kind's first example.
 */

import { must } from '../base/assert.ts';
import { complete, type Hyperparameters, type Thing } from '../base/fields.ts';
import { kindOf } from '../catalog/index.ts';
import type { Kind } from '../catalog/kind.ts';
import { type BookWire, createLocals } from '../catalog/textbook.ts';
import type { Document, RunSettings } from '../document/records.ts';
import { topologyOf } from '../document/topology.ts';
import type { Equation } from '../equations/expression.ts';
import { tex } from '../equations/print.ts';
import type { Compilation } from './compilation.ts';
import { isDataTarget, linesOf } from './equations-of-move.ts';
import { type Book, bookOf, scheduleBookOf, updateBookOf } from './textbook.ts';

/** Each an equation in TeX. */
export interface Formulas {
  readonly forward: readonly string[];
  readonly backward: readonly string[];
}

type Shapes = Pick<Compilation, 'batch' | 'shapes'>;

export function formulasOf(document: Document, shapes: Shapes | undefined, id: string): Formulas {
  const node = must(document.nodes[id], `node ${id}`);
  const kind = must(kindOf(node.kind), `kind ${node.kind}`);
  const params = complete(kind.fields, node.params);
  const own = shapes && isWired(document, shapes, id, kind, params);
  const book = own ? ownBook(document, shapes, id) : exampleOf(kind);
  const said = (phase: 'forward' | 'backward') =>
    book ? linesOf(book, phase).flatMap((l) => (l.role === 'recall' ? [] : tex(l.equation))) : [];
  return { forward: said('forward'), backward: said('backward') };
}

function ownBook(document: Document, shapes: Shapes, id: string): Book {
  const { backward, ...book } = bookOf(document, shapes, id);
  return { ...book, backward: backward.filter((e) => !isDataTarget(document, e.left.of.source)) };
}

/** Whether each port has what it needs, and the shapes of it are known. */
function isWired(
  document: Document,
  { shapes }: Shapes,
  id: string,
  kind: Kind,
  params: Hyperparameters,
): boolean {
  const { inputs, outputs } = kind.ports(params);
  const into = topologyOf(document).into.get(id) ?? [];
  return (
    outputs.every((p) => shapes[`${id}.${p.name}`]) &&
    inputs.every((p) => into.some((e) => e.target.port === p.name)) &&
    into.every((e) => shapes[`${e.source.node}.${e.source.port}`])
  );
}

/** Any batch: its size is a letter. */
const BATCH = 32;

function exampleOf(kind: Kind): Book | undefined {
  const [example] = kind.examples;
  if (!example) return undefined;
  const params = complete(kind.fields, (example.params ?? {}) as Hyperparameters);
  let count = 0;
  const wires = Object.entries(example.at).flatMap(([port, shapes]) =>
    shapes.map((shape) => ({ port, edge: `e${++count}`, shape })),
  );
  const at = (port: string) => wires.filter((w) => w.port === port);
  const shaped = kind.shape({
    params,
    node: '',
    at: (port) => at(port).map((w) => ({ ...w, from: { node: '' } })),
  });
  if (!shaped.ok) return undefined;
  const book = (port: string): BookWire[] =>
    at(port).map(({ edge, shape }) => ({ edge, shape: [BATCH, ...shape] }));
  const { where, ...locals } = createLocals();
  const sides = kind.textbook({
    ...locals,
    params,
    node: '',
    batch: BATCH,
    wires: book,
    wire: (port) => must(book(port)[0], `a wire at ${port}`),
    isRead: () => true,
    out: (port) => [BATCH, ...must(shaped.value[port], `the shape of ${port}`)],
  });
  return { where, ...sides };
}

const inLetters = (book: Book): string[] =>
  linesOf(book, 'forward').map((l: { readonly equation: Equation }) => tex(l.equation));

/** Of one weight. */
const ONE = { count: 1, total: 1 };
/** What an optimiser does, with neither schedule nor clipping. */
export const formulasOfOptimiser = ({ clip: _, schedule: __, ...run }: RunSettings): string[] =>
  inLetters(updateBookOf({ run }, ONE));
export const formulasOfSchedule = (schedule: Thing): string[] =>
  inLetters(scheduleBookOf(schedule));
/** What it makes of a gradient. */
export function formulasOfClip(clip: Thing, { clip: _, ...run }: RunSettings): string[] {
  const { where } = updateBookOf({ run: { ...run, clip } }, { count: 2, total: 2 });
  const without = updateBookOf({ run }, { count: 2, total: 2 }).where.length;
  return where.slice(0, where.length - without).map(tex);
}
