/** Copies of a part of the document, out and in. What is on the clipboard is pasted, or it is told. */
import type { Result } from '../base/issue.ts';
import { vocabulary } from '../catalog/index.ts';
import * as commands from '../document/commands.ts';
import type { Patch } from '../document/patch.ts';
import type { Point } from '../document/records.ts';
import type { Actions, Measure, Selection } from './app.ts';
import { placed } from './arranging.ts';
import type { Change, Get } from './slice.ts';

type PasteActions = Pick<Actions, 'copy' | 'cut' | 'paste' | 'insert' | 'duplicate'>;

interface Parts {
  readonly edit: (label: string, patch: Patch, selection?: Partial<Selection>) => void;
  /** The value of a command, or nothing, with its reasons told. */
  readonly granted: <T>(result: Result<T>) => T | undefined;
  readonly measure: Measure;
}

export function createPasting(set: Change, get: Get, parts: Parts): PasteActions {
  const { edit, granted, measure } = parts;
  const document = () => get().document;

  const copied = () => {
    const { nodes, notes } = get().selection;
    if (nodes.length + notes.length === 0) return undefined;
    return commands.fragmentText(commands.copy(document(), { nodes, notes }));
  };
  /** Copies, put where there is room, and selected. */
  const bringIn = (label: string, result: Result<commands.Pasted>) => {
    const made = granted(result);
    if (!made) return;
    const { nodes, notes } = made;
    const patch = placed(document(), made.patch, [...nodes, ...notes], measure);
    edit(label, patch, { nodes, notes });
  };
  const pasteAll = (fragment: commands.Fragment, at: Point | undefined) =>
    bringIn('paste', commands.paste(document(), vocabulary, fragment, at ? { at } : {}));

  return {
    copy: copied,
    cut: () => {
      const text = copied();
      if (text !== undefined) edit('cut', commands.remove(document(), get().selection), {});
      return text;
    },
    paste: (at, text) => {
      const tell = (what: string) => get().actions.notify({ tone: 'info', text: what });
      if (text === undefined) return tell('files.paste.denied');
      const clip = commands.readClip(text, vocabulary);
      switch (clip.type) {
        case 'fragment':
          return pasteAll(clip.fragment, at);
        case 'document':
          return set({ dialog: 'pasted', pasted: { text, ...(at ? { at } : {}) } });
        case 'broken':
          return set({ dialog: 'issues', fileIssues: clip.issues });
        case 'foreign':
          return tell('files.paste.foreign');
        case 'empty':
          return tell('files.paste.empty');
        default:
          return clip satisfies never;
      }
    },
    insert: (text, at) => {
      const clip = commands.readClip(text, vocabulary);
      if (clip.type !== 'document') return;
      set({ dialog: undefined, pasted: undefined });
      pasteAll(commands.wholeFragment(clip.document), at);
    },
    duplicate: () => {
      const { nodes, notes } = get().selection;
      bringIn('duplicate', commands.duplicate(document(), vocabulary, { nodes, notes }));
    },
  };
}
