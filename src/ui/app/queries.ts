/** The one cache of what is asked by a key: readings of the engine, lists of the storage. */
import { QueryClient } from '@tanstack/react-query';

export const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // Nothing that is asked here leaves the machine, so no answer waits for a network.
        networkMode: 'always',
        // What fails is told; whoever wants it again says so.
        retry: false,
        // Numbers are read anew whenever they are shown, and large: none is kept, none compared.
        gcTime: 0,
        structuralSharing: false,
        refetchOnWindowFocus: false,
      },
    },
  });
