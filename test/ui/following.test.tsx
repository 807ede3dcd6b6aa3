// @vitest-environment happy-dom
/** Another document is told to one part of the page after the other; any other change at once. */
import { act, cleanup, render } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppState } from '../../src/state/app.ts';
import type { App } from '../../src/state/store.ts';
import { catchUp, following } from '../../src/ui/kit/following.ts';
import { Part } from '../../src/ui/kit/Part.tsx';
import { AppProvider, useApp } from '../../src/ui/kit/store.tsx';
import { createTurns } from '../../src/ui/kit/turns.ts';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** A store with what is looked at here: which document, and one number that changes while it is open. */
const storeOf = (opening = 0, row = 0) =>
  createStore(() => ({ opening, row }) as AppState) as StoreApi<AppState> as App;

function followers(count: number) {
  const tasks: (() => void)[] = [];
  const turns = createTurns((body) => tasks.push(body));
  const leader = storeOf();
  const heard: string[] = [];
  const made = Array.from({ length: count }, (_, k) => {
    const own = following(leader, turns);
    const leave = own.subscribe((s, before) =>
      heard.push(`${k}: ${before.opening}.${before.row} > ${s.opening}.${s.row}`),
    );
    return { own, leave };
  });
  return { leader, made, heard, tasks };
}

test('a change is passed on at once, another document in turn, with all that came meanwhile', () => {
  const { leader, made, heard, tasks } = followers(3);
  leader.setState({ row: 1 });
  expect(heard).toEqual(['0: 0.0 > 0.1', '1: 0.0 > 0.1', '2: 0.0 > 0.1']);
  heard.length = 0;
  leader.setState({ opening: 1 });
  leader.setState({ row: 2 });
  expect(heard).toEqual([]);
  for (const { own } of made) expect(own.getState()).toMatchObject({ opening: 0, row: 1 });
  tasks.shift()?.();
  expect(heard).toEqual(['0: 0.1 > 1.2']);
  // Who has heard hears at once again; who has not hears all of it in turn.
  leader.setState({ row: 3 });
  expect(heard).toEqual(['0: 0.1 > 1.2', '0: 1.2 > 1.3']);
  while (tasks.length > 0) tasks.shift()?.();
  expect(heard.slice(2)).toEqual(['1: 0.1 > 1.3', '2: 0.1 > 1.3']);
  for (const { own } of made) expect(own.getState()).toBe(leader.getState());
});

test('what a large document was compiled to comes in turn, that of a small one at once', () => {
  const { leader, heard, tasks } = followers(2);
  const compiled = () => ({ compilation: {} }) as AppState['compiled'];
  const documentOf = (count: number) =>
    ({
      nodes: Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, {}])),
      edges: {},
    }) as AppState['document'];
  leader.setState({ document: documentOf(20) });
  heard.length = 0;
  leader.setState({ compiled: compiled() });
  expect([heard.length, tasks.length]).toEqual([2, 0]);
  leader.setState({ document: documentOf(1_000) });
  heard.length = 0;
  leader.setState({ compiled: compiled() });
  expect(heard).toEqual([]);
  tasks.shift()?.();
  expect(heard.length).toBe(1);
  tasks.shift()?.();
  expect(heard.length).toBe(2);
});

test('who acts acts on what is there: all are told before', () => {
  const { leader, heard, tasks } = followers(2);
  leader.setState({ opening: 1 });
  catchUp();
  expect(heard).toEqual(['0: 0.0 > 1.0', '1: 0.0 > 1.0']);
  while (tasks.length > 0) tasks.shift()?.();
  expect(heard.length).toBe(2);
});

test('one that goes while it waits lets the others pass, and comes back up to date', () => {
  const { leader, made, heard, tasks } = followers(2);
  leader.setState({ opening: 1 });
  made[0]?.leave();
  while (tasks.length > 0) tasks.shift()?.();
  expect(heard).toEqual(['1: 0.0 > 1.0']);
  expect(made[0]?.own.getState().opening).toBe(1);
  leader.setState({ row: 5 });
  const late: number[] = [];
  made[0]?.own.subscribe((s) => late.push(s.row));
  expect(made[0]?.own.getState().row).toBe(5);
  leader.setState({ row: 6 });
  expect(late).toEqual([6]);
});

test('parts of the page render another document one in a task', async () => {
  vi.useFakeTimers();
  const app = storeOf();
  const Shown = () => <p>{useApp((s) => s.opening)}</p>;
  const { container } = render(
    <AppProvider app={app}>
      {['a', 'b', 'c'].map((name) => (
        <Part key={name}>
          <Shown />
        </Part>
      ))}
    </AppProvider>,
  );
  const there = () => [...container.querySelectorAll('p')].map((p) => p.textContent).join('');
  for (let k = 0; k < 3; k++) await act(() => vi.advanceTimersToNextTimer());
  expect(there()).toBe('000');
  act(() => app.setState({ opening: 1 }));
  const seen = [there()];
  for (let k = 0; k < 3; k++) {
    await act(() => vi.advanceTimersToNextTimer());
    seen.push(there());
  }
  expect(seen).toEqual(['000', '100', '110', '111']);
});
