/** The end of `npm test` names what failed; the reports are those of vitest 4 and Playwright 1.65, cut down. */
import { expect, it } from 'vitest';
import { failedStories, failedUnits } from '../scripts/failures.mjs';

const assertion = (status: string, title: string, ...failureMessages: string[]) => ({
  ancestorTitles: ['outer'],
  title,
  status,
  failureMessages,
});

it('names units that failed, files that never ran, and errors outside of tests', () => {
  const file = (name: string, status: string, message: string, ...assertionResults: unknown[]) => ({
    name: `/home/test/${name}`,
    status,
    message,
    assertionResults,
  });
  const report = {
    success: false,
    testResults: [
      file(
        'a.test.ts',
        'failed',
        '',
        assertion('failed', 'fails', 'AssertionError: expected 1 to be 2\n    at a.test.ts:2:57'),
        assertion('passed', 'ok'),
      ),
      file('b.test.ts', 'failed', "Cannot find module './nothing'"),
      file('c.test.ts', 'failed', '', assertion('passed', 'ok')),
      file('d.test.ts', 'passed', '', assertion('passed', 'ok')),
    ],
  };
  expect(failedUnits(report, '/home')).toEqual([
    'test/a.test.ts › outer › fails: AssertionError: expected 1 to be 2',
    "test/b.test.ts: Cannot find module './nothing'",
    'test/c.test.ts: an error outside of its tests',
  ]);
  expect(failedUnits({ success: true, testResults: [] }, '/home')).toEqual([]);
  expect(failedUnits({ success: false, testResults: [] }, '/home')).toHaveLength(1);
  expect(failedUnits(undefined, '/home')).toEqual([]);
});

it('names stories that failed, and those that passed at last, with their first errors', () => {
  const result = (status: string, ...messages: string[]) => ({
    status,
    errors: messages.map((message) => ({ message })),
  });
  const spec = (title: string, line: number, ...tests: unknown[]) => ({
    title,
    file: 'x.spec.ts',
    line,
    tests,
  });
  const story = (projectName: string, status: string, ...results: unknown[]) => ({
    projectName,
    status,
    results,
  });
  const bad = result('failed', 'Error: \u001b[2mexpect(\u001b[22mreceived)\n\nExpected: 2');
  const slow = result('timedOut', 'Test timeout of 3000ms exceeded.', 'locator.click: closed\nlog');
  const report = {
    errors: [{ message: 'Error: the server did not start\nits log' }],
    suites: [
      {
        title: 'x.spec.ts',
        specs: [
          spec('fails', 3, story('offline', 'unexpected', bad, bad)),
          spec('passes', 4, story('stories', 'expected', result('passed'))),
          spec('is skipped', 5, story('stories', 'skipped', result('skipped'))),
        ],
        suites: [
          {
            title: 'outer',
            specs: [
              spec('wavers', 7, story('stories', 'flaky', slow, result('passed'))),
              spec('hangs', 8, story('stories', 'unexpected', slow, bad)),
            ],
          },
        ],
      },
    ],
  };
  expect(failedStories(report)).toEqual({
    failed: [
      'e2e/x.spec.ts:3 › offline › fails: Error: expect(received)',
      'e2e/x.spec.ts:8 › outer › hangs: Test timeout of 3000ms exceeded.: locator.click: closed',
      'e2e: Error: the server did not start',
    ],
    flaky: [
      'e2e/x.spec.ts:7 › outer › wavers: Test timeout of 3000ms exceeded.: locator.click: closed',
    ],
  });
  expect(failedStories(undefined)).toEqual({ failed: [], flaky: [] });
});
