/**
 * Everything that can be commanded, declared once: menus, the search (Ctrl+K), shortcuts and the
 * help sheet read this list. Which keys a person changed, `keymap.ts` knows.
 */
import type { Command } from './command.ts';
import { ARRANGE } from './list/arrange.ts';
import { EDIT } from './list/edit.ts';
import { FILE } from './list/file.ts';
import { PAGE } from './list/page.ts';
import { RUN } from './list/run.ts';
import { VIEW } from './list/view.ts';

export const COMMANDS: readonly Command[] = [
  ...EDIT,
  ...ARRANGE,
  ...RUN,
  ...VIEW,
  ...FILE,
  ...PAGE,
];

/** Whose key this is while a step is walked through. */
export const walkingAt = (keys: string): Command | undefined =>
  COMMANDS.find((c) => c.walking?.includes(keys));

export const commandNamed = (name: string): Command | undefined =>
  COMMANDS.find((c) => c.name === name);
