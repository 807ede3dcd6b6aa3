/**
 * What is not stored yet, written where writing is synchronous: `localStorage`, one entry for each
 * page. An entry is made soon after an edit, before every save and when the page goes away; the next
 * start stores what it finds. So an edit survives a reload in the same second, and a storage that is full or slow.
 */
import { z } from 'zod';
import { type Clock, systemClock } from '../base/clock.ts';
import type { Writer } from './storage.ts';

/** What is needed of `localStorage`. */
export type JournalStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/**
 * Characters of an entry. A browser grants five million to all of them together. What is longer is
 * not journalled: its weights are left out first, then the page asks before it closes instead.
 */
export const JOURNAL_LIMIT = 2_000_000;

const PREFIX = 'chainrule.journal.';
/** Where nobody can tell whether a page still lives: one that has not written for so long does not. */
const SILENT_MS = 60_000;

const schema = z.object({
  id: z.string(),
  name: z.string(),
  savedAt: z.number(),
  /** The revision that the work stands on. */
  base: z.number(),
  writer: z.object({ page: z.string(), turn: z.number() }),
  /** The project as its file's text, with its weights where it has any. */
  text: z.string(),
  /** Of its run the curve, and the log of its recording (`historyText`). */
  history: z.string().optional(),
  /** Made by a page that went away: it will not save this itself. */
  left: z.boolean(),
});
export type Entry = z.infer<typeof schema>;

export interface Journal {
  /** False where it is too long or refused. */
  keep(entry: Entry): boolean;
  /** What was kept by this writer's turn, or before, is stored now. */
  drop(writer: Writer): void;
  /** Whatever was kept of a project that was deleted. */
  forget(project: string): void;
  /** What pages that are gone have left, oldest first. */
  found(): Promise<readonly Entry[]>;
}

/** @param alive the pages that are open now; undefined where the browser cannot tell. */
export function createJournal(
  small: JournalStorage | undefined,
  alive: () => Promise<ReadonlySet<string> | undefined> = async () => undefined,
  clock: Clock = systemClock,
): Journal {
  const keyOf = ({ page }: Writer) => PREFIX + page;
  const quietly = <T>(otherwise: T, work: () => T): T => {
    try {
      return work();
    } catch {
      // Refused or full: the callers' answers say so.
      return otherwise;
    }
  };
  const read = (key: string): Entry | undefined =>
    quietly(undefined, () => {
      const entry = schema.safeParse(JSON.parse(small?.getItem(key) ?? 'null'));
      return entry.success ? entry.data : undefined;
    });
  const all = (): readonly (readonly [string, Entry])[] =>
    quietly([], () => {
      const keys = Array.from({ length: small?.length ?? 0 }, (_, i) => small?.key(i) ?? '');
      return keys.flatMap((key) => {
        const entry = key.startsWith(PREFIX) ? read(key) : undefined;
        return entry ? [[key, entry] as const] : [];
      });
    });

  return {
    keep: (entry) =>
      quietly(false, () => {
        if (!small || entry.text.length + (entry.history?.length ?? 0) > JOURNAL_LIMIT)
          return false;
        small.setItem(keyOf(entry.writer), JSON.stringify(entry satisfies Entry));
        return true;
      }),
    drop: (writer) => {
      const kept = read(keyOf(writer));
      if (kept && kept.writer.turn <= writer.turn)
        quietly(undefined, () => small?.removeItem(keyOf(writer)));
    },
    forget: (project) => {
      for (const [key, { id }] of all())
        if (id === project) quietly(undefined, () => small?.removeItem(key));
    },
    found: async () => {
      const pages = await alive();
      const abandoned = ({ left, savedAt, writer }: Entry) =>
        left || (pages ? !pages.has(writer.page) : clock.now() - savedAt > SILENT_MS);
      return all()
        .map(([, entry]) => entry)
        .filter(abandoned)
        .sort((a, b) => a.savedAt - b.savedAt);
    },
  };
}
