/**
 * The export against PyTorch itself: for each sample and each worked example of the catalogue, values,
 * cost and gradients of the exported Python are those that the reference backend computed.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { kindOf } from '../../src/catalog/index.ts';
import { serialise } from '../../src/document/codec.ts';
import type { Document } from '../../src/document/records.ts';
import { readSafetensors } from '../../src/export/safetensors.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { folder, run } from '../cli/run.ts';
import { GUIDED, PENALISED, SHARED, WORKED } from '../compile/worked.ts';
import { data, dense, draw, mse } from '../vocabulary.ts';

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

const exportable = (document: Document) =>
  Object.values(document.nodes).every((n) => kindOf(n.kind)?.torch);

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
  it('computes every sample alike', { timeout: 120_000 }, async () => {
    const folders: string[] = [];
    for (const { id, document } of SAMPLES)
      if (exportable(document)) folders.push(await exported(id, document));
    expect(folders.length).toBeGreaterThan(9);
    const { stdout, stderr } = prove(folders);
    expect(stderr).toBe('');
    expect(stdout.split('\n').filter((line) => line.startsWith('FAILED'))).toEqual([]);
    expect(stdout.match(/^equal: /gm)).toHaveLength(folders.length);
  });

  it('computes every worked example of the catalogue alike', { timeout: 240_000 }, async () => {
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
    const out = await exported('wrong', SAMPLES[0]?.document as Document);
    const path = join(out, 'parity.json');
    const told = JSON.parse(readFileSync(path, 'utf8'));
    told.cost.data[0] += 1e-6;
    temp.file('wrong/parity.json', told);
    expect(prove([out]).stdout).toContain('AssertionError: cost');
  });
});

describe('the exported folder', () => {
  it('holds the weights under PyTorch’s names, and takes them back', async () => {
    const out = await exported('names', SAMPLES[0]?.document as Document);
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

  it('tells of what PyTorch is not given yet, and writes nothing', async () => {
    const wires = [
      'data1.x -> dense1.in',
      'dense1.out -> mse1.prediction',
      'data1.y -> mse1.target',
    ];
    const warm = GUIDED.find((g) => g.name.includes('warm-up'))?.document.run.schedule;
    if (!warm) throw new Error('no schedule without a form in PyTorch');
    const document = draw([data('gaussians'), dense(1), mse()], wires, { schedule: warm });
    const file = temp.file('warm.json', serialise(document));
    const { code, err } = await run('export', file, '--out', join(temp.path, 'warm'));
    expect([code, err.includes('torch.run')]).toEqual([1, true]);
    expect(() => readFileSync(join(temp.path, 'warm', 'model.py'))).toThrow();
  });
});
