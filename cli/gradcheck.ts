/**
 * `gradcheck FILE`: what back-propagation gives beside central differences of the cost, in float64, at the
 * weights of the file and the first batch. The exit code is 1 where one disagrees.
 */
import { issue } from '../src/base/issue.ts';
import { atOnce } from '../src/base/piecemeal.ts';
import { titleOf } from '../src/catalog/index.ts';
import { planCheckWith } from '../src/compile/check-plans.ts';
import type { Document } from '../src/document/records.ts';
import { formatNumber } from '../src/tensor/format.ts';
import { type Shape, size } from '../src/tensor/shape.ts';
import { reference } from '../workers/backends/reference/reference.ts';
import { takeWeights } from '../workers/engine/adopt.ts';
import { NO_COST } from '../workers/engine/checker.ts';
import { checkGradients } from '../workers/engine/gradient-check.ts';
import { momentOf } from '../workers/engine/moment.ts';
import type { GradientCheck } from '../workers/engine/protocol.ts';
import { type Console, Disagreed, json, refuse, table, tell } from './console.ts';
import { makeReady } from './executor.ts';
import { readDocument } from './files.ts';

interface GradcheckOptions {
  readonly json?: boolean;
  readonly node?: string;
}

export async function gradcheck(
  file: string,
  { node, json: asJson }: GradcheckOptions,
  console: Console,
): Promise<void> {
  const { document, weights } = await readDocument(file, console);
  if (node !== undefined && !Object.hasOwn(document.nodes, node))
    refuse(
      issue(
        'gradcheck.node',
        {
          en: 'There is no node {id}; expected one of {nodes}.',
          zh: '没有节点 {id}；应为 {nodes} 之一。',
        },
        { args: { id: node, nodes: Object.keys(document.nodes).join(', ') } },
      ),
    );
  const made = await makeReady(document);
  if (!made.ok) return refuse(...made.issues);
  tell(console, made.issues);
  const { executor, compilation } = made.value;
  const taken = await takeWeights(executor, weights ?? {});
  if (taken.issues.length) refuse(...taken.issues);
  const plans = atOnce(planCheckWith()(document, compilation.batch));
  if (!('own' in plans)) return refuse(NO_COST);
  const checks: GradientCheck[] = [];
  let differences = 0;
  const scope = node === undefined ? {} : { node };
  const nodeOf = (edge: string) => document.edges[edge]?.target.node;
  for await (const said of checkGradients(
    reference,
    plans,
    await momentOf(executor),
    scope,
    nodeOf,
  )) {
    if (said?.check) checks.push(said.check);
    if (said && said.done !== differences) {
      differences = said.done;
      if (console.isTerminal) console.err(`\r${said.done} of ${said.of} differences`);
    }
  }
  if (console.isTerminal) console.err('\n');
  const report = {
    ok: checks.every((c) => c.outcome !== 'disagrees'),
    name: document.name,
    rows: plans.rows,
    batch: compilation.batch,
    differences,
    checks: checks.map((c) => ({ ...c, ...placeOf(c, document) })),
  };
  console.out(asJson ? json(report) : print(report, document));
  if (!report.ok) throw new Disagreed();
}

const endsOf = (document: Document, edge: string): string => {
  const e = document.edges[edge];
  return e ? `${e.source.node}.${e.source.port} → ${e.target.node}.${e.target.port}` : edge;
};
const placeOf = ({ edge }: GradientCheck, document: Document) =>
  edge === undefined ? {} : { place: endsOf(document, edge) };

interface Report {
  readonly name: string;
  readonly rows: number;
  readonly batch: number;
  readonly differences: number;
  readonly checks: readonly GradientCheck[];
}

/** In words, with the worst number of those that were looked at. */
function verdict(c: GradientCheck, document: Document): string {
  const { index, gradient, measured, difference } = c.worst;
  if (c.outcome === 'agrees') return `agrees to ${difference.toExponential(0)}`;
  if (c.outcome === 'kink') {
    const why = c.kinksAt.map(({ node: id, of, at }) => {
      const node = document.nodes[id];
      return `${of}${at === undefined ? '' : ` at ${at}`} in ${node ? titleOf(node) : id}`;
    });
    return `kink: ${why.join(', ')}: ${c.kinks} of ${tried(c)}`;
  }
  const at = index === undefined ? 'in a random direction' : `at ${indexText(index, c.shape)}`;
  const [by, beside] = [formatNumber(gradient, 8), formatNumber(measured, 8)];
  return `DISAGREES by ${difference.toExponential(1)} ${at}: ${by}, measured ${beside}`;
}

const tried = (c: GradientCheck): number => c.checked + (c.direction ? 1 : 0);

function indexText(index: number, shape: Shape): string {
  let rest = index;
  const places = shape.map((_, i) => {
    const inner = size(shape.slice(i + 1));
    const at = Math.floor(rest / inner);
    rest -= at * inner;
    return at;
  });
  return `[${places.join(', ')}]`;
}

function print(report: Report, document: Document): string {
  const { name, rows, batch, differences, checks } = report;
  const part =
    rows < batch ? `the first ${rows} rows of the batch of ${batch}` : `a batch of ${batch}`;
  const lines = checks.map((c) => [
    c.weight ?? c.edge ?? '',
    c.edge === undefined ? '' : endsOf(document, c.edge),
    `${c.checked} of ${c.count}${c.direction ? ' and a direction' : ''}`,
    verdict(c, document) + (c.held ? ' (choices held)' : ''),
  ]);
  return `${name}: ${differences} central differences on ${part}\n${table([['tensor', 'wire', 'numbers', 'back-propagation'], ...lines])}`;
}
