/**
 * Puts small faults into the code of one room, or of one file, and sees whether the room's tests notice:
 * `npm run mutate -- src/document`, `npm run mutate -- src/data/split.ts [test/laws …]`. What was tried
 * before and did not change is not tried again. Slow, so no part of `npm test`: MUTATE_SHARE=0.2 takes a
 * fifth of the lines, the same ones each time, MUTATE_AT_ONCE sets the processes, RUNS how often laws draw.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';

/** Tests beside those in the folder of the room's name. */
const ALSO = {
  'src/document': ['test/state/editing.test.ts', 'test/state/undoing.test.ts'],
  'src/compile': ['test/plan', 'test/ir'],
  'workers/engine': ['test/laws/resuming.test.ts'],
};

const [what, ...more] = process.argv.slice(2);
if (!what || !existsSync(what)) {
  console.error('Say which room or file, for instance: npm run mutate -- src/document');
  process.exit(1);
}
const isRoom = statSync(what).isDirectory();
const room = what.split('/').slice(0, 2).join('/');
const own = `test/${room.split('/')[1]}`;
const tests = [...(existsSync(own) ? [own] : []), ...(ALSO[room] ?? []), ...more];
const include = tests.map((t) => (t.includes('.test.') ? t : `${t}/**/*.test.{ts,tsx}`));

const share = Number(process.env.MUTATE_SHARE ?? 1);
/** Lines that are taken or left together: faults that are wider than that are not sampled. */
const WINDOW = 16;
/** As `file:from-to`. */
const sampled = (file) => {
  const lines = readFileSync(file, 'utf8').split('\n').length;
  return Array.from({ length: Math.ceil(lines / WINDOW) }, (_, i) => i).flatMap((i) => {
    const drawn = createHash('sha1').update(`${file}:${i}`).digest().readUInt32BE() / 2 ** 32;
    return drawn < share ? [`${file}:${i * WINDOW + 1}-${(i + 1) * WINDOW}`] : [];
  });
};
const files = isRoom
  ? readdirSync(what, { recursive: true })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${what}/${name}`)
      .sort()
  : [what];
const mutate = share < 1 ? files.flatMap(sampled) : files;

const folder = `.cache/mutate/${what.replace(/\W+/g, '-')}`;
mkdirSync(folder, { recursive: true });
const config = `${folder}/config.json`;
const vitest = `${folder}/vitest.config.mjs`;
writeFileSync(
  vitest,
  `import { mergeConfig } from 'vitest/config';
import base from '${'../'.repeat(3)}vite.config.ts';
const merged = mergeConfig(base, {});
merged.test.include = ${JSON.stringify(include)};
// Modules are loaded once for all files of tests.
merged.test.isolate = false;
export default merged;
`,
);
writeFileSync(
  config,
  JSON.stringify({
    mutate,
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: vitest, related: false },
    coverageAnalysis: 'perTest',
    // Types are checked by themselves; the checker that could be asked here knows no TypeScript 7.
    tsconfigFile: 'none',
    ignoreStatic: true,
    incremental: true,
    incrementalFile: `${folder}/tried.json`,
    tempDirName: '.cache/mutate/sandbox',
    ignorePatterns: ['/dist', '/coverage', '/test-results', '/playwright-report'],
    reporters: ['clear-text', 'progress', 'html'],
    clearTextReporter: { allowColor: false, reportTests: false },
    htmlReporter: { fileName: `${folder}/report.html` },
    concurrency: Number(process.env.MUTATE_AT_ONCE ?? 1),
    timeoutMS: 10_000,
    allowEmpty: true,
  }),
);
const { status } = spawnSync('npx', ['--no-install', 'stryker', 'run', config], {
  stdio: 'inherit',
  env: { RUNS: '8', ...process.env },
});
process.exit(status ?? 1);
