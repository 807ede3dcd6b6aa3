/**
 * Puts small faults into the code of one room, or of one file, and sees whether the room's tests notice:
 * `npm run mutate -- src/document` or `npm run mutate -- src/data/split.ts [test/laws …]`. What was tried
 * before and did not change is not tried again. Slow, so no part of `npm test`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';

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
export default merged;
`,
);
writeFileSync(
  config,
  JSON.stringify({
    mutate: [isRoom ? `${what}/**/*.ts` : what],
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
    timeoutMS: 20_000,
    allowEmpty: true,
  }),
);
const { status } = spawnSync('npx', ['--no-install', 'stryker', 'run', config], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
