/** What a page that is gone had not stored yet is stored by the next one that starts. */
import { vocabulary } from '../catalog/index.ts';
import { parse, serialise } from '../document/codec.ts';
import { historyFrom, keptOf } from '../document/kept.ts';
import type { Entry, Journal } from './journal.ts';
import type { ProjectStorage, Save } from './storage.ts';

interface Recovered {
  /** Where each project's work is now, where it had to go into a copy. */
  readonly copies: ReadonlyMap<string, { readonly id: string; readonly name: string }>;
  /** What cannot be stored now either: it stays in the journal. The newest last. */
  readonly stranded: readonly Entry[];
}

/**
 * Each entry is the last write of the page that made it, and goes on as that page's: where it had
 * arrived after all, and where two pages that start find the same entry, it is stored once.
 */
export async function recover(
  journal: Journal,
  storage: ProjectStorage,
  named: (wanted: string) => Promise<string>,
): Promise<Recovered> {
  const copies = new Map<string, { id: string; name: string }>();
  const stranded: Entry[] = [];
  for (const entry of await journal.found()) {
    const { left: _, history, ...own } = entry;
    const opened = parse(entry.text, vocabulary);
    const document = opened.ok ? opened.value.document : undefined;
    const run = opened.ok ? keptOf({ ...opened.value, ...historyFrom(history ?? '') }) : {};
    const save: Save = {
      ...own,
      text: document ? serialise(document) : entry.text,
      ...run,
    };
    try {
      if (!(await storage.write(save)).kept) {
        const name = await named(save.name);
        const kept = run.weights ? run : keptOf((await storage.read(save.id)) ?? {});
        const copy: Save = {
          ...save,
          // The same for whoever else finds this entry.
          id: `${save.writer.page}.${save.writer.turn}`,
          name,
          base: 0,
          text: document ? serialise({ ...document, name }) : entry.text,
          ...kept,
        };
        await storage.write(copy);
        copies.set(save.id, { id: copy.id, name });
      }
      journal.drop(entry.writer);
    } catch {
      stranded.push(entry);
    }
  }
  return { copies, stranded };
}
