/**
 * Everything that can be commanded, declared once: menus, the search (Ctrl+K), shortcuts and the
 * help sheet read this list. What a command does lives in the store; which keys and words it has,
 * here.
 */
import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
  ChartScatter,
  ClipboardPaste,
  Copy,
  CopyPlus,
  Download,
  FileArchive,
  FileClock,
  FileDown,
  FilePlus2,
  FolderOpen,
  Keyboard,
  Languages,
  LayoutGrid,
  type LucideIcon,
  Map as MapIcon,
  Maximize,
  Network,
  Play,
  Plus,
  Redo2,
  Repeat1,
  RotateCcw,
  Save,
  Scissors,
  Search,
  SquareDashedMousePointer,
  StepBack,
  StepForward,
  SunMoon,
  Trash2,
  Undo2,
  Upload,
  X,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import type { Actions, AppState } from '../../state/app.ts';
import { copyOut, pasteIn } from '../files/clipboard.ts';
import { shortcutOf } from './press.ts';
import type { Offered } from './registry.ts';

export type CommandGroup = 'edit' | 'arrange' | 'view' | 'run' | 'file' | 'app';

export interface CommandContext {
  readonly state: AppState;
  readonly actions: Actions;
  /** Calls what another part of the page offers; false where nobody does. */
  readonly call: (name: Offered) => boolean;
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
  /** As in `mod+shift+Z`, see `press.ts`; the first is the one that is shown. */
  readonly keys?: readonly string[];
  /** Heard in the midst of typing, too: its keys mean nothing to a text. */
  readonly typing?: true;
  readonly perform: (context: CommandContext) => void;
  /** Left out: always. */
  readonly enabled?: (state: AppState) => boolean;
}

const someNode = (s: AppState) => s.selection.nodes.length > 0;
const twoNodes = (s: AppState) => s.selection.nodes.length > 1;
const something = (s: AppState) =>
  s.selection.nodes.length + s.selection.edges.length + s.selection.notes.length > 0;
const trainable = (s: AppState) => s.status !== 'empty';

const align = (
  name: string,
  how: Parameters<Actions['align']>[0],
  icon: LucideIcon,
  keys?: readonly string[],
): Command => ({
  name,
  group: 'arrange',
  icon,
  ...(keys ? { keys } : {}),
  enabled: twoNodes,
  perform: ({ actions }) => actions.align(how),
});

export const COMMANDS: readonly Command[] = [
  {
    name: 'undo',
    group: 'edit',
    icon: Undo2,
    keys: ['mod+Z'],
    enabled: (s) => s.canUndo,
    perform: ({ actions }) => actions.undo(),
  },
  {
    name: 'redo',
    group: 'edit',
    icon: Redo2,
    keys: ['mod+shift+Z', 'mod+Y'],
    enabled: (s) => s.canRedo,
    perform: ({ actions }) => actions.redo(),
  },
  {
    name: 'add',
    group: 'edit',
    icon: Plus,
    keys: ['A'],
    perform: ({ call, actions }) => {
      if (!call('add')) actions.openDialog('add');
    },
  },
  {
    name: 'copy',
    group: 'edit',
    icon: Copy,
    keys: ['mod+C'],
    enabled: someNode,
    perform: ({ actions }) => void copyOut(actions, 'copy'),
  },
  {
    name: 'cut',
    group: 'edit',
    icon: Scissors,
    keys: ['mod+X'],
    enabled: someNode,
    perform: ({ actions }) => void copyOut(actions, 'cut'),
  },
  {
    name: 'paste',
    group: 'edit',
    icon: ClipboardPaste,
    keys: ['mod+V'],
    perform: ({ actions, call }) => void pasteIn(actions).then(() => call('reveal')),
  },
  {
    name: 'duplicate',
    group: 'edit',
    icon: CopyPlus,
    keys: ['mod+D'],
    enabled: someNode,
    perform: ({ actions }) => actions.duplicate(),
  },
  {
    name: 'delete',
    group: 'edit',
    icon: Trash2,
    keys: ['Delete', 'Backspace'],
    enabled: something,
    perform: ({ actions }) => actions.removeSelected(),
  },
  {
    name: 'selectAll',
    group: 'edit',
    icon: SquareDashedMousePointer,
    keys: ['mod+A'],
    perform: ({ actions }) => actions.selectAll(),
  },
  {
    name: 'tidy',
    group: 'arrange',
    icon: Network,
    keys: ['L'],
    // Once the canvas has drawn the new places.
    perform: ({ actions, call }) =>
      void actions.tidy().then(() => setTimeout(() => call('fit'), 80)),
  },
  align('alignLeft', 'left', AlignStartVertical, ['alt+shift+ArrowLeft']),
  align('alignCentre', 'centre', AlignCenterVertical),
  align('alignRight', 'right', AlignEndVertical, ['alt+shift+ArrowRight']),
  align('alignTop', 'top', AlignStartHorizontal, ['alt+shift+ArrowUp']),
  align('alignMiddle', 'middle', AlignCenterHorizontal),
  align('alignBottom', 'bottom', AlignEndHorizontal, ['alt+shift+ArrowDown']),
  align('distributeX', 'distribute-x', AlignHorizontalDistributeCenter),
  align('distributeY', 'distribute-y', AlignVerticalDistributeCenter),
  {
    name: 'train',
    group: 'run',
    icon: Play,
    keys: ['T'],
    enabled: trainable,
    perform: ({ state, actions }) =>
      void (state.status === 'training' ? actions.pause() : actions.train()),
  },
  {
    name: 'trainOneStep',
    group: 'run',
    icon: Repeat1,
    keys: ['N'],
    enabled: trainable,
    perform: ({ actions }) => void actions.trainOneStep(),
  },
  {
    name: 'stepForward',
    group: 'run',
    icon: StepForward,
    keys: ['.'],
    enabled: trainable,
    perform: ({ actions }) => void actions.stepForward(),
  },
  {
    name: 'stepBack',
    group: 'run',
    icon: StepBack,
    keys: [','],
    enabled: (s) => s.cursor?.canGoBack === true,
    perform: ({ actions }) => void actions.stepBack(),
  },
  {
    name: 'leaveStepping',
    group: 'run',
    icon: X,
    keys: ['/'],
    enabled: (s) => s.cursor !== undefined,
    perform: ({ actions }) => void actions.leaveStepping(),
  },
  {
    name: 'reset',
    group: 'run',
    icon: RotateCcw,
    keys: ['shift+R'],
    enabled: trainable,
    perform: ({ actions }) => void actions.reset(),
  },
  {
    name: 'fit',
    group: 'view',
    icon: Maximize,
    keys: ['F'],
    perform: ({ call }) => void call('fit'),
  },
  {
    name: 'zoomIn',
    group: 'view',
    icon: ZoomIn,
    keys: ['+', '='],
    perform: ({ call }) => void call('zoomIn'),
  },
  {
    name: 'zoomOut',
    group: 'view',
    icon: ZoomOut,
    keys: ['-'],
    perform: ({ call }) => void call('zoomOut'),
  },
  {
    name: 'minimap',
    group: 'view',
    icon: MapIcon,
    keys: ['M'],
    perform: ({ actions }) => actions.togglePanel('minimap'),
  },
  {
    name: 'map',
    group: 'view',
    icon: ChartScatter,
    keys: ['D'],
    perform: ({ actions }) => actions.togglePanel('map'),
  },
  {
    name: 'newProject',
    group: 'file',
    icon: FilePlus2,
    perform: ({ actions }) => void actions.newProject(),
  },
  {
    name: 'projects',
    group: 'file',
    icon: FolderOpen,
    keys: ['mod+O'],
    typing: true,
    perform: ({ actions }) => actions.openDialog('projects'),
  },
  {
    name: 'samples',
    group: 'file',
    icon: LayoutGrid,
    keys: ['mod+shift+O'],
    typing: true,
    perform: ({ actions }) => actions.openDialog('samples'),
  },
  {
    name: 'save',
    group: 'file',
    icon: Save,
    keys: ['mod+S'],
    typing: true,
    perform: ({ actions }) => void actions.saveNow(),
  },
  {
    name: 'import',
    group: 'file',
    icon: Upload,
    keys: ['mod+I'],
    typing: true,
    perform: ({ chooseFile }) => chooseFile(),
  },
  {
    name: 'exportJson',
    group: 'file',
    icon: Download,
    keys: ['mod+E'],
    typing: true,
    perform: ({ download }) => download('document'),
  },
  {
    name: 'exportWeights',
    group: 'file',
    icon: FileDown,
    keys: ['mod+shift+E'],
    typing: true,
    perform: ({ download }) => download('weights'),
  },
  {
    name: 'exportTraining',
    group: 'file',
    icon: FileClock,
    perform: ({ download }) => download('training'),
  },
  {
    name: 'exportTorch',
    group: 'file',
    icon: FileArchive,
    enabled: (s) => Object.keys(s.document.nodes).length > 0,
    perform: ({ downloadTorch }) => downloadTorch(),
  },
  {
    name: 'theme',
    group: 'app',
    icon: SunMoon,
    // What is seen counts: `auto` may be either.
    perform: ({ actions }) => {
      const { mantineColorScheme } = document.documentElement.dataset;
      actions.setTheme(mantineColorScheme === 'dark' ? 'light' : 'dark');
    },
  },
  {
    name: 'language',
    group: 'app',
    icon: Languages,
    perform: ({ state, actions }) => actions.setLanguage(state.language === 'en' ? 'zh' : 'en'),
  },
  {
    name: 'find',
    group: 'app',
    icon: Search,
    keys: ['mod+K'],
    typing: true,
    perform: ({ find }) => find(),
  },
  {
    name: 'shortcuts',
    group: 'app',
    icon: Keyboard,
    keys: ['?'],
    perform: ({ actions }) => actions.openDialog('shortcuts'),
  },
];

export const commandNamed = (name: string): Command | undefined =>
  COMMANDS.find((c) => c.name === name);

const MAC_SIGNS: Readonly<Record<string, string>> = { mod: '⌘', shift: '⇧', alt: '⌥' };
const KEY_NAMES: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  shift: 'Shift',
  alt: 'Alt',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Delete: 'Del',
};

/** `mod+shift+Z` as the keys of a keyboard: Ctrl, Shift, Z. */
export function keyCaps(keys: string, mac: boolean): readonly string[] {
  const { key } = shortcutOf(keys);
  return [
    ...keys
      .slice(0, keys.length - key.length)
      .split('+')
      .slice(0, -1),
    key,
  ].map((k) => (mac ? MAC_SIGNS[k] : undefined) ?? KEY_NAMES[k] ?? k);
}
