/**
 * A runner of vitest that asks each test for every mutant it reaches. Mutants are switched while modules
 * stay loaded, so that one costs the test and no start of a process; a test is asked without a mutant
 * first, and again after one was noticed: what fails then was left behind by the one before, and is asked
 * in a fresh process. All that is found goes into a journal, from which the next process goes on.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { VitestTestRunner } from 'vitest/runners';

const { MUTATE_JOURNAL: journal = '', MUTATE_IDS = '[]', MUTATE_SLOW = '3000' } = process.env;
const wanted = new Set(JSON.parse(MUTATE_IDS));
const slow = Number(MUTATE_SLOW);
const tell = (entry) => appendFileSync(journal, `${JSON.stringify(entry)}\n`);

// Tests put a clock of their own in the place of these.
const { setTimeout, clearTimeout } = globalThis;
const now = performance.now.bind(performance);

const noticed = new Set();
const asked = new Set();
const done = new Set();
if (existsSync(journal))
  for (const line of readFileSync(journal, 'utf8').split('\n').filter(Boolean)) {
    const { what, mutant, test } = JSON.parse(line);
    if (what === 'noticed') noticed.add(mutant);
    if (what === 'unnoticed') asked.add(`${mutant} ${test}`);
    if (what === 'done') done.add(test);
  }

globalThis.__stryker__ ??= {};
const instrumenter = globalThis.__stryker__;
instrumenter.mutantCoverage = { static: {}, perTest: {} };
/** Noticed since this process began: what fails next may be a thing left behind. */
let troubled = false;

/** What fails where something was left behind is asked again in the next process. */
const again = () => {
  tell({ what: 'again' });
  // Vitest turns process.exit into an error of the test.
  process.kill(process.pid, 'SIGKILL');
};
const nameOf = (test) => {
  const names = [test.name];
  for (let s = test.suite; s && s !== test.file; s = s.suite) names.unshift(s.name);
  return [test.file.name, ...names].join(' > ');
};

export default class Asking extends VitestTestRunner {
  cleanups = [];

  async onBeforeRunTask(test) {
    await super.onBeforeRunTask(test);
    if (done.has(nameOf(test))) test.mode = 'skip';
  }

  async runTask(task) {
    const fn = VitestTestRunner.getTestFn(task);
    const test = nameOf(task);
    instrumenter.activeMutant = undefined;
    instrumenter.currentTestId = test;
    const begun = now();
    tell({ what: 'dry', test });
    try {
      await fn();
    } catch (error) {
      if (troubled) again();
      throw error;
    } finally {
      instrumenter.currentTestId = undefined;
    }
    const ms = now() - begun;
    const hits = Object.entries(instrumenter.mutantCoverage.perTest[test] ?? {}).filter(([id]) =>
      wanted.has(id),
    );
    const mutants = hits.map(([id]) => id);
    tell({ what: 'reached', test, ms, mutants });
    const open = hits.filter(([id]) => !noticed.has(id) && !asked.has(`${id} ${test}`));
    if (open.length > 0 && ms > slow) {
      tell({ what: 'slow', test, mutants });
      return;
    }
    if (open.length > 0 && (await this.passes(task, fn, undefined, 0, ms)))
      for (const [mutant, count] of open) await this.ask(task, fn, mutant, count, ms);
    else if (open.length > 0) {
      if (troubled) again();
      tell({ what: 'once', test });
    }
    await this.tidy();
    tell({ what: 'done', test });
  }

  async ask(task, fn, mutant, count, ms) {
    const test = nameOf(task);
    tell({ what: 'asking', mutant, test });
    if (await this.passes(task, fn, mutant, 100 * count + 100, ms)) {
      tell({ what: 'unnoticed', mutant, test });
      return;
    }
    const sound = await this.passes(task, fn, undefined, 0, ms);
    if (sound || !troubled) {
      noticed.add(mutant);
      tell({ what: 'noticed', mutant, test });
    }
    troubled = true;
    if (!sound) again();
  }

  /** Whether the test passes with this mutant in, or none. Vitest tidies up behind the last time. */
  async passes(test, fn, mutant, limit, ms) {
    const suites = [];
    for (let s = test.suite ?? test.file; s; s = s.suite ?? (s === s.file ? undefined : s.file))
      suites.unshift(s);
    const hooks = (name) => suites.flatMap((s) => VitestTestRunner.getSuiteHooks(s)[name]);
    try {
      for (const hook of hooks('afterEach')) await hook(test.context, test.suite);
      await this.tidy();
    } catch {
      // What is left behind of the time before shows in the next one.
    }
    instrumenter.activeMutant = mutant;
    instrumenter.hitCount = 0;
    instrumenter.hitLimit = mutant === undefined ? Number.POSITIVE_INFINITY : limit;
    let alarm;
    const late = new Promise((_, reject) => {
      alarm = setTimeout(() => reject(new Error('late')), 5 * ms + 3000);
    });
    const once = async () => {
      for (const hook of hooks('beforeEach'))
        this.cleanups.push(await hook(test.context, test.suite));
      await fn();
    };
    try {
      await Promise.race([once(), late]);
      return test.result?.state !== 'fail';
    } catch {
      return false;
    } finally {
      clearTimeout(alarm);
      instrumenter.activeMutant = undefined;
      if (test.result?.state === 'fail') test.result.state = 'run';
    }
  }

  /** What a beforeEach that was asked for here has given back. */
  async tidy() {
    for (const cleanup of this.cleanups.splice(0))
      if (typeof cleanup === 'function') await cleanup();
  }
}
