/** Which pages of this program are open in this browser, and how long it keeps what they store. */
import type { Lasting } from './storage.ts';

const PREFIX = 'chainrule.page.';

/** Held as long as the page lives; the browser lets go of it however the page ends. */
export function announce(page: string): void {
  void navigator.locks?.request(PREFIX + page, () => new Promise(() => undefined));
}

/** The pages that live; undefined where the browser cannot tell. */
export async function alivePages(): Promise<ReadonlySet<string> | undefined> {
  if (!navigator.locks) return undefined;
  const { held = [] } = await navigator.locks.query();
  return new Set(held.flatMap(({ name }) => (name ? [name.slice(PREFIX.length)] : [])));
}

/**
 * Private windows of Firefox and Safari give a database that goes with the window; they refuse the
 * file system of the origin, which is how one can tell. Chromium's differ in nothing that a page can see
 * for certain: they have a smaller quota, as a full disk has, and persistence is refused to others, too. So
 * nothing is guessed of them, and the list of projects says how long a private window keeps.
 */
export async function lastingOf(): Promise<Lasting> {
  if (!navigator.storage?.getDirectory) return 'device';
  try {
    await navigator.storage.getDirectory();
    return 'device';
  } catch {
    return 'window';
  }
}
