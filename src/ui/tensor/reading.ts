/**
 * Reading numbers out of the engine: again after every step of the cursor, a few times a second while
 * training, never when nobody looks. react-query sees to it that readings neither overlap nor arrive
 * out of order; its cache is not used, for tensors are large and old ones are of no use.
 */
import { useQuery } from '@tanstack/react-query';
import type { AppState } from '../../state/app.ts';
import { useApp } from '../kit/store.tsx';

type Engine = AppState['session']['engine'];

/** Names the moment that the numbers belong to; one name for as long as training runs. */
const useMoment = (): string =>
  useApp((s) => {
    const at = s.status === 'training' ? 'training' : `${s.status}:${s.step}`;
    const cursor = `${s.cursor?.step ?? '-'}:${s.cursor?.done ?? '-'}`;
    // Long tensors are sent from the chosen sample on.
    return `${s.compiled?.generation ?? 0}:${at}:${cursor}:${s.sample}`;
  });

interface Reading<T> {
  /** What is read, in one word and its arguments: `['node', 'dense1']`. */
  readonly of: readonly unknown[];
  readonly read: (engine: Engine, sample: number) => Promise<T | undefined>;
  /** How often a second while training. */
  readonly hertz?: number;
  readonly enabled?: boolean;
}

/** The newest reading; the former one until it is there, and nothing where the engine has none. */
export function useReading<T>({ of, read, hertz = 3, enabled = true }: Reading<T>): T | undefined {
  const engine = useApp((s) => s.session.engine);
  const sample = useApp((s) => s.sample);
  const training = useApp((s) => s.status === 'training');
  const loaded = useApp((s) => s.compiled !== undefined);
  const moment = useMoment();
  const { data } = useQuery({
    queryKey: [...of, moment],
    // react-query takes undefined for a mistake.
    queryFn: async () => (await read(engine, sample)) ?? null,
    enabled: enabled && loaded,
    refetchInterval: training ? 1000 / hertz : false,
    placeholderData: (before, query) =>
      // Numbers of another node are no stand-in for this one's.
      query && JSON.stringify(query.queryKey.slice(0, -1)) === JSON.stringify(of)
        ? before
        : undefined,
  });
  return data ?? undefined;
}
