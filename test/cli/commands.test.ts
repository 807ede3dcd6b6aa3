import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { emptyDocument } from '../../src/catalog/empty.ts';
import { KINDS } from '../../src/catalog/index.ts';
import { serialise } from '../../src/document/codec.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { folder, run } from './run.ts';

const files = folder();
afterAll(files.remove);

const sample = async (name: string) => files.file(`${name}.json`, (await run('samples', name)).out);
const bin = join(import.meta.dirname, '../../cli/bin.mjs');

describe('samples and kinds', () => {
  it('lists all samples, and prints each as a file that check accepts', async () => {
    const listed = JSON.parse((await run('samples', '--json')).out) as { id: string }[];
    expect(listed.map((s) => s.id)).toEqual(SAMPLES.map((s) => s.id));
    for (const { id } of listed) expect((await run('check', await sample(id))).code).toBe(0);
    expect((await run('samples')).out).toContain('Spiral');
  });

  it('lists every kind with its ports and every parameter with its range', async () => {
    const { kinds, optimisers, initialisers } = JSON.parse((await run('kinds', '--json')).out);
    expect(kinds.map((k: { name: string }) => k.name)).toEqual(KINDS.map((k) => k.name));
    const dense = kinds.find((k: { name: string }) => k.name === 'dense');
    expect(dense.ports).toEqual({ inputs: [{ name: 'in' }], outputs: [{ name: 'out' }] });
    expect(dense.params.units).toMatchObject({ type: 'number', min: 1, default: 4, integer: true });
    expect(optimisers.map((o: { name: string }) => o.name)).toContain('adam');
    expect(initialisers.map((o: { name: string }) => o.name)).toContain('kaiming');
    expect((await run('kinds')).out).toContain('units: whole number 1 … 4096; default 4');
  });
});

describe('check and plan', () => {
  it('tell shapes with the batch in front, and count parameters', async () => {
    const file = await sample('xor');
    const { out, err } = await run('check', file);
    expect(err).toBe('');
    expect(out).toMatch(/dense1 +dense +in 4×2 +out 4×8 +24/);
    expect(out).toContain('33 parameters, 33 of them trained; batch 4');
    const report = JSON.parse((await run('check', file, '--json')).out);
    expect(report).toMatchObject({ ok: true, batch: 4, total: 33 });
    expect(report.parameters).toContainEqual({
      name: 'dense1.weight',
      shape: [8, 2],
      trainable: true,
      size: 16,
    });
  });

  it('tell nodes apart that a file calls alike, as the page does', async () => {
    const document = JSON.parse((await run('samples', 'xor')).out);
    for (const node of document.nodes)
      if (['dense1', 'dense2'].includes(node.id)) node.title = 'Layer';
    const file = files.file('alike.json', document);
    const { nodes } = JSON.parse((await run('check', file, '--json')).out);
    const titles = nodes.map((n: { title: string }) => n.title);
    expect(titles).toEqual(expect.arrayContaining(['Layer', 'Layer (2)']));
    expect(new Set(titles).size).toBe(titles.length);
    // What is wrong names one of them.
    document.edges = document.edges.filter((e: { to: string }) => !e.to.startsWith('dense2.'));
    const broken = await run('check', files.file('broken.json', document));
    expect(broken.code).toBe(1);
    expect(broken.err).toContain('Layer (2)');
  });

  it('print the plan, or give it as data', async () => {
    const file = await sample('xor');
    expect((await run('plan', file)).out).toMatch(/^plan [0-9a-f]+/);
    const plan = JSON.parse((await run('plan', file, '--json')).out);
    expect(plan).toMatchObject({ version: 1 });
    expect(Object.keys(plan.routines)).toEqual(expect.arrayContaining(['init', 'train', 'watch']));
  });
});

describe('wrong input', () => {
  type Wrong = readonly [string, () => Promise<string[]>, RegExp];
  const wrong: readonly Wrong[] = [
    ['a missing file', async () => ['check', join(files.path, 'none.json')], /no such file/],
    ['a folder', async () => ['check', files.path], /it is a folder/],
    ['no JSON', async () => ['check', files.file('a.json', '{ "format": ')], /Line 1, column 13/],
    [
      'a place in the file',
      async () => ['plan', files.file('b.json', '{"format":"chainrule","version":1}')],
      /name: found nothing; expected a text/,
    ],
    ['an unknown sample', async () => ['samples', 'nothing'], /no sample nothing/],
    [
      'nothing to train towards',
      async () => ['train', files.file('c.json', serialise(emptyDocument()))],
      /add a loss/,
    ],
    ['an unknown command', async () => ['paint'], /unknown command/],
    ['steps that are no number', async () => ['train', 'x.json', '--steps', 'x'], /whole number/],
    ...['accuracy=2', 'constructor=5', 'cost=1=2', 'steps=10,000'].map(
      (end): Wrong => [
        `the end ${end}`,
        async () => ['train', 'x.json', '--until', end],
        /Expected steps=500, epochs=20/,
      ],
    ),
    [
      'an accuracy that no loss has',
      async () => ['train', await sample('learningRates'), '--until', 'accuracy=99%'],
      /none of the losses has one/,
    ],
    [
      'steps that may be two numbers',
      async () => ['train', 'x.json', '--steps', '10,000'],
      /may be 10000 or 10\./,
    ],
    [
      'a seed out of range',
      async () => ['train', await sample('xor'), '--seed', '4294967296'],
      /seed is 4294967296/,
    ],
    [
      'weights of another shape',
      async () => {
        const weights = { 'dense1.bias': { shape: [2], data: [1, 2] } };
        return ['trace', await sample('xor'), '--weights', files.file('w.json', weights)];
      },
      /dense1\.bias/,
    ],
    [
      'weights of another name',
      async () => {
        const weights = { 'dense9.bias': { shape: [1], data: [1] } };
        return ['trace', await sample('xor'), '--weights', files.file('w.json', weights)];
      },
      /dense9\.bias/,
    ],
    [
      'data that do not fill their shape',
      async () => {
        const batch = { 'data1.x': { shape: [4, 2], data: [1] } };
        return ['trace', await sample('xor'), '--batch', files.file('b.json', batch)];
      },
      /found 1 numbers; expected 8/,
    ],
    [
      'a batch of another width',
      async () => {
        const batch = { 'data1.x': { shape: [1, 3], data: [1, 2, 3] } };
        return ['trace', await sample('xor'), '--batch', files.file('b.json', batch)];
      },
      /data1\.x is 1×3; expected 1×2/,
    ],
    [
      'an empty table',
      async () => ['train', await sample('circle'), '--data', files.file('e.csv', '')],
      /empty/,
    ],
    [
      'a column that the table lacks',
      async () => {
        const table = files.file('t.csv', 'a,b\n1,2\n3,4\n');
        return ['train', await sample('circle'), '--data', table, '--target', 'c'];
      },
      /no column c; it has a, b/,
    ],
    [
      'a target with a name for each row',
      async () => {
        const rows = Array.from({ length: 1500 }, (_, i) => `${i},row ${i}\n`).join('');
        const table = files.file('names.csv', `a,b\n${rows}`);
        return ['train', await sample('circle'), '--data', table];
      },
      /target b has more than 1000 different values/,
    ],
    [
      'a table for a network without a data node',
      async () => [
        'train',
        await sample('mlp453'),
        '--data',
        files.file('t.csv', 'a,b\n1,2\n3,4\n'),
      ],
      /needs a data node/,
    ],
  ];
  it.each(wrong)('%s: exit code 1, told on stderr', async (_, args, message) => {
    const { code, out, err } = await run(...(await args()));
    expect(err).toMatch(message);
    expect(code).toBe(1);
    expect(out).toBe('');
  });

  it('with --json stdout is JSON all the same', async () => {
    const { code, out } = await run('check', 'none.json', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, issues: [{ code: 'file.read' }] });
  });
});

describe('train', () => {
  it('gives the same bits for the same seed, others for another, and goes on from a saved file', async () => {
    const file = await sample('xor');
    const saved = join(files.path, 'saved.json');
    const train = async (...more: string[]) =>
      JSON.parse((await run('train', file, '--json', '--steps', '300', ...more)).out);
    const first = await train('--save', saved);
    expect(first).toMatchObject({ step: 300, epoch: 300, accuracy: 1, seed: 1 });
    expect((await train()).loss).toBe(first.loss);
    expect((await train('--seed', '2')).loss).not.toBe(first.loss);
    expect(JSON.parse(readFileSync(saved, 'utf8')).weights['dense1.weight'].shape).toEqual([8, 2]);
    const more = JSON.parse((await run('train', saved, '--json', '--steps', '0')).out);
    expect(more).toMatchObject({ step: 0, accuracy: 1 });
    expect(more.loss).toBeLessThan(0.05);
  });

  it('goes on as if it had never stopped from a file saved with --state, and says where it does not', async () => {
    const file = await sample('spiral');
    const [half, halves, whole, thin] = ['half', 'halves', 'whole', 'thin'].map((n) =>
      join(files.path, `${n}.json`),
    ) as [string, string, string, string];
    const train = (from: string, steps: number, to: string, ...more: string[]) =>
      run('train', from, '--steps', String(steps), '--save', to, ...more);
    await train(file, 50, half, '--state');
    expect(await train(half, 50, halves, '--state')).toMatchObject({ code: 0, err: '' });
    await train(file, 100, whole, '--state');
    expect(readFileSync(halves, 'utf8')).toBe(readFileSync(whole, 'utf8'));
    expect(JSON.parse(readFileSync(whole, 'utf8')).training).toMatchObject({ step: 100 });

    await train(file, 50, thin);
    expect(JSON.parse(readFileSync(thin, 'utf8'))).not.toHaveProperty('training');
    expect((await train(thin, 50, thin)).err).toContain('weights only');
  });

  it('ends where it was told to: at an accuracy, a cost, or behind so many epochs, but at most so many steps', async () => {
    const file = await sample('xor');
    const train = async (...more: string[]) =>
      JSON.parse((await run('train', file, '--json', ...more)).out);
    const good = await train('--until', 'accuracy=100%');
    expect(good).toMatchObject({ accuracy: 1 });
    expect(await train('--until', 'cost=0.05')).toMatchObject({ accuracy: 1 });
    expect(await train('--until', 'epochs=3')).toMatchObject({ step: 3, epoch: 3 });
    expect(await train('--until', 'accuracy=100%', '--steps', '2')).toMatchObject({ step: 2 });
    expect(await train('--until', 'steps=3', '--steps', '9')).toMatchObject({ step: 3 });
    const said = (await run('train', file, '--until', 'accuracy=1')).err;
    expect(said).toContain(`reached at step ${good.step}`);
  });

  it('opens a file whose state of training is spoilt, with its weights, and says what is wrong', async () => {
    const file = await sample('xor');
    const saved = join(files.path, 'whole.json');
    await run('train', file, '--steps', '9', '--save', saved, '--state');
    const spoilt = JSON.parse(readFileSync(saved, 'utf8'));
    spoilt.training.since = 10;
    const ran = await run('train', files.file('spoilt.json', spoilt), '--json', '--steps', '0');
    expect(ran.code).toBe(0);
    expect(ran.err).toMatch(/training\.since: found 10; expected at most the step, 9/);
    expect(JSON.parse(ran.out)).toMatchObject({ step: 0 });
  });

  it('tells of better weights that early stopping has seen, and ends with them where that is wished', async () => {
    const document = JSON.parse((await run('samples', 'spiral')).out);
    // After the first looks the rate is so high that nothing gets better.
    document.run.optimiser = { kind: 'sgd', params: { lr: 3 } };
    document.run.stop = { kind: 'early', params: { every: 1, patience: 1000000 } };
    const file = files.file('wild.json', document);
    const end = (...more: string[]) => run('train', file, '--json', '--steps', '157', ...more);
    const [last, best] = [await end(), await end('--best')];
    expect(last.err).toContain('--best goes back');
    expect(best.err).toContain('are those of that step again');
    const cost = (ran: { out: string }) => JSON.parse(ran.out).validationLoss;
    expect(cost(best)).toBeLessThan(cost(last));
  });

  it('tells the objective beside the cost where weights are penalised, and only there', async () => {
    const plain = await sample('xor');
    const document = JSON.parse((await run('samples', 'xor')).out);
    document.nodes.find((n: { id: string }) => n.id === 'dense1').params.l2 = 0.2;
    const penalised = files.file('penalised.json', document);
    const end = async (file: string, ...more: string[]) =>
      (await run('train', file, '--steps', '5', ...more)).out;
    const told = JSON.parse(await end(penalised, '--json'));
    expect(told.objective).toBeGreaterThan(told.loss);
    expect(await end(penalised)).toMatch(/^cost [\d.]+\nobjective [\d.]+$/m);
    expect(JSON.parse(await end(plain, '--json'))).not.toHaveProperty('objective');
    expect(await end(plain)).not.toContain('objective');
    expect((await run('trace', penalised)).out).toMatch(/, cost [\d.]+, objective [\d.]+$/m);
    const { cost, objective } = JSON.parse((await run('trace', penalised, '--json')).out);
    expect(objective).toBeGreaterThan(cost);
  });

  it('both backends agree', async () => {
    const file = await sample('skip');
    const loss = async (backend: string) =>
      JSON.parse((await run('train', file, '--json', '--steps', '50', '--backend', backend)).out)
        .loss;
    expect(await loss('wasm')).toBeCloseTo(await loss('reference'), 4);
  });

  it('learns from a table with words in it, and says which rows are bad', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => {
      const [x, colour] = [Math.sin(i * 12.9898), i % 3 ? 'red' : 'blue'];
      return `${x},${colour},${x > 0 === (colour === 'red') ? 'yes' : 'no'}`;
    });
    const table = files.file(
      't.csv',
      ['x,colour,label', ...rows, 'many,red,yes', '1,2'].join('\n'),
    );
    const saved = join(files.path, 'table.json');
    const args = ['train', await sample('circle'), '--data', table, '--steps', '500'];
    const { code, out, err } = await run(...args, '--save', saved, '--json');
    expect(code).toBe(0);
    expect(err).toContain('2 of 202 rows cannot be used as they stand: line 202');
    expect(JSON.parse(out).validationAccuracy).toBeGreaterThan(0.9);
    const missing = await run('train', saved);
    expect(missing.code).toBe(1);
    expect(missing.err).toContain('--data');
    expect((await run('train', saved, '--data', table, '--steps', '1')).code).toBe(0);
  });
});

describe('the program', () => {
  const start = (...args: string[]) =>
    spawnSync(process.execPath, [bin, ...args], { cwd: files.path, encoding: 'utf8' });

  it('runs from any folder', async () => {
    const { status, stdout, stderr } = start('samples', 'xor');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe((await run('samples', 'xor')).out);
  });

  it('ends with exit code 1 and the issues on stderr', () => {
    const { status, stdout, stderr } = start('check', 'none.json');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe('error [file.read] Cannot read none.json: there is no such file.\n');
  });
});
