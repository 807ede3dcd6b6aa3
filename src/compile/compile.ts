/**
 * Document → program → plan, one pure pass per file; `planning` is the list of those behind the check. It never throws
 * at a person: what stands in the way comes back as issues, and whatever could be told is told. What may
 * take long is done piece by piece (base/piecemeal), so that it can be watched and given up.
 */
import { must } from '../base/assert.ts';
import { hash64 } from '../base/hash.ts';
import { hasErrors, type Issue, issue } from '../base/issue.ts';
import { atOnce, Cancelled, type Piecemeal } from '../base/piecemeal.ts';
import type { Recent } from '../base/recent.ts';
import type { Document } from '../document/records.ts';
import type { Plan } from '../plan/plan.ts';
import { during } from './assembling.ts';
import { type Checked, checking } from './check.ts';
import type { Compilation, Progress } from './compilation.ts';
import { compileKey, dialsOf } from './dials.ts';
import { type Lowered, shareIssues } from './lower.ts';
import { planning } from './planning.ts';
import { readsOf } from './predictions.ts';
import { forwardProgram } from './programs.ts';
import type { SoundNode } from './sound-node.ts';
import { CPU, type Target } from './target.ts';
import { targetsOf } from './targets.ts';
import { learning, ungradedEdges } from './ungraded-edges.ts';
import { initIssues } from './update.ts';

/**
 * Documents with the same text have the same plan. Dials (the learning rate) and the seed are written into a
 * running plan, so they are not part of it.
 */
const textOf = (document: Document): string =>
  compileKey({ ...document, run: { ...document.run, seed: 0 } });

/** What is the same for all documents with the same key. */
export interface Planned {
  readonly lowered: Lowered;
  /** Absent where something refuses; its dials are not turned yet. */
  readonly plan?: Plan;
}

/**
 * @param rows as many are given, so that what the sources have of their own does not limit the batch.
 * @param plans what was planned before is not planned again.
 * @param target what the plan is made for; its name is part of what `plans` goes by.
 */
export const compile = (...of: Parameters<typeof compiling>): Compilation =>
  atOnce(compiling(...of));

/** The same piece by piece. Who throws `Cancelled` in is given what there is to tell without a plan. */
export function* compiling(
  document: Document,
  rows?: number,
  plans?: Recent<Planned>,
  target: Target = CPU,
): Piecemeal<Compilation, Progress> {
  const text = textOf(document);
  const key = hash64(text);
  let checked: Checked = { issues: [], shapes: {}, nodes: [] };
  try {
    checked = yield* checking(document);
  } catch (error) {
    // Given up before there is anything to tell.
    if (!(error instanceof Cancelled)) throw error;
  }
  const { nodes, shapes } = checked;
  let issues: readonly Issue[] = checked.issues;
  const batch = rows ?? batchOf(document, nodes);
  const blank = {
    key,
    issues,
    shapes,
    batch,
    parameters: [],
    states: [],
    sources: [],
    losses: [],
    intermediates: [],
    ungraded: { target: [], indices: [] },
    penalised: false,
  };
  if (hasErrors(issues) || !nodes.length) return blank;

  const losses = nodes.filter((n) => n.kind.loss);
  const targets = targetsOf(nodes, shapes);
  const reads = readsOf(nodes);
  const sources = nodes
    .filter((n) => n.kind.batches)
    .map(({ id, params }) => ({ node: id, params }));
  try {
    const refusals = ({ lowered }: Pick<Planned, 'lowered'>) => [
      ...initIssues(lowered.weights, nodes),
      ...shareIssues(lowered, nodes),
    ];
    const make = function* (): Piecemeal<Planned, Progress> {
      // Forward, as it trains: this program decides where weights lie.
      const trained = yield* during(
        'train',
        forwardProgram(nodes, batch, 'train', (l, costs) =>
          costs.cost ? costs : { outputs: Object.fromEntries(l.outputs) },
        ),
      );
      const { lowered } = trained;
      if (refusals(trained).length) return { lowered };
      return { lowered, plan: yield* planning(document, nodes, batch, trained, target) };
    };
    const content = `${target.name} ${batch} ${text}`;
    const made = plans?.find(content) ?? (yield* make());
    plans?.keep(content, made);
    const refused = refusals(made);
    if (!made.plan) return { ...blank, issues: [...issues, ...refused] };
    const ungraded = ungradedEdges(nodes, learning(nodes, made.lowered.weights));
    return {
      ...blank,
      issues,
      parameters: made.lowered.weights.map((w) => ({
        name: w.name,
        node: w.node,
        own: w.own,
        shape: w.shape,
        trainable: w.trainable !== false,
        users: nodes.filter((n) => n.owner === w.node).map((n) => n.id),
        ...(w.edge !== undefined && { edge: w.edge }),
        ...(w.notation && { notation: w.notation }),
        ...(w.penalty && { penalty: w.penalty }),
      })),
      states: made.lowered.states.map(({ name, node, own }) => ({ name, node, own })),
      sources,
      intermediates: made.lowered.intermediates.flatMap(({ node, name, notation, as }) =>
        as === 'before' ? [] : [{ node, name, notation, ...(as && { as }) }],
      ),
      ungraded: { target: [...ungraded.target], indices: [...ungraded.indices] },
      penalised: made.lowered.penalties.length > 0,
      losses: losses.map((n) => {
        const outputs = must(made.lowered.losses.get(n.id), 'a loss');
        return {
          node: n.id,
          hasAccuracy: outputs.correct !== undefined,
          prediction: outputs.prediction?.shape.slice(1),
          ...(targets.has(n.id) && { target: targets.get(n.id) }),
          ...(reads.has(n.id) && { reads: reads.get(n.id) }),
        };
      }),
      plan: { ...made.plan, dials: turned(made.plan.dials, dialsOf(document)) },
    };
  } catch (error) {
    if (error instanceof Cancelled) return blank;
    // A bug of ours: told as such, with the document untouched and the former plan runs on.
    issues = [
      ...issues,
      issue(
        'compile.internal',
        {
          en: 'The network could not be compiled. This is a fault of the program: {reason}',
          zh: '网络无法编译，这是程序本身的错误：{reason}',
        },
        {
          args: { reason: error instanceof Error ? error.message : String(error) },
        },
      ),
    ];
    return { ...blank, issues };
  }
}

/** The batch of a training step: no larger than what the smallest source of data has. */
function batchOf(document: Document, nodes: readonly SoundNode[]): number {
  const rows = nodes.flatMap((n) => {
    const rows = n.kind.batches?.(n.params).rows;
    return rows === undefined ? [] : [rows];
  });
  const asked = document.run.batchSize;
  return Math.max(1, Math.min(Number.isInteger(asked) && asked > 0 ? asked : 1, ...rows));
}

/** The dials of a plan at the values that a document gives them. */
const turned = (dials: Plan['dials'], values: Readonly<Record<string, number>>): Plan['dials'] =>
  Object.fromEntries(
    Object.entries(dials).map(([name, dial]) => [
      name,
      { ...dial, value: values[name] ?? dial.value },
    ]),
  );
