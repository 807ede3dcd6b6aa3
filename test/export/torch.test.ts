/**
 * The export against PyTorch itself: for each sample and each worked example of the catalogue, values,
 * cost and gradients of the exported Python are those that the reference backend computed.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeReady } from '../../cli/executor.ts';
import type { Thing } from '../../src/base/fields.ts';
import { sentenceOf } from '../../src/base/issue.ts';
import { kindOf } from '../../src/catalog/index.ts';
import { serialise } from '../../src/document/codec.ts';
import type { Document, RunSettings } from '../../src/document/records.ts';
import { readSafetensors } from '../../src/export/safetensors.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { isOver, takeStep } from '../../workers/engine/validation-checks.ts';
import { folder, run } from '../cli/run.ts';
import { PENALISED, SHARED, WORKED } from '../compile/worked.ts';
import { adam, data, dense, draw, mse, sgd, tanh } from '../vocabulary.ts';

const temp = folder();
afterAll(temp.remove);

const PYTHON = '/usr/bin/python3';
const hasTorch = spawnSync(PYTHON, ['-c', 'import torch']).status === 0;

/** All proofs in one process: importing PyTorch takes longer than they do. */
const PROVE = `
import os, runpy, sys, traceback
for folder in sys.stdin.read().split("\\n"):
    sys.path[0] = folder
    sys.modules.pop("model", None)
    try:
        runpy.run_path(os.path.join(folder, "parity.py"))
    except BaseException:
        print("FAILED", folder, traceback.format_exc())
`;

/** All runs in one process as well, each under its folder's name. */
const TRAIN = `
import os, runpy, sys
steps, *folders = sys.stdin.read().split("\\n")
for folder in folders:
    sys.path[0] = folder
    sys.modules.pop("model", None)
    sys.argv = ["train.py", "--steps", steps]
    os.chdir(folder)
    print("RUN", folder, flush=True)
    runpy.run_path(os.path.join(folder, "train.py"), run_name="__main__")
`;

const exportable = (document: Document) =>
  Object.values(document.nodes).every((n) => (kindOf(n.kind)?.export.torch ?? 'none') !== 'none');

async function exported(name: string, document: Document): Promise<string> {
  const out = join(temp.path, name.replace(/\W+/g, '-'));
  const file = temp.file(`${name.replace(/\W+/g, '-')}.json`, serialise(document));
  const { code, err } = await run('export', file, '--to', 'pytorch', '--out', out);
  expect(`${name}: ${code === 0 ? 'exported' : err}`).toBe(`${name}: exported`);
  return out;
}

const prove = (folders: readonly string[]) =>
  spawnSync(PYTHON, ['-B', '-W', 'ignore', '-c', PROVE], {
    input: folders.join('\n'),
    encoding: 'utf8',
  });

const title = hasTorch
  ? 'exports to PyTorch that prove themselves'
  : 'exports to PyTorch (skipped: this machine has no PyTorch to run them)';

describe.skipIf(!hasTorch)(title, () => {
  it('computes every sample alike', { timeout: 600_000 }, async () => {
    const folders: string[] = [];
    for (const { id, document } of SAMPLES)
      if (exportable(document)) folders.push(await exported(id, document));
    expect(folders.length).toBeGreaterThan(9);
    const { stdout, stderr } = prove(folders);
    expect(stderr).toBe('');
    expect(stdout.split('\n').filter((line) => line.startsWith('FAILED'))).toEqual([]);
    expect(stdout.match(/^equal: /gm)).toHaveLength(folders.length);
  });

  it('computes every worked example of the catalogue alike', { timeout: 900_000 }, async () => {
    const folders: string[] = [];
    for (const { name, document } of [...WORKED, ...PENALISED, ...SHARED])
      if (exportable(document)) folders.push(await exported(name, document));
    const { stdout, stderr } = prove(folders);
    expect(stderr).toBe('');
    expect(stdout.split(/(?=FAILED|equal: )/).filter((part) => part.startsWith('FAILED'))).toEqual(
      [],
    );
    expect(stdout.match(/^equal: /gm)).toHaveLength(folders.length);
  });

  it('fails where a number differs', async () => {
    const out = await exported('wrong', SAMPLES[0]!.document!);
    const path = join(out, 'parity.json');
    const told = JSON.parse(readFileSync(path, 'utf8'));
    told.cost.data[0] += 1e-6;
    temp.file('wrong/parity.json', told);
    expect(prove([out]).stdout).toContain('AssertionError: cost');
  });
});

describe('the exported folder', () => {
  it('holds the weights under PyTorch’s names, and takes them back', async () => {
    const out = await exported('names', SAMPLES[0]!.document!);
    const read = readSafetensors(readFileSync(join(out, 'weights.safetensors')));
    expect(read.ok && Object.keys(read.value)).toEqual(
      ['dense1', 'dense2', 'dense3'].flatMap((n) => [`${n}.bias`, `${n}.weight`]),
    );
    const again = join(temp.path, 'again');
    mkdirSync(again);
    const { code } = await run(
      'export',
      join(temp.path, 'names.json'),
      ...['--out', again, '--weights', join(out, 'weights.safetensors')],
    );
    expect(code).toBe(0);
    for (const name of ['weights.safetensors', 'parity.json', 'model.py'])
      expect(readFileSync(join(again, name))).toEqual(readFileSync(join(out, name)));
  });

  it('tells of what Python cannot take, and writes nothing', async () => {
    const wires = [
      'data1.x -> dense1.in',
      'dense1.out -> mse1.prediction',
      'data1.y -> mse1.target',
    ];
    const document = draw([data('gaussians'), dense(1), mse()], wires);
    const text = serialise(document).replaceAll('dense1', 'lambda');
    const file = temp.file('lambda.json', text);
    const { code, err } = await run('export', file, '--out', join(temp.path, 'lambda'));
    expect([code, err.includes('torch.name')]).toEqual([1, true]);
    expect(() => readFileSync(join(temp.path, 'lambda', 'model.py'))).toThrow();
  });
});

describe.skipIf(!hasTorch)('the exported training', () => {
  const wires = [
    'data1.x -> dense1.in',
    'dense1.out -> tanh1.in',
    'tanh1.out -> dense2.in',
    'dense2.out -> mse1.prediction',
    'data1.y -> mse1.target',
  ];
  /** All rows in one batch, so that the order in which they are drawn changes nothing. */
  const whole = (settings: Partial<RunSettings>) =>
    draw(
      [
        data('moons', { samples: 60, noise: 0.3, validation: 0.5 }),
        dense(12),
        tanh(),
        dense(1),
        mse(),
      ],
      wires,
      { batchSize: 30, optimiser: sgd(0.2), ...settings },
    );
  const plateau = (params: object) => ({
    kind: 'plateau',
    params: { factor: 0.5, patience: 0, threshold: 0.02, ...params },
  });
  const warm = (next: object) => ({ kind: 'warmUp', params: { steps: 7, start: 0.1, next } });
  const RUNS: readonly (readonly [string, Partial<RunSettings>])[] = [
    ['plateau', { schedule: plateau({ every: 5 }) as Thing }],
    [
      'plateau of the validation cost',
      { schedule: plateau({ every: 5, watch: 'validation' }) as Thing },
    ],
    ['warm-up', { schedule: warm({ kind: 'constant', params: {} }) as Thing }],
    ['warm-up and cosine', { schedule: warm({ kind: 'cosine', params: { tMax: 40 } }) as Thing }],
    ['warm-up and plateau', { schedule: warm(plateau({ every: 4 })) as Thing }],
    [
      'warm-up and plateau of the validation cost',
      { schedule: warm(plateau({ every: 7, watch: 'validation' })) as Thing },
    ],
    [
      'early stopping',
      { optimiser: adam(0.2), stop: { kind: 'early', params: { every: 3, patience: 4 } } },
    ],
  ];

  it('goes the way of the engine, schedule and stop included', { timeout: 600_000 }, async () => {
    const STEPS = 60;
    const folders: string[] = [];
    for (const [name, settings] of RUNS) folders.push(await exported(name, whole(settings)));
    const trained = spawnSync(PYTHON, ['-B', '-W', 'ignore', '-c', TRAIN], {
      input: [STEPS, ...folders].join('\n'),
      encoding: 'utf8',
    });
    expect(trained.stderr).toBe('');
    const outputs = trained.stdout.split(/^RUN .*\n/m).slice(1);
    expect(outputs).toHaveLength(RUNS.length);
    for (const [i, [name, settings]] of RUNS.entries()) {
      const document = whole(settings);
      const stdout = outputs[i]!;
      const told = [...stdout.matchAll(/^step (\d+) {2}cost (\S+)$/gm)].map(
        ([, step, cost]) => [Number(step), Number(cost)] as const,
      );
      expect(told.length).toBeGreaterThan(2);
      const ready = await makeReady(document);
      if (!ready.ok) throw new Error(sentenceOf(ready.issues[0]!));
      const { executor } = ready.value;
      const costs: number[] = [];
      for (let i = 0; i < STEPS && !isOver(executor); i++) {
        await takeStep(executor);
        costs.push(executor.cost);
      }
      for (const [step, cost] of told)
        expect(
          Math.abs(cost - (costs[step - 1] ?? Number.NaN)),
          `${name}, step ${step}`,
        ).toBeLessThan(1e-4 * cost);
      if (!settings.stop) continue;
      const { step, cost } = executor.earlyStopping;
      const ended = /stopped early at step (\d+);.* at step (\d+): (\S+)/.exec(stdout);
      expect([Number(ended?.[1]), Number(ended?.[2])]).toEqual([executor.step, step]);
      expect(Number(ended?.[3])).toBeCloseTo(cost, 4);
    }
  });

  it('says where there are no validation rows to go by', async () => {
    const document = draw(
      [data('moons', { validation: 0 }), dense(12), tanh(), dense(1), mse()],
      wires,
      {
        stop: { kind: 'early', params: {} },
      },
    );
    const out = await exported('blind', document);
    const { status, stderr } = spawnSync(PYTHON, ['-B', 'train.py'], {
      cwd: out,
      encoding: 'utf8',
    });
    expect([status, stderr.trim()]).toEqual([1, 'There are no validation rows to go by.']);
  });
});
