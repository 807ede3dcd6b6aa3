/**
 * What the recording of a run costs its training: the engine of the page in this process, each window a run from
 * its beginning, where states lie closest, with and without one, to and fro.
 */
import { backendOf, engineParts } from '../cli/engine.ts';
import { sentenceOf } from '../src/base/issue.ts';
import type { Document } from '../src/document/records.ts';
import { createEngine } from '../workers/engine/engine.ts';
import { RECORDING_BYTES } from '../workers/engine/recording.ts';
import { amount, spread, table } from './print.ts';
import { percent } from './roofline.ts';
import { tableFor } from './rows.ts';
import { WORKLOADS } from './workloads.ts';

const ROUNDS = 9;

interface RecordingCost {
  /** Steps per second of processor time without and with it; the share that is lost, round by round. */
  readonly off: readonly [number, number, number];
  readonly on: readonly [number, number, number];
  readonly lost: readonly [number, number, number];
  readonly states: number;
  readonly bytes: number;
}

async function measure(document: Document, ms: number): Promise<RecordingCost> {
  const tables = { get: async () => tableFor(document) };
  const engine = createEngine({ ...engineParts([backendOf('wasm', 1)], []), tables });
  let states = 0;
  let bytes = 0;
  let step = 0;
  await engine.listen((event) => {
    if (event.type === 'trouble') throw new Error(sentenceOf(event.issues[0]!));
    if (event.type !== 'frame') return;
    step = event.step;
    if (event.timeline) ({ states, bytes } = event.timeline);
  });
  await engine.load({ document, generation: 1 });
  const stretch = async (budget: number): Promise<number> => {
    await engine.recordingBudget(budget);
    await engine.reset();
    await engine.train();
    const from = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, ms));
    await engine.pause();
    const { user, system } = process.cpuUsage(from);
    return (step / (user + system)) * 1e6;
  };
  for (const budget of [0, RECORDING_BYTES]) await stretch(budget);
  const off: number[] = [];
  const on: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    for (const budget of round % 2 ? [RECORDING_BYTES, 0] : [0, RECORDING_BYTES])
      (budget ? on : off).push(await stretch(budget));
  await engine.dispose();
  const lost = on.map((rate, i) => 1 - rate / off[i]!);
  return { off: spread(off), on: spread(on), lost: spread(lost), states, bytes };
}

export async function measureRecording(
  names: readonly string[],
  ms: number,
): Promise<Record<string, RecordingCost>> {
  const costs: Record<string, RecordingCost> = {};
  for (const { name, document } of WORKLOADS.filter((w) => names.includes(w.name)))
    costs[name] = await measure(document, ms);
  console.log('\nRecording: steps/s of processor time, median (min … max); the last run’s states');
  const told = ([min, median, max]: RecordingCost['on'], of = amount) => [
    of(median),
    `(${of(min)} … ${of(max)})`,
  ];
  console.log(
    table([
      ['', 'off', '', 'on', '', 'lost', '', 'states', 'MiB'],
      ...Object.entries(costs).map(([name, { off, on, lost, states, bytes }]) => [
        ...[name, ...told(off), ...told(on), ...told(lost, percent)],
        ...[String(states), amount(bytes / 2 ** 20)],
      ]),
    ]),
  );
  return costs;
}
