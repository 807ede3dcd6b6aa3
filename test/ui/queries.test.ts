/** What is asked by a key waits for no network, is asked once, and is not kept. */
import { onlineManager, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { createQueries } from '../../src/ui/app/queries.ts';

onlineManager.setOnline(false);

test('an answer comes without a network', async () => {
  expect(onlineManager.isOnline()).toBe(false);
  const queries = createQueries();
  expect(await queries.fetchQuery({ queryKey: ['here'], queryFn: () => 'here' })).toBe('here');
});

test('what fails is told at the first time, and what nobody looks at is forgotten', async () => {
  const queries = createQueries();
  let asked = 0;
  const observer = new QueryObserver(queries, {
    queryKey: ['list'],
    queryFn: async () => {
      asked++;
      throw new Error('the storage does not answer');
    },
  });
  const failed = new Promise<void>((resolve) => {
    const forget = observer.subscribe(({ isError }) => {
      if (!isError) return;
      forget();
      resolve();
    });
  });
  await failed;
  expect(asked).toBe(1);
  await expect.poll(() => queries.getQueryCache().getAll().length).toBe(0);
});
