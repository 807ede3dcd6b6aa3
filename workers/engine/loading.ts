/**
 * From a document to an executor that is ready to train: compile, make the data, put the plan on a
 * backend, start the weights. Nothing of what runs meanwhile is touched; all that can go wrong comes
 * back as issues.
 */

import { canonical } from '../../src/base/hash.ts';
import { hasErrors, type Issue, issue } from '../../src/base/issue.ts';
import { atOnce, Cancelled, type Piecemeal } from '../../src/base/piecemeal.ts';
import type { Words } from '../../src/base/words.ts';
import type { PlanCheck } from '../../src/compile/check-plans.ts';
import type { Compilation, Progress } from '../../src/compile/compilation.ts';
import type { Explain } from '../../src/compile/explain.ts';
import type { Paths } from '../../src/compile/paths.ts';
import { choiceOf } from '../../src/data/choice.ts';
import type { Dataset, MakeDataset, Making, Tables } from '../../src/data/dataset.ts';
import type { Document } from '../../src/document/records.ts';
import { semanticsText } from '../../src/document/semantics.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Backend, Drive } from '../backends/backend.ts';
import { DoesNotFit } from '../backends/memory.ts';
import type { EngineClock } from './clock.ts';
import { createExecutor, type Executor } from './executor.ts';
import { targetIssues } from './fitting.ts';
import type { MomentStore } from './moments.ts';
import type { Outgoing } from './moving.ts';
import type { DataInfo, TensorView } from './protocol.ts';
import { WORK, type Work } from './work.ts';

export type Compiling = Compilation | Piecemeal<Compilation, Progress>;

/** What the engine is built from; handed in, so that it knows no catalogue and no backend. */
export interface EngineParts {
  /** At once, or piece by piece: then it can be watched and given up. */
  readonly compile: (document: Document) => Compiling;
  readonly explain: Explain<TensorView>;
  readonly planCheck: PlanCheck;
  readonly paths: Paths;
  /** In order of preference: the next one is tried where one cannot be used. */
  readonly backends: readonly Backend[];
  readonly makeDataset: MakeDataset;
  readonly tables: Tables;
  /** Bytes that states laid aside for undo may take. */
  readonly shelfBytes?: number;
  /** Where states of runs are kept over the end of the page. */
  readonly moments?: MomentStore;
  /** What of the time is told otherwise than by the system. */
  readonly clock?: Partial<EngineClock>;
  /** Whether threads that help are to leave their cores to others. */
  readonly throttle?: (on: boolean) => void;
}

/** Those by which a document is compiled, its data made, and its plan put on a backend. */
export type LoadingParts = Pick<EngineParts, 'compile' | 'makeDataset' | 'tables' | 'backends'>;

/** A document that compiled, with its data. */
export interface Loaded {
  readonly document: Document;
  readonly key: string;
  readonly compilation: Compilation;
  readonly plan: Plan;
  readonly datasets: ReadonlyMap<string, Dataset>;
}

/** A data set, and the parameters that it was made from. */
export interface Made {
  readonly key: string;
  /** Canonical text of what was chosen, defaults filled in. */
  readonly choice: string;
  readonly dataset: Dataset;
}

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

export const internal = (what: Work | Words, error: unknown): Issue =>
  issue(
    'engine.failed',
    { en: '{what} failed: {reason}', zh: '{what}失败：{reason}' },
    { args: { what: typeof what === 'string' ? WORK[what] : what, reason: messageOf(error) } },
  );

export interface Understood {
  readonly compilation: Compilation;
  /** What could be made of the sources, even where the network has errors. */
  readonly made: ReadonlyMap<string, Made>;
  readonly loaded?: Loaded;
}

/** What there is to say of a document that could not even be compiled. */
export const NOTHING: Compilation = {
  key: '',
  issues: [],
  shapes: {},
  batch: 0,
  parameters: [],
  states: [],
  sources: [],
  losses: [],
  intermediates: [],
  ungraded: { target: [], indices: [] },
  penalised: false,
};

/** The data set that a source of this key has already. */
type KnownData = (node: string, key: string) => Made | undefined;

/** Those of the former document, where they were made from the same. */
export const knownFrom =
  (former: ReadonlyMap<string, Made>): KnownData =>
  (node, key) => {
    const made = former.get(node);
    return made?.key === key ? made : undefined;
  };

/**
 * Compiles and makes the data that are not known.
 * @param drive does what is compiled and made piece by piece
 */
export async function understand(
  parts: LoadingParts,
  document: Document,
  known: KnownData,
  drive: <T>(work: Piecemeal<T, Progress | Making>) => Promise<T> = async (work) => atOnce(work),
): Promise<Understood> {
  const compile = async (drawn: Document): Promise<Compilation> => {
    const compiling = parts.compile(drawn);
    return 'next' in compiling ? await drive(compiling) : compiling;
  };
  let compilation: Compilation;
  try {
    compilation = await compile(document);
  } catch (error) {
    const issues = [internal('Compiling', error)];
    return { compilation: { ...NOTHING, issues }, made: new Map() };
  }
  const issues: Issue[] = [...compilation.issues];
  const made = new Map<string, Made>();
  const done = (): Understood => ({ compilation: { ...compilation, issues }, made });

  for (const { node, params } of compilation.sources) {
    const key = canonical(params);
    const found = known(node, key);
    if (found) {
      made.set(node, found);
      continue;
    }
    try {
      const result = await parts.makeDataset(params, parts.tables, drive);
      issues.push(...result.issues.map((i) => ({ ...i, where: { node, ...i.where } })));
      const choice = canonical(choiceOf(params as Readonly<Record<string, unknown>>));
      if (result.ok) made.set(node, { key, choice, dataset: result.value });
    } catch (error) {
      // Its former data are what there is.
      if (error instanceof Cancelled) return done();
      issues.push({ ...internal('Making the data', error), where: { node } });
    }
  }
  for (const [node, { dataset }] of made)
    if (!dataset.training.length)
      issues.push(
        issue(
          'data.empty',
          { en: 'The data have no rows to train on.', zh: '数据里没有可用于训练的行。' },
          { where: { node } },
        ),
      );
  if (!compilation.plan || hasErrors(issues)) return done();

  // Only the data know how many rows are left to train on; a batch is never larger than that.
  const rows = Math.min(...[...made.values()].map((m) => m.dataset.training.length));
  if (made.size && compilation.batch > rows) {
    try {
      const run = { ...document.run, batchSize: rows };
      compilation = { ...(await compile({ ...document, run })), key: compilation.key };
    } catch (error) {
      issues.push(internal('Compiling', error));
      return done();
    }
  }
  const { plan } = compilation;
  if (!plan) return done();
  const datasets = new Map([...made].map(([node, m]) => [node, m.dataset]));
  issues.push(...targetIssues(compilation.losses, datasets));
  const held = [...made.values()].some((m) => m.dataset.validation.length);
  if (!held && plan.stop)
    issues.push(
      issue(
        'run.stop-blind',
        {
          en: 'Early stopping looks at the validation cost, and the data have no validation part: it never stops.',
          zh: '早停依据验证代价，但数据没有验证集：训练不会自行停止。',
        },
        { severity: 'warning', where: { param: 'stop' } },
      ),
    );
  if (!held && plan.validation)
    issues.push(
      issue(
        'run.schedule-blind',
        {
          en: 'The schedule watches the validation cost, and the data have no validation part: it never cuts the rate.',
          zh: '调度依据验证代价，但数据没有验证集：学习率不会降低。',
        },
        { severity: 'warning', where: { param: 'schedule' } },
      ),
    );
  const key = semanticsText(document);
  compilation = { ...compilation, issues };
  return { compilation, made, loaded: { document, key, compilation, plan, datasets } };
}

/** The plan on the first backend that takes it. */
export async function place(
  parts: LoadingParts,
  loaded: Loaded,
  drive?: Drive,
): Promise<{ readonly executor?: Executor; readonly issues: readonly Issue[] }> {
  const issues: Issue[] = [];
  for (const backend of parts.backends) {
    try {
      const { seed } = loaded.document.run;
      return {
        executor: await createExecutor(backend, loaded.plan, loaded.datasets, seed, drive),
        issues: issues.map((i) => ({ ...i, severity: 'warning' as const })),
      };
    } catch (error) {
      if (error instanceof Cancelled) return { issues: [] };
      // What has no room on a fast backend has none on a slow one, whose numbers are larger.
      if (error instanceof DoesNotFit) return { issues: [...issues, error.issue] };
      issues.push(
        internal({ en: `The ${backend.name} backend`, zh: `后端 ${backend.name} ` }, error),
      );
    }
  }
  return { issues };
}

const SAMPLE_ROWS = 500;
/** Of long sequences fewer rows are enough. */
const SAMPLE_NUMBERS = 400_000;

/** What the page draws of the data; the first rows of each part, copies for that answer. */
export function dataInfo(made: ReadonlyMap<string, Made>, answer: Outgoing): DataInfo[] {
  return [...made].map(([node, { dataset: d }]) => {
    const pick = (from: Float64Array, width: number, rows: Uint32Array) => {
      const most = Math.ceil(SAMPLE_NUMBERS / Math.max(d.inputs.length, d.width));
      const out = answer.own(new Float32Array(Math.min(rows.length, SAMPLE_ROWS, most) * width));
      for (let i = 0; i < out.length; i++)
        out[i] = from[rows[Math.floor(i / width)]! * width + (i % width)]!;
      return out;
    };
    const part = (rows: Uint32Array) => ({
      features: pick(d.features, d.inputs.length, rows),
      targets: pick(d.targets, d.width, rows),
    });
    return {
      node,
      task: d.task,
      inputs: d.inputs,
      width: d.width,
      ...(d.shape ? { shape: d.shape } : {}),
      ...(d.time === undefined ? {} : { time: d.time }),
      ...(d.symbols ? { symbols: d.symbols } : {}),
      ...(d.targetShape ? { targetShape: d.targetShape } : {}),
      ...(d.classes ? { classes: d.classes } : {}),
      ranges: d.ranges,
      trainingRows: d.training.length,
      validationRows: d.validation.length,
      sample: { training: part(d.training), validation: part(d.validation) },
    };
  });
}
