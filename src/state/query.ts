/** The one cache of what is asked: of the engine, of storage, of the readers of files. */
import { QueryClient } from '@tanstack/react-query';

/** Nothing that is asked here leaves the machine, so no answer waits for a network. */
export const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });
