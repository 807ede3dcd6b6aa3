/**
 * All checks in order, the quick ones first; ends with the names of the tests that failed, and one
 * line that counts them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { failedStories, failedUnits } from './failures.mjs';

const folder = 'test-results';
const unitFile = `${folder}/unit.json`;
const e2eFile = `${folder}/e2e.json`;
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const run = (title, command, env = {}) => {
  console.log(`\n── ${title}`);
  const started = Date.now();
  const { status } = spawnSync(command, {
    shell: true,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  console.log(
    `── ${title}: ${status === 0 ? 'ok' : 'failed'}, ${Math.round((Date.now() - started) / 1000)} s`,
  );
  return status === 0;
};
const npx = (command) => `npx --no-install ${command}`;

const stages = [
  ['packages and browser', 'node scripts/ensure.mjs --browser'],
  ['types', npx('tsc --noEmit')],
  ['lint', npx('biome check .')],
  [
    'laws and units',
    npx(`vitest run --reporter=default --reporter=json --outputFile.json=${unitFile}`),
  ],
  [
    'end to end',
    npx('playwright test --reporter=list,json'),
    { PLAYWRIGHT_JSON_OUTPUT_NAME: e2eFile },
  ],
];
const failed = [];
for (const [title, command, env] of stages) {
  if (!run(title, command, env)) failed.push(title);
  if (failed.length && title === 'packages and browser') break;
}

const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);
const unit = read(unitFile);
const stories = read(e2eFile);
const e2e = stories?.stats;
const passed = (unit?.numPassedTests ?? 0) + (e2e?.expected ?? 0) + (e2e?.flaky ?? 0);
const broken = (unit?.numFailedTests ?? 0) + (e2e?.unexpected ?? 0);
const { failed: failedE2e, flaky } = failedStories(stories);
const list = (title, lines) => {
  if (lines.length) console.log(`\n${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`);
};
list('Passed only when run again', flaky);
list('Tests that failed', [...failedUnits(unit, process.cwd()), ...failedE2e]);
if (failed.length) console.log(`\nFailed: ${failed.join(', ')}`);
console.log(`${passed} passed, ${broken} failed`);
process.exit(failed.length ? 1 : 0);
