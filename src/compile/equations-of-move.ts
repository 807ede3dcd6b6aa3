/**
 * Which equations one stop of the step cursor is told by, and in which order: those of its node's textbook or
 * of its update, where wires meet the sum of what comes back, and at the losses what training lowers.
 */
import { kindOf } from '../catalog/index.ts';
import type { Document } from '../document/records.ts';
import { topologyOf } from '../document/topology.ts';
import { readsIn } from '../equations/evaluate.ts';
import {
  add,
  type Equation,
  equation,
  index,
  keyOf,
  type Quantity,
  type Source,
  tensorOf,
} from '../equations/expression.ts';
import type { Move, Plan, TensorRef } from '../plan/plan.ts';
import { NO_RESULTS } from '../plan/results.ts';
import { size } from '../tensor/shape.ts';
import type { Compilation } from './compilation.ts';
import { addedBy, costEquation, costLetter, objectiveEquation } from './objective-textbook.ts';
import { type Book, bookOf, scheduleBookOf, updateBookOf } from './textbook.ts';

export interface BookRequest {
  readonly plan: Plan;
  readonly document: Document;
  readonly compilation: Pick<
    Compilation,
    'batch' | 'shapes' | 'parameters' | 'losses' | 'penalised'
  >;
  readonly move: Move;
  readonly seed: number;
  readonly step: number;
  readonly sample?: number;
  readonly index?: readonly number[];
  readonly row?: number;
}
/** `define`: a letter on the way; `recall`: one that forward has computed and backward reads. */
export type Role = 'main' | 'define' | 'recall';

/** Equations with the numbers that their letters stand for. */
export interface Chapter {
  readonly book: Book;
  /** In the order in which they are read. */
  readonly lines: readonly { readonly equation: Equation; readonly role: Role }[];
  readonly weight?: string;
}

export function chaptersOf(asked: BookRequest): Chapter[] {
  const { plan, document, compilation, move } = asked;
  const results = plan.routines.watch?.results ?? NO_RESULTS;
  const writes = (ref: TensorRef | undefined): boolean =>
    ref !== undefined &&
    (plan.routines.watch?.steps.slice(move.from, move.to) ?? []).some((s) =>
      s.kernel.results.some((r) => r.to.buffer === ref.buffer),
    );
  if (move.phase === 'update') {
    // Weights that lead to no loss have no gradient and are not updated.
    const trained = compilation.parameters.filter((p) => results.weightGradients[p.name]);
    const total = trained.reduce((n, p) => n + size(p.shape), 0);
    const guide = document.run.schedule && writes(results.rate) && document.run.schedule;
    const guided = guide
      ? [chapterOf(scheduleBookOf(guide, costLetter(compilation)), 'forward')]
      : [];
    return [
      ...guided,
      ...trained
        .filter((p) => p.node === move.node)
        .map((p) => ({
          ...chapterOf(updateBookOf(document, { count: size(p.shape), total }), 'forward'),
          weight: p.name,
        })),
    ];
  }
  // A node whose shapes are not known explains nothing.
  const node = document.nodes[move.node];
  if (!node || !kindOf(node.kind)) return [];
  const book = bookOf(document, compilation, move.node);
  if (move.phase === 'backward') {
    const backward = book.backward.filter(({ left: { of } }) => !isDataTarget(document, of.source));
    const fans = fansOf(document, plan, move.node, { ...book, backward });
    const chapter = chapterOf({ ...book, backward }, 'backward');
    return [{ ...chapter, lines: [...fans, ...chapter.lines] }];
  }
  const chapter = chapterOf(book, 'forward');
  const lowered = [
    ...addedBy(compilation, move.node, book),
    ...(writes(results.cost) ? [costEquation(compilation)] : []),
    ...(writes(results.objective) ? [objectiveEquation(compilation)] : []),
  ].map((equation) => ({ equation, role: 'main' as const }));
  return [{ ...chapter, lines: [...chapter.lines, ...lowered] }];
}

/** What a phase says, each letter before it is read. */
export function linesOf(book: Book, phase: 'forward' | 'backward'): Chapter['lines'] {
  const main = new Set(book[phase]);
  const pool = [...book.where, ...main];
  const back = phase === 'backward';
  const isRecalled = (e: Equation) => back && !main.has(e) && e.left.of.hue !== 'gradient';
  // What an equation needs; of what was known before, where it is from was told before.
  const needed = new Set<Equation>();
  const need = (e: Equation) => {
    if (needed.has(e)) return;
    needed.add(e);
    const read = new Set([...readsIn(e.right)].map((r) => keyOf(r.of.source)));
    if (!isRecalled(e)) for (const e of pool) if (read.has(keyOf(e.left.of.source))) need(e);
  };
  for (const e of main) need(e);
  // What the engine shows too, a prediction, though no line reads it.
  for (const e of book.where)
    if (e.left.of.source.of !== 'local' && (e.left.of.hue === 'gradient') === back) need(e);

  // As the book has them, but each letter before it is read: at its own place, not of a time step before.
  const lines: Chapter['lines'][number][] = [];
  const told = new Set<Equation>();
  const tell = (e: Equation) => {
    if (told.has(e) || !needed.has(e)) return;
    told.add(e);
    const here = [...readsIn(e.right)].filter((r) => r.at.every((x) => x.op !== 'add'));
    const read = new Set(here.map((r) => keyOf(r.of.source)));
    for (const e of pool) if (read.has(keyOf(e.left.of.source))) tell(e);
    lines.push({ equation: e, role: main.has(e) ? 'main' : isRecalled(e) ? 'recall' : 'define' });
  };
  for (const e of pool) tell(e);
  return lines;
}

const chapterOf = (book: Book, phase: 'forward' | 'backward'): Chapter => ({
  book,
  lines: linesOf(book, phase),
});

/** What goes back from a loss to data says nothing of the network. */
export function isDataTarget(document: Document, { of, name }: Source): boolean {
  const edge = of === 'wire' ? document.edges[name] : undefined;
  const loss = edge && kindOf(document.nodes[edge.target.node]?.kind ?? '')?.loss;
  return (
    loss !== undefined &&
    edge?.target.port === 'target' &&
    !topologyOf(document).into.get(edge.source.node)?.length
  );
}

/** Where an output goes along several wires, what comes back is the sum of what each brings. */
function fansOf(document: Document, plan: Plan, node: string, book: Book): Chapter['lines'] {
  const gradients = plan.routines.watch?.results.gradients ?? {};
  const reads = [...book.backward, ...book.where].flatMap((e) => [...readsIn(e.right)]);
  const found = new Map<string, Quantity>();
  for (const { of } of reads)
    if (of.source.of === 'output' && of.source.gradient) found.set(of.source.name, of);
  return [...found].flatMap(([port, quantity]) => {
    const wires = (topologyOf(document).from.get(node) ?? []).filter(
      (e) => e.source.port === port && gradients[e.id],
    );
    if (wires.length < 2) return [];
    const at = quantity.shape.map((d, i) => index(i ? 'ijklpqr'[i - 1]! : 'n', d, i === 0));
    const terms = wires.map((e, i) =>
      tensorOf({
        ...quantity,
        letter: { ...quantity.letter, above: `(${i + 1})` },
        source: { of: 'wire', name: e.id, gradient: true },
      })(...at),
    );
    return [
      { equation: equation(tensorOf(quantity)(...at), add(...terms)), role: 'main' as const },
    ];
  });
}

/** All letters that numbers may be asked for. */
export function sourcesIn({ book, lines }: Chapter): Source[] {
  const all = new Map<string, Source>();
  for (const { left, right } of [...lines.map((l) => l.equation), ...book.where])
    for (const { of } of [left, ...readsIn(right)]) all.set(keyOf(of.source), of.source);
  return [...all.values()];
}
