/** A machine whose package manager is busy is waited for: apt itself, and a lock that is held, in folders of the test's own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apt } from '../e2e/browser.mjs';

const can =
  process.getuid?.() === 0 && existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/python3');
const HOLD = `import fcntl, sys
lock = open(sys.argv[1], 'w')
fcntl.lockf(lock, fcntl.LOCK_EX)
print('held', flush=True)
sys.stdin.read()`;

describe.runIf(can)('a busy package manager', () => {
  let folder = '';
  let holder: ChildProcess | undefined;
  /** Lists of its own, and no sources: nothing of the machine is touched, nothing is fetched. */
  const args = () => [
    '-q',
    '-o',
    `Dir::State::lists=${folder}/lists`,
    '-o',
    `Dir::Cache=${folder}/cache`,
    '-o',
    'Dir::Etc::sourcelist=/dev/null',
    '-o',
    'Dir::Etc::sourceparts=/dev/null',
    'update',
  ];
  const release = () =>
    new Promise<void>((done) => {
      holder?.once('exit', () => done());
      holder?.stdin?.end();
    });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'apt-'));
    for (const name of ['lists/partial', 'cache/archives/partial'])
      mkdirSync(join(folder, name), { recursive: true });
    const child = spawn('/usr/bin/python3', ['-c', HOLD, join(folder, 'lists/lock')]);
    holder = child;
    await new Promise((held) => child.stdout.once('data', held));
  });
  afterEach(async () => {
    if (holder?.exitCode === null) await release();
    rmSync(folder, { recursive: true });
  });

  it('is told and waited for', async () => {
    const said: string[] = [];
    let waits = 0;
    const wait = async () => {
      if (++waits === 3) await release();
    };
    expect(await apt(args(), { say: (text) => void said.push(text), wait })).toBe(true);
    expect(waits).toBe(3);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/busy; waiting for it, up to 600 seconds.*lists\/lock/);
  });

  it('is not waited for without an end', async () => {
    const said: string[] = [];
    let waits = 0;
    const wait = async () => void waits++;
    const options = { say: (text: string) => void said.push(text), wait, patience: 20 };
    expect(await apt(args(), options)).toBe(false);
    expect(waits).toBe(4);
    expect(said.at(-1)).toMatch(/still busy after 20 seconds/);
  });

  it('what fails for another reason is not tried again', async () => {
    await release();
    const wait = () => Promise.reject(new Error('waited'));
    expect(await apt(['no-such-command'], { wait })).toBe(false);
  });
});
