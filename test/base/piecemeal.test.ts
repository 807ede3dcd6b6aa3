/** Long work in tasks of some milliseconds, between which others are heard. */
import { expect, test, vi } from 'vitest';
import { inTasks, type Piecemeal } from '../../src/base/piecemeal.ts';

function* counting(to: number): Piecemeal<string> {
  for (let done = 1; done <= to; done++) yield { pass: 'count', done, of: to };
  return 'all';
}

test('it rests after so many milliseconds, and gives what the work gives', async () => {
  let now = 0;
  // Each piece takes 3 ms: asked once at the beginning of a task and once behind each piece.
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 3));
  const rests: number[] = [];
  const rest = async () => void rests.push(now);
  expect(await inTasks(counting(12), 10, rest)).toBe('all');
  vi.restoreAllMocks();
  // Four pieces reach 10 ms; what is left of twelve after three tasks is the end alone.
  expect(rests.length).toBe(3);
});

test('others are heard in between', async () => {
  const heard: string[] = [];
  setTimeout(() => heard.push('other'));
  await inTasks(counting(3), 0).then(() => heard.push('done'));
  setTimeout(() => heard.push('late'));
  await expect.poll(() => heard).toContain('late');
  expect(heard.indexOf('done')).toBeLessThan(heard.indexOf('late'));
});
