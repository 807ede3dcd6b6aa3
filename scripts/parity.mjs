/** Exports every sample to PyTorch and runs each proof; with --train also one under two processes. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const python = process.env.PYTHON ?? 'python3';
const bin = join(root, 'cli/bin.mjs');

function run(command, args, cwd = root) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  return { ok: status === 0, out: stdout ?? '', err: stderr ?? '' };
}

const train = (env) =>
  new Promise((resolve) => {
    const cwd = join(folder, 'spiral');
    const child = spawn(python, ['train.py', '--steps', '50'], {
      cwd,
      env: { ...process.env, ...env },
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        text += chunk;
      });
    child.on('error', (error) => resolve({ ok: false, text: String(error) }));
    child.on('close', (code) => resolve({ ok: code === 0, text }));
  });
const cli = (...args) => run(process.execPath, [bin, ...args]);

if (!run(python, ['-c', 'import torch']).ok) {
  console.error(`${python} has no torch; name another one in PYTHON.`);
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'chainrule-parity-'));
let failed = 0;
try {
  const listed = cli('samples', '--json');
  if (!listed.ok) throw new Error(listed.err);
  const samples = JSON.parse(listed.out);
  for (const { id } of samples) {
    const file = join(folder, `${id}.json`);
    const out = join(folder, id);
    writeFileSync(file, cli('samples', id).out);
    const exported = cli('export', file, '--out', out);
    const proved = exported.ok ? run(python, ['parity.py'], out) : exported;
    if (!proved.ok) failed++;
    const last = (text) => text.trim().split('\n').at(-1);
    console.log(`${id}: ${proved.ok ? last(proved.out) : `FAILED ${last(proved.err)}`}`);
  }
  if (process.argv.includes('--train')) {
    // What torchrun sets for its processes, without its launcher.
    const env = { WORLD_SIZE: '2', MASTER_ADDR: '127.0.0.1', MASTER_PORT: '29531' };
    const ranks = ['0', '1'].map((rank) => train({ ...env, RANK: rank, LOCAL_RANK: rank }));
    for (const [rank, { ok, text }] of (await Promise.all(ranks)).entries()) {
      if (!ok) failed++;
      console.log(`spiral, process ${rank} of 2: ${ok ? 'trained' : 'FAILED'}\n${text.trim()}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = failed ? 1 : 0;
