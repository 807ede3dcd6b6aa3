/** `sweep FILE --set PATH=VALUES`: many runs over threads; progress, then what they came to, best first. */
import { Worker } from 'node:worker_threads';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { hasErrors, issue } from '../src/base/issue.ts';
import type { Table } from '../src/data/dataset.ts';
import type { Document } from '../src/document/records.ts';
import type { Wire } from '../src/session/connect.ts';
import { MEASURE_NAMES } from '../src/sweep/csv.ts';
import type { Configuration, SweepPlan } from '../src/sweep/plan.ts';
import { type RunState, type Sweeping, sweep } from '../src/sweep/pool.ts';
import {
  type Ending,
  endingsOf,
  isOut,
  measureOf,
  ranked,
  resultsOf,
} from '../src/sweep/ranking.ts';
import { readSweep } from '../src/sweep/reading.ts';
import { remoteRunner } from '../src/sweep/remote.ts';
import {
  bandOf,
  bestOf,
  figureOf,
  isRising,
  type Measure,
  measuresOf,
  quartilesOf,
} from '../src/sweep/summary.ts';
import { writeValue } from '../src/sweep/values.ts';
import { formatCount, formatNumber } from '../src/tensor/format.ts';
import type { Until } from '../workers/engine/protocol.ts';
import { type Console, Disagreed, json, plainIssues, refuse, table, tell } from './console.ts';
import { type CsvChoice, withCsv } from './csv.ts';
import type { BackendName } from './engine.ts';
import { readDocument } from './files.ts';
import type { Start } from './sweep-thread.ts';
import { figures } from './train.ts';

export interface SweepOptions extends CsvChoice {
  readonly json?: boolean;
  readonly set: readonly string[];
  readonly seeds: number;
  readonly steps: number;
  readonly until?: Until;
  readonly halving?: boolean;
  readonly by?: Measure;
  readonly data?: string;
  readonly backend: BackendName;
  readonly threads: number;
}

function spawn(start: Start): Wire {
  const worker = new Worker(new URL('./sweep-thread.mjs', import.meta.url), { workerData: start });
  let closed = false;
  return {
    endpoint: nodeEndpoint(worker),
    onDeath(callback) {
      let told = false;
      const die = (reason: string) => {
        if (told || closed) return;
        told = true;
        callback(reason);
      };
      worker.once('error', (error) => die(error instanceof Error ? error.message : String(error)));
      worker.once('exit', (code) => die(`exit code ${code}`));
    },
    close() {
      closed = true;
      void worker.terminate();
    },
  };
}

const CANCELLED = issue(
  'sweep.cancelled',
  {
    en: 'Cancelled: what follows are the runs that were over by then.',
    zh: '已取消：下面是到那时已结束的运行。',
  },
  { severity: 'warning' },
);
const WEIGHTS_LEFT = issue(
  'sweep.weights',
  {
    en: 'The file holds weights; each run of a sweep starts with weights of its own.',
    zh: '文件含权重；扫描的每次运行都从各自的初始权重开始。',
  },
  { severity: 'info' },
);
const lostOver = (losses: number) =>
  issue(
    'sweep.taken-up',
    {
      en: 'Threads that were lost over a run: {losses}. It was taken up anew.',
      zh: '一次运行中失去的线程：{losses}。该运行已重新开始。',
    },
    { severity: 'warning', args: { losses } },
  );

const many = (n: number, what: string): string => `${formatCount(n)} ${what}${n === 1 ? '' : 's'}`;

export async function sweepOver(
  file: string,
  options: SweepOptions,
  console: Console,
): Promise<void> {
  const opened = await readDocument(file, console);
  tell(console, opened.issues);
  if (opened.weights) tell(console, [WEIGHTS_LEFT]);
  let { document } = opened;
  let tables: readonly Table[] = [];
  if (options.data !== undefined) {
    const used = await withCsv(document, options.data, options, console);
    document = used.document;
    tables = [used.table];
  }
  const plan = planOf(document, options);
  const start: Start = { backend: options.backend, tables };
  const count = Math.min(options.threads, plan.runs.length);
  const pool = Array.from({ length: count }, () => remoteRunner(() => spawn(start)));
  const { until, halving = false, by } = options;
  let cancelled = false;
  const cancel = () => {
    cancelled = true;
    sweeping.cancel();
  };
  const sweeping = sweep(
    plan,
    pool,
    { halving, ...(until && { until }), ...(by && { measure: by }) },
    () => progress(plan, sweeping, console),
  );
  process.once('SIGINT', cancel);
  console.err(
    `${many(plan.runs.length, 'run')} over ${many(count, 'thread')}, at most ${many(plan.steps, 'step')} each\n`,
  );
  try {
    await sweeping.over;
    if (console.isTerminal) console.err('\r\u001b[K');
    if (cancelled) tell(console, [CANCELLED]);
    for (const state of sweeping.runs) if (state.losses) tell(console, [lostOver(state.losses)]);
    console.out(
      options.json
        ? json({
            ...(cancelled ? { cancelled } : {}),
            ...plainSweep(document, plan, sweeping, options, console),
          })
        : print(document, plan, sweeping, options, console),
    );
    if (cancelled || sweeping.runs.some((r) => r.status === 'failed')) throw new Disagreed();
  } finally {
    process.removeListener('SIGINT', cancel);
    for (const runner of pool) runner.dispose();
  }
}

/** `run.optimiser.lr=1,0.25`: a setting and its values, which its field reads. */
function planOf(document: Document, { set, seeds, steps }: SweepOptions): SweepPlan {
  const settings = set.map((text) => {
    const at = text.indexOf('=');
    if (at < 1)
      return refuse(
        issue(
          'sweep.set',
          {
            en: '--set takes PATH=VALUES, as run.optimiser.lr=1,0.25,0.1 or run.optimiser.lr=log:0.001:1:4; got {got}.',
            zh: '--set 后须写路径、等号和取值，例如 run.optimiser.lr=1,0.25,0.1 或 run.optimiser.lr=log:0.001:1:4；得到 {got}。',
          },
          { args: { got: text } },
        ),
      );
    return { path: text.slice(0, at), text: text.slice(at + 1) };
  });
  const plan = readSweep(document, { settings, seeds, steps });
  return plan.ok ? plan.value : refuse(...plan.issues);
}

function progress(plan: SweepPlan, { runs }: Sweeping, console: Console): void {
  if (!console.isTerminal) return;
  const done = runs.filter((r) => r.status === 'done' || r.status === 'failed').length;
  const steps = runs.reduce((n, r) => n + r.step, 0);
  console.err(
    `\r\u001b[K${formatCount(done)} of ${many(plan.runs.length, 'run')} · ${many(steps, 'step')}`,
  );
}

function plainSweep(
  document: Document,
  plan: SweepPlan,
  sweeping: Sweeping,
  { by, halving = false }: SweepOptions,
  console: Console,
) {
  const measure = measureOf(sweeping.runs, by);
  const runOf = ({ status, result, isOut, issues, step }: RunState, seed: number) => ({
    seed,
    ...(status === 'failed'
      ? { outcome: status, step, issues: plainIssues(console, issues ?? []) }
      : result
        ? { outcome: isOut ? 'out' : result.outcome, ...figures(result.final) }
        : { outcome: status === 'waiting' ? 'not begun' : 'cut short', step }),
    ...(result && { curve: result.curve.map((p) => [p.step, p.cost]) }),
  });
  return {
    name: document.name,
    settings: plan.settings.map((s) => s.path),
    steps: plan.steps,
    halving,
    by: MEASURE_NAMES[measure],
    configurations: ranked(plan, sweeping.runs, measure).map((c) => {
      const results = resultsOf(sweeping.runs, c);
      const quartiles = measuresOf(results).map((m) => [
        MEASURE_NAMES[m],
        quartilesOf(results.map((r) => figureOf(r, m))),
      ]);
      return {
        values: Object.fromEntries(plan.settings.map((s, i) => [s.path, c.values[i]])),
        ...(isOut(sweeping.runs, c) && { out: true }),
        ...Object.fromEntries(quartiles),
        best: quartilesOf(results.map(bestOf)),
        curve: bandOf(results),
        runs: c.runs.map(({ index, seed }) => runOf(sweeping.runs[index]!, seed)),
      };
    }),
  };
}

const NAMES: Readonly<Record<Measure, string>> = {
  cost: 'cost',
  validationCost: 'validation cost',
  accuracy: 'accuracy',
  validationAccuracy: 'validation accuracy',
};
const show = (measure: Measure, value: number): string =>
  Number.isNaN(value)
    ? '–'
    : isRising(measure)
      ? `${(100 * value).toFixed(1)} %`
      : Number.isFinite(value)
        ? formatNumber(value)
        : '∞';

function print(
  document: Document,
  plan: SweepPlan,
  sweeping: Sweeping,
  { by, seeds }: SweepOptions,
  console: Console,
): string {
  const all = sweeping.runs.flatMap((r) => r.result ?? []);
  const measures = measuresOf(all);
  const measure = measureOf(sweeping.runs, by);
  const rows = ranked(plan, sweeping.runs, measure).map((c) => {
    const results = resultsOf(sweeping.runs, c);
    const cell = (m: Measure) => {
      const { low, median, high } = quartilesOf(results.map((r) => figureOf(r, m)));
      const spread = `${show(m, low)} … ${show(m, high)}`;
      return results.length > 1 ? `${show(m, median)} (${spread})` : show(m, median);
    };
    return [
      ...c.values.map(writeValue),
      ...measures.map(cell),
      show('cost', quartilesOf(results.map(bestOf)).median),
      formatCount(Math.max(0, ...c.runs.map((r) => sweeping.runs[r.index]!.step))),
      endOf(c, sweeping),
    ];
  });
  const head = [
    ...plan.settings.map((s) => s.path),
    ...measures.map((m) => NAMES[m]),
    'lowest cost',
    'steps',
    'end',
  ];
  const failed = plan.runs.flatMap(({ index, seed, configuration }) => {
    const { issues } = sweeping.runs[index]!;
    return issues?.length
      ? [{ seed, values: plan.configurations[configuration]!.values, issues }]
      : [];
  });
  for (const { seed, values, issues } of failed) {
    console.err(`${values.map(writeValue).join(', ')}, seed ${seed}:\n`);
    tell(console, hasErrors(issues) ? issues.filter((i) => i.severity === 'error') : issues);
  }
  const each = seeds ? `${seeds} seeds each, medians and quartiles` : `seed ${document.run.seed}`;
  return `${document.name}: ${many(plan.runs.length, 'run')}, ${each}, by ${NAMES[measure]}\n${table([head, ...rows])}`;
}

const ENDS: Readonly<Record<Ending, string>> = {
  waiting: 'not begun',
  running: 'cut short',
  whole: '',
  early: 'ended by itself',
  diverged: 'diverged',
  out: 'taken out',
  failed: 'failed',
};

/** How the runs of a configuration ended, where not all at their last step. */
const endOf = (configuration: Configuration, { runs }: Sweeping): string =>
  [...endingsOf(runs, configuration)]
    .filter(([ending]) => ENDS[ending])
    .map(([ending, n]) => (n === configuration.runs.length ? ENDS[ending] : `${n} ${ENDS[ending]}`))
    .join(', ');
