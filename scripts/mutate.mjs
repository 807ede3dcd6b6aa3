/**
 * Puts small faults (mutants) into the code of one room, or of one file, and sees whether tests notice:
 * `npm run mutate -- src/document`, `npm run mutate -- src/data/split.ts [test/laws …]`. Stryker makes the
 * mutants; scripts/mutate/asking.mjs asks the tests. A sample is drawn by a hash, the same one as long as
 * the code is: MUTATE_SAMPLE=80 takes 80 mutants. MUTATE_SLOW is how long a test may take (ms) to be asked,
 * RUNS how often laws draw. It goes on where it was stopped; MUTATE_FRESH=1 begins anew.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';

/** Tests beside those in the folder of the room's name. */
const ALSO = {
  'src/document': ['test/state/editing.test.ts', 'test/state/undoing.test.ts'],
  'src/compile': [
    'test/plan',
    'test/ir',
    'test/laws/movement.test.ts',
    'test/laws/paths.test.ts',
    'test/laws/repairs.test.ts',
    'test/engine/stepping.test.ts',
  ],
  'workers/engine': ['test/laws/resuming.test.ts'],
};
/** A test that has told nothing for this long hangs in a mutant; one without a mutant may take longer. */
const HANGS_MS = 20_000;

const [what, ...more] = process.argv.slice(2);
if (!what || !existsSync(what)) {
  console.error('Say which room or file, for instance: npm run mutate -- src/document');
  process.exit(1);
}
const room = what.split('/').slice(0, 2).join('/');
const own = `test/${room.split('/')[1]}`;
const tests = [...(existsSync(own) ? [own] : []), ...(ALSO[room] ?? []), ...more];
const include = tests.map((t) => (t.includes('.test.') ? t : `${t}/**/*.test.{ts,tsx}`));
const files = statSync(what).isDirectory()
  ? readdirSync(what, { recursive: true })
      .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
      .map((name) => `${what}/${name}`)
      .sort()
  : [what];

/** The file with all its mutants behind switches, or with those that lie in `ranges`. */
const quiet = { debug: () => {}, info: () => {}, isDebugEnabled: () => false };
const instrument = (mutate) =>
  new Instrumenter(quiet).instrument(
    files.map((name) => ({ name, mutate: mutate(name), content: readFileSync(name, 'utf8') })),
    { plugins: null, ignorers: [], excludedMutations: [] },
  );
const keyOf = ({ fileName, location: { start, end }, mutatorName, replacement }) =>
  [fileName, start.line, start.column, end.line, end.column, mutatorName, replacement].join(':');
const drawn = (mutant) => createHash('sha1').update(keyOf(mutant)).digest('hex');

const all = (await instrument(() => true)).mutants;
const sample = [...all]
  .sort((a, b) => (drawn(a) < drawn(b) ? -1 : 1))
  .slice(0, Number(process.env.MUTATE_SAMPLE ?? all.length));
const keys = new Set(sample.map(keyOf));
const { files: code, mutants } = await instrument((name) =>
  sample.filter((m) => m.fileName === name).map((m) => m.location),
);
const chosen = new Map(mutants.filter((m) => keys.has(keyOf(m))).map((m) => [m.id, m]));

const folder = `.cache/mutate/${what.replace(/\W+/g, '-')}`;
const state = createHash('sha1')
  .update(JSON.stringify([code, [...chosen.keys()]]))
  .digest('hex');
const stamp = `${folder}/of`;
if (process.env.MUTATE_FRESH || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== state)
  rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(stamp, state);
const journal = resolve(folder, 'journal.jsonl');
const replaced = Object.fromEntries(code.map(({ name, content }) => [resolve(name), content]));
writeFileSync(`${folder}/code.json`, JSON.stringify(replaced));
writeFileSync(
  `${folder}/vitest.config.mjs`,
  `import { readFileSync } from 'node:fs';
import { mergeConfig } from 'vitest/config';
import base from '${'../'.repeat(3)}vite.config.ts';
const replaced = JSON.parse(readFileSync(new URL('./code.json', import.meta.url), 'utf8'));
const load = { name: 'mutants', enforce: 'pre', load: (id) => replaced[id.split('?')[0]] };
const merged = mergeConfig(base, { plugins: [load], test: {
  runner: '${resolve('scripts/mutate/asking.mjs')}', isolate: false, fileParallelism: false, maxWorkers: 1, pool: 'forks',
  reporters: ['dot'], silent: true } });
merged.test.projects = undefined;
merged.test.include = ${JSON.stringify(include)};
export default merged;
`,
);

const entries = () =>
  existsSync(journal)
    ? readFileSync(journal, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((l) => JSON.parse(l))
    : [];
const vitest = () =>
  new Promise((done) => {
    const child = spawn(
      'node',
      [
        'node_modules/vitest/vitest.mjs',
        'run',
        '--config',
        `${folder}/vitest.config.mjs`,
        '--root',
        '.',
      ],
      {
        stdio: ['ignore', process.env.MUTATE_LOUD ? 'inherit' : 'ignore', 'inherit'],
        detached: true,
        env: {
          RUNS: '8',
          ...process.env,
          MUTATE_JOURNAL: journal,
          MUTATE_IDS: JSON.stringify([...chosen.keys()]),
        },
      },
    );
    const begun = Date.now();
    const watch = setInterval(() => {
      const told = existsSync(journal) ? statSync(journal).mtimeMs : 0;
      const silent = Date.now() - Math.max(told, begun);
      if (silent < HANGS_MS) return;
      const last = entries().at(-1);
      if (last?.what !== 'asking' && silent < 15 * HANGS_MS) return;
      if (last?.what === 'asking')
        writeFileSync(journal, `${JSON.stringify({ ...last, what: 'noticed', hung: true })}\n`, {
          flag: 'a',
        });
      process.kill(-child.pid, 'SIGKILL');
      done(true);
    }, 1000);
    const stop = () => process.kill(-child.pid, 'SIGKILL');
    process.once('exit', stop);
    child.on('exit', () => {
      clearInterval(watch);
      process.removeListener('exit', stop);
      done(entries().at(-1)?.what === 'again');
    });
  });
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => report(true));

function report(stopped) {
  const told = entries();
  const ids = (name) => new Set(told.filter((e) => e.what === name).map((e) => e.mutant));
  const noticed = ids('noticed');
  const asked = ids('unnoticed');
  const slow = new Map();
  for (const e of told.filter((e) => e.what === 'slow'))
    for (const m of e.mutants) slow.set(m, [...(slow.get(m) ?? []), e.test]);
  const reached = new Set(told.filter((e) => e.what === 'reached').flatMap((e) => e.mutants));
  const lines = { noticed: [], survived: [], unreached: [] };
  for (const m of chosen.values()) {
    const sort = noticed.has(m.id) ? 'noticed' : reached.has(m.id) ? 'survived' : 'unreached';
    const { start, end } = m.location;
    const text = readFileSync(m.fileName, 'utf8').split('\n');
    const was =
      start.line === end.line
        ? text[start.line].slice(start.column, end.column)
        : `${text[start.line].slice(start.column)} …`;
    const but = slow.has(m.id) ? ` (not asked: ${slow.get(m.id).length} slow tests)` : '';
    const never = sort === 'survived' && !asked.has(m.id) ? ' (asked of no test)' : '';
    lines[sort].push(
      `${m.fileName}:${start.line + 1} ${was.slice(0, 120)} → ${m.replacement.slice(0, 120).replace(/\s+/g, ' ')}${but}${never}`,
    );
  }
  for (const sort of ['survived', 'unreached'])
    if (lines[sort].length > 0) console.log(`${sort}:\n  ${lines[sort].join('\n  ')}`);
  for (const e of told.filter((e) => e.what === 'once'))
    console.log(`not repeatable, so not asked: ${e.test}`);
  const of = chosen.size;
  console.log(
    `${what}: ${lines.noticed.length} of ${of} mutants noticed (${((100 * lines.noticed.length) / of).toFixed(0)} %), ` +
      `${lines.unreached.length} reached by no test while it runs; drawn from ${all.length}${stopped ? '; STOPPED before its end' : ''}`,
  );
  process.exit(0);
}

while (await vitest());
report(false);
