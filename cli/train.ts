/** `train FILE`: the engine of the page, on this machine; progress, then the final metrics. */
import { type Issue, issue } from '../src/base/issue.ts';
import type { Table } from '../src/data/dataset.ts';
import { serialise, unsavableWeights } from '../src/document/codec.ts';
import { setRun } from '../src/document/commands.ts';
import { apply } from '../src/document/patch.ts';
import type { Document } from '../src/document/records.ts';
import {
  settled,
  type Trainable,
  trainableOf,
  trainToEnd,
  wrongIn,
} from '../src/sweep/training.ts';
import { formatCount, formatNumber } from '../src/tensor/format.ts';
import { createEngine } from '../workers/engine/engine.ts';
import type { CurvePoint, Until } from '../workers/engine/protocol.ts';
import { type Console, json, refuse, tell } from './console.ts';
import { type CsvChoice, withCsv } from './csv.ts';
import { type BackendName, backendOf, engineParts } from './engine.ts';
import { readDocument, writeText } from './files.ts';

/** Where nobody says when to end. */
const STEPS = 1_000;

interface TrainOptions extends CsvChoice {
  readonly json?: boolean;
  readonly data?: string;
  readonly steps?: number;
  readonly until?: Until;
  readonly seed?: number;
  readonly save?: string;
  /** Save the whole state of training with the weights. */
  readonly state?: boolean;
  /** At the end back to the weights of the lowest validation cost. */
  readonly best?: boolean;
  readonly backend: BackendName;
  readonly threads: number;
}

const TAKEN = issue(
  'run.best',
  { en: 'The weights are those of that step again.', zh: '权重已恢复到那一步。' },
  { severity: 'info' },
);
const LEFT = issue(
  'run.best',
  {
    en: 'The weights are those of the last step; --best goes back to the others.',
    zh: '权重为最后一步的；加 --best 可恢复到那一步。',
  },
  { severity: 'info' },
);
const WEIGHTS_ONLY = issue(
  'training.weights-only',
  {
    en: 'The file holds weights only: optimiser and schedule start anew.',
    zh: '文件仅含权重：优化器与学习率调度从头开始。',
  },
  { severity: 'info' },
);

export async function train(file: string, options: TrainOptions, console: Console): Promise<void> {
  const opened = await readDocument(file, console);
  tell(console, opened.issues);
  const { weights: start, training } = opened;
  let { document } = opened;
  let tables: readonly Table[] = [];
  if (options.seed !== undefined) {
    const seeded = setRun(document, { seed: options.seed });
    if (!seeded.ok) return refuse(...seeded.issues);
    document = apply(document, seeded.value);
  }
  if (options.data !== undefined) {
    const used = await withCsv(document, options.data, options, console);
    document = used.document;
    tables = [used.table];
  }
  const chosen = backendOf(options.backend, options.threads);
  // The slow backend is always there; what was asked for comes first.
  const engine = createEngine(engineParts([chosen, backendOf('reference', 1)], tables));
  try {
    const trainable = trainableOf(engine);
    const generation = trainable.nextGeneration();
    const loaded = await engine.load({ document, generation, weights: start, training });
    const wrong = wrongIn(loaded);
    if (wrong.length) refuse(...wrong);
    tell(console, loaded.compilation.issues);
    if (start && !training) tell(console, [WEIGHTS_ONLY]);
    const { until, steps = until ? Infinity : STEPS } = options;
    const most = Math.min(steps, until?.steps ?? Infinity);
    const isBounded = Number.isFinite(most);
    const end = { ...until, ...(isBounded && { steps: most }) };
    const upTo = isBounded ? (training?.step ?? 0) + most : undefined;
    const { final, stopped } = await trained(trainable, end, upTo, options.best === true, console);
    if (options.save !== undefined) {
      const state = await engine.readCheckpoint();
      const weights = state?.weights ?? (await engine.readWeights());
      const kept = options.state ? state?.training : undefined;
      tell(console, unsavableWeights(weights, kept));
      await writeText(options.save, serialise(document, weights, kept));
    }
    console.out(
      options.json
        ? json({ seed: document.run.seed, ...figures(final), ...(stopped && { stopped }) })
        : print(document, final),
    );
  } finally {
    await engine.dispose();
  }
}

/** As JSON tells them, where costs are called losses; the objective only where weights are penalised. */
export function figures({ objective, cost, validationCost, ...point }: CurvePoint) {
  const told = { ...point, loss: cost, validationLoss: validationCost };
  return Number.isNaN(objective) ? told : { ...told, objective };
}

/** Trains until then and gives the metrics of exactly the weights at the end. */
async function trained(
  trainable: Trainable,
  until: Until,
  upTo: number | undefined,
  best: boolean,
  console: Console,
): Promise<{ readonly final: CurvePoint; readonly stopped: Issue['args'] }> {
  const told = await trainToEnd(trainable, until, ({ status, step, now }) => {
    if (status === 'training') progress(step, upTo, now, console);
  });
  const { trouble, stopped, better, step } = told;
  if (console.isTerminal) console.err('\r\u001b[K');
  if (!told.final) refuse(...trouble);
  tell(console, stopped ? [...trouble, stopped] : trouble);
  let { final } = told;
  if (better && best) {
    await trainable.engine.takeBest();
    final = await settled(trainable, step);
  }
  if (better) tell(console, [better, best ? TAKEN : LEFT]);
  return { final, stopped: stopped?.args };
}

function progress(
  step: number,
  upTo: number | undefined,
  point: CurvePoint | undefined,
  console: Console,
) {
  if (!console.isTerminal) return;
  const parts = [
    `step ${formatCount(step)}${upTo === undefined ? '' : ` of ${formatCount(upTo)}`}`,
    ...(point ? [`cost ${formatNumber(point.cost)}`] : []),
    ...(point && Number.isFinite(point.objective)
      ? [`objective ${formatNumber(point.objective)}`]
      : []),
    ...(point && Number.isFinite(point.accuracy) ? [`accuracy ${percent(point.accuracy)}`] : []),
  ];
  console.err(`\r\u001b[K${parts.join(' · ')}`);
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function print(document: Document, point: CurvePoint): string {
  const rows: readonly (readonly [string, number, (v: number) => string])[] = [
    ['cost', point.cost, formatNumber],
    ['objective', point.objective, formatNumber],
    ['accuracy', point.accuracy, percent],
    ['validation cost', point.validationCost, formatNumber],
    ['validation accuracy', point.validationAccuracy, percent],
  ];
  const metrics = rows
    .filter(([, value]) => !Number.isNaN(value))
    .map(([name, value, show]) => `${name} ${show(value)}\n`);
  const steps = `${formatCount(point.step)} steps, ${formatCount(point.epoch)} epochs`;
  return `${document.name}: ${steps}, seed ${document.run.seed}\n${metrics.join('')}`;
}
