/** Exports every sample to PyTorch and runs each proof; with --train also one under two processes. */
import { spawnSync } from 'node:child_process';
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
    const launch = ['-m', 'torch.distributed.run', '--nproc_per_node=2', '--master_port=29531'];
    const trained = run(python, [...launch, 'train.py', '--steps', '50'], join(folder, 'spiral'));
    if (!trained.ok) failed++;
    console.log(`spiral on two processes: ${trained.ok ? 'trained' : 'FAILED'}`);
    console.log(trained.ok ? trained.out.trim() : trained.err.trim());
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = failed ? 1 : 0;
