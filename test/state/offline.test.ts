/** The stories of editing and of the run, without a network: nothing of them may wait for one. */
import { onlineManager } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { createQueries } from '../../src/state/query.ts';

onlineManager.setOnline(false);

await import('./editing.test.ts');
await import('./running.test.ts');

test('there is no network, and what is asked waits for none', async () => {
  expect(onlineManager.isOnline()).toBe(false);
  const queries = createQueries();
  expect(await queries.fetchQuery({ queryKey: ['here'], queryFn: () => 'here' })).toBe('here');
  let written = '';
  const writing = queries.getMutationCache().build(queries, {
    mutationFn: async (text: string) => {
      written = text;
    },
  });
  await writing.execute('written');
  expect(written).toBe('written');
});
