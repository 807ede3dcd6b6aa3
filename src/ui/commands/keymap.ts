/**
 * Which command has which key: the list's own keys, and what a person changed of them. Pure. No two
 * commands ever have one key, whatever the browser's storage says: what was chosen goes before what
 * the list says, and the earlier command before the later.
 */
import type { Command } from './command.ts';
import { COMMANDS } from './commands.ts';

/** Keys of the commands that a person changed, by name; none for a command without a key. */
export type KeyChanges = Readonly<Record<string, readonly string[]>>;

interface Keymap {
  readonly of: (name: string) => readonly string[];
  /** Whose key this is. */
  readonly at: (keys: string) => Command | undefined;
}

const changedOf = (changes: KeyChanges, command: Command): readonly string[] | undefined =>
  !command.fixed && Object.hasOwn(changes, command.name) ? changes[command.name] : undefined;

function build(changes: KeyChanges): Keymap {
  const owners = new Map<string, Command>();
  const take = (command: Command, keys: readonly string[] = []) => {
    for (const one of keys) if (!owners.has(one)) owners.set(one, command);
  };
  for (const command of COMMANDS) if (command.fixed) take(command, command.keys);
  for (const command of COMMANDS) take(command, changedOf(changes, command));
  for (const command of COMMANDS) if (!changedOf(changes, command)) take(command, command.keys);
  const lists = new Map<string, string[]>();
  for (const [keys, { name }] of owners) lists.set(name, [...(lists.get(name) ?? []), keys]);
  return { of: (name) => lists.get(name) ?? [], at: (keys) => owners.get(keys) };
}

const built = new WeakMap<KeyChanges, Keymap>();

/** The keys as they are with these changes; the same object for the same changes. */
export function keymap(changes: KeyChanges): Keymap {
  const kept = built.get(changes) ?? build(changes);
  built.set(changes, kept);
  return kept;
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((k) => b.includes(k));

/** The commands that would lose a key if this one had these. */
export function losers(
  changes: KeyChanges,
  command: Command,
  keys: readonly string[],
): readonly { readonly keys: string; readonly command: Command }[] {
  const map = keymap(changes);
  return keys.flatMap((one) => {
    const owner = map.at(one);
    return owner && owner !== command ? [{ keys: one, command: owner }] : [];
  });
}

/** The changes once this command has these keys, and no other has them. */
export function assign(changes: KeyChanges, command: Command, keys: readonly string[]): KeyChanges {
  if (command.fixed) return changes;
  const map = keymap(changes);
  const taken = keys.filter((one) => !map.at(one)?.fixed);
  return Object.fromEntries(
    COMMANDS.filter((c) => !c.fixed).flatMap((c) => {
      const next = c === command ? taken : map.of(c.name).filter((one) => !taken.includes(one));
      return same(next, c.keys ?? []) ? [] : [[c.name, next]];
    }),
  );
}

/** Whether a command's keys are others than the list's. */
export const isChanged = (changes: KeyChanges, command: Command): boolean =>
  !same(keymap(changes).of(command.name), command.keys ?? []);
