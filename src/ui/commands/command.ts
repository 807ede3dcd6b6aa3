/**
 * What a command is: a name, a picture and keys. What it does lives in the store, or is offered by a
 * part of the page.
 */
import type { LucideIcon } from 'lucide-react';
import type { Actions, AppState } from '../../state/app.ts';
import type { Offers } from '../kit/offers.ts';

export type CommandGroup = 'edit' | 'arrange' | 'view' | 'run' | 'file' | 'app';

interface CommandContext {
  readonly state: AppState;
  readonly actions: Actions;
  /** Calls what another part of the page offers; false where nobody does. */
  readonly call: Offers['call'];
  /** Calls it as soon as somebody offers it. */
  readonly ask: Offers['ask'];
  /** Opens the browser's own file chooser. */
  readonly chooseFile: () => void;
  /** The document as JSON: alone, with its weights, or with the whole state of its training. */
  readonly download: (what: 'document' | 'weights' | 'training') => void;
  readonly downloadTorch: () => void;
  /** Opens the search for commands. */
  readonly find: () => void;
}

export interface Command {
  /** Also the key of its title: `commands.<name>`. */
  readonly name: string;
  readonly group: CommandGroup;
  readonly icon: LucideIcon;
  /** As in `mod+shift+Z`, see `press.ts`, until a person changes them; the first one is shown. */
  readonly keys?: readonly string[];
  /** The keys are the system's, which tells of them by events of its own: they cannot be changed. */
  readonly fixed?: true;
  /**
   * Keys that it has besides while a step is walked through, on the canvas alone; they cannot be changed.
   * There they mean what they mean anywhere as soon as something nearer hears them.
   */
  readonly walking?: readonly string[];
  /** Heard in the midst of typing, too, where its key means nothing to a text. */
  readonly typing?: true;
  /** A sign that is its key is heard beside the canvas, too. */
  readonly anywhere?: true;
  readonly perform: (context: CommandContext) => void;
  /** Left out: always. */
  readonly enabled?: (state: AppState) => boolean;
}
