// @vitest-environment happy-dom
/** Parts of the page come one at a time, however many wait, and those that go let the others pass. */
import { act, cleanup, render } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { InTurn } from '../../src/ui/kit/InTurn.tsx';
import { createTurns } from '../../src/ui/kit/turns.ts';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test('a turn begins when the one before it is over, each in a task of its own', () => {
  const tasks: (() => void)[] = [];
  const { take } = createTurns((body) => tasks.push(body));
  const begun: string[] = [];
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => take(() => begun.push(name)));
  expect(begun).toEqual([]);
  expect(tasks.length).toBe(1);
  tasks[0]?.();
  expect(begun).toEqual(['a']);
  // One that leaves the line is never called up, and one that goes before it began lets others pass.
  c?.();
  a?.();
  expect([begun.join(), tasks.length]).toEqual(['a', 2]);
  b?.();
  tasks[1]?.();
  expect(begun).toEqual(['a']);
  tasks[2]?.();
  expect(begun).toEqual(['a', 'd']);
  // Said twice is said once.
  d?.();
  d?.();
  expect(tasks.length).toBe(3);
});

test('parts are rendered one in a task, also those that come with another part', async () => {
  vi.useFakeTimers();
  const Part = ({ name }: { name: string }) => <p>{name}</p>;
  const { container, rerender } = render(
    <StrictMode>
      {['a', 'b', 'c'].map((name) => (
        <InTurn key={name} before={<i />}>
          <Part name={name} />
          <InTurn>
            <Part name={`${name}, within`} />
          </InTurn>
        </InTurn>
      ))}
    </StrictMode>,
  );
  const there = () => [...container.querySelectorAll('p')].map((p) => p.textContent);
  expect(there()).toEqual([]);
  expect(container.querySelectorAll('i').length).toBe(3);
  const counts: number[] = [];
  for (let k = 0; k < 6; k++) {
    await act(() => vi.advanceTimersToNextTimer());
    counts.push(there().length);
  }
  expect(counts).toEqual([1, 2, 3, 4, 5, 6]);
  expect(there()).toEqual(['a', 'a, within', 'b', 'b, within', 'c', 'c, within']);
  // Those that are there stay there.
  rerender(<StrictMode>{null}</StrictMode>);
  expect(vi.getTimerCount()).toBe(0);
});
