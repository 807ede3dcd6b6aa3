/**
 * What the reports of vitest and Playwright say of tests that failed, a line each: a machine of CI
 * keeps the end of a log, and the tests tell their errors where they happen, far above it.
 */
import { relative, sep } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const firstLine = (text) =>
  stripVTControlCharacters(text ?? '')
    .split('\n', 1)[0]
    .trim();
const line = (file, titles, errors) =>
  [[file, ...titles].join(' › '), ...errors.map(firstLine)].filter((part) => part).join(': ');

/** Lines for vitest's JSON report; files are named from `root`. */
export function failedUnits(report, root) {
  const lines = (report?.testResults ?? []).flatMap((file) => {
    const name = relative(root, file.name).split(sep).join('/');
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0 && file.status === 'failed')
      return [line(name, [], [file.message || 'an error outside of its tests'])];
    return failed.map((test) =>
      line(name, [...test.ancestorTitles, test.title], test.failureMessages),
    );
  });
  if (report && !report.success && lines.length === 0)
    return ['an error outside of all tests: the log above tells of it'];
  return lines;
}

/** Lines for Playwright's JSON report: stories that failed each time, and those that passed at last. */
export function failedStories(report) {
  const failed = [];
  const flaky = [];
  const walk = (suite, titles) => {
    for (const spec of suite.specs ?? [])
      for (const test of spec.tests) {
        const bad = test.results.find((r) => r.status !== 'passed' && r.status !== 'skipped');
        const errors = (bad?.errors ?? []).map((e) => e.message);
        const names = [...titles, spec.title];
        if (test.projectName !== 'stories') names.unshift(test.projectName);
        const told = line(`e2e/${spec.file}:${spec.line}`, names, errors);
        if (test.status === 'unexpected') failed.push(told);
        if (test.status === 'flaky') flaky.push(told);
      }
    for (const inner of suite.suites ?? []) walk(inner, [...titles, inner.title]);
  };
  // The outermost suites are the files.
  for (const file of report?.suites ?? []) walk(file, []);
  for (const error of report?.errors ?? []) failed.push(`e2e: ${firstLine(error.message)}`);
  return { failed, flaky };
}
