/** `sweep`: the numbers of `train`, over any number of threads; and what is told where something is wrong. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { folder, run } from './run.ts';

const files = folder();
afterAll(files.remove);
const sample = async (name: string) => files.file(`${name}.json`, (await run('samples', name)).out);

interface Run {
  readonly seed: number;
  readonly outcome: string;
  readonly loss: number;
}
interface Swept {
  readonly configurations: readonly {
    readonly values: Readonly<Record<string, unknown>>;
    readonly loss: { readonly low: number; readonly median: number; readonly high: number };
    readonly runs: readonly Run[];
  }[];
}

it('gives each run the numbers of train alone, whatever the threads; best first', async () => {
  const file = await sample('xor');
  const set = ['--set', 'run.optimiser.lr=0.01,0.1', '--seeds', '2', '--steps', '30'];
  const [one, two] = await Promise.all(
    ['1', '2'].map((threads) => run('sweep', file, ...set, '--json', '--threads', threads)),
  );
  expect(one?.code).toBe(0);
  expect(one?.out).toBe(two?.out);
  const { configurations } = JSON.parse(one!.out) as Swept;
  expect(configurations.map((c) => c.values['run.optimiser.lr'])).toEqual([0.1, 0.01]);
  const document = JSON.parse((await run('samples', 'xor')).out);
  for (const { values, runs, loss } of configurations) {
    document.run.optimiser.params.lr = values['run.optimiser.lr'];
    const alone = files.file('alone.json', document);
    for (const { seed, outcome, loss } of runs) {
      const told = await run('train', alone, '--json', '--steps', '30', '--seed', `${seed}`);
      expect(JSON.parse(told.out)).toMatchObject({ seed, loss });
      expect(outcome).toBe('whole');
    }
    const [a, b] = runs.map((r) => r.loss);
    expect(loss.median).toBeCloseTo((a! + b!) / 2, 12);
  }
});

it('says what is wrong with a setting or its values, and what would be right', async () => {
  const file = await sample('xor');
  for (const [set, told] of [
    ['run.optimizer.lr=1', /no setting run\.optimizer\.lr\. Near to it: .*run\.optimiser\.lr/],
    ['run.optimiser.lr', /--set takes PATH=VALUES/],
    ['run.optimiser.lr=x', /“x” is no value of Learning rate/],
    ['run.batchSize=log:0:1:4', /is no range/],
    ['run.optimiser=sgd,nobody', /“nobody” is no value of Optimiser; expected sgd/],
    ['nodes.dense1.units=0', /no value of Units/],
  ] as const) {
    const { code, err } = await run('sweep', file, '--set', set);
    expect(code).toBe(1);
    expect(err).toMatch(told);
  }
});

it('interrupted, it tells what is over by then', async () => {
  const file = await sample('xor');
  const set = ['--set', 'run.batchSize=4,2', '--steps', '1000000000', '--threads', '1'];
  const bin = join(import.meta.dirname, '../../cli/bin.mjs');
  const child = spawn(process.execPath, [bin, 'sweep', file, ...set, '--json']);
  let [out, err] = ['', ''];
  let interrupted = false;
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
    // Its first line: it has begun.
    if (interrupted || !err.includes('runs over 1 thread')) return;
    interrupted = child.kill('SIGINT');
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  expect(err).toContain('[sweep.cancelled]');
  const { cancelled, configurations } = JSON.parse(out);
  expect(cancelled).toBe(true);
  expect(configurations[1].runs[0]).toMatchObject({ outcome: 'not begun' });
});
