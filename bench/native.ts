/** PyTorch as a contestant outside of the browser: a process that answers the same questions. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { type Contestant, type Job, numbersFor } from './job.ts';

/** A python3 that has torch, and its version; the one on the PATH need not be the one that has. */
export function findTorch(): { readonly python: string; readonly version: string } | undefined {
  const places = [process.env.PYTHON, 'python3', '/usr/bin/python3', '/usr/local/bin/python3'];
  for (const python of places) {
    if (!python) continue;
    const { status, stdout } = spawnSync(
      python,
      ['-c', 'import torch; torch.frombuffer; print(torch.__version__)'],
      { encoding: 'utf8' },
    );
    if (status === 0) return { python, version: stdout.trim() };
  }
  return undefined;
}

export interface Native extends Contestant {
  /** GFLOP/s of its matrix products. */
  products(): Promise<number>;
  close(): void;
}

export function startTorch(python: string): Native {
  const folder = mkdtempSync(join(tmpdir(), 'chainrule-bench-'));
  const child: ChildProcess = spawn(python, [join(import.meta.dirname, 'peers/pytorch.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' },
  });
  const lines: Interface = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const waiting: ((line: string) => void)[] = [];
  lines.on('line', (line) => waiting.shift()?.(line));
  let ended: string | undefined;
  child.on('exit', (code) => {
    ended = JSON.stringify({ error: `python ended with ${code}` });
    for (const answer of waiting.splice(0)) answer(ended);
  });
  const ask = async <T>(question: unknown): Promise<T> => {
    const line = await new Promise<string>((resolve) => {
      if (ended) return resolve(ended);
      waiting.push(resolve);
      child.stdin?.write(`${JSON.stringify(question)}\n`);
    });
    const { answer, error } = JSON.parse(line) as { answer: T; error?: string };
    if (error !== undefined) throw new Error(error);
    return answer;
  };
  return {
    async prepare(job: Job) {
      const { x, y, weights } = numbersFor(job);
      for (const [name, data] of [...weights, ['x', x] as const, ['y', y] as const])
        writeFileSync(join(folder, name), new Uint8Array(data.buffer));
      const { document: _, ...told } = job;
      writeFileSync(join(folder, 'job.json'), JSON.stringify(told));
      await ask({ prepare: join(folder, 'job.json') });
    },
    start: () => ask({ start: true }),
    losses: (steps, ms) => ask({ losses: steps, ms }),
    measure: (ms) => ask({ measure: ms }),
    memory: async () => undefined,
    products: () => ask({ products: true }),
    close() {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
