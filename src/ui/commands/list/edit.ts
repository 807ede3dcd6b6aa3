/** What changes the network, and the selection. */
import {
  ClipboardPaste,
  Copy,
  CopyPlus,
  Plus,
  Redo2,
  Scissors,
  SquareDashedMousePointer,
  Trash2,
  Undo2,
  Waypoints,
  Workflow,
} from 'lucide-react';
import type { AppState } from '../../../state/app.ts';
import { copyOut, pasteIn } from '../clipboard.ts';
import type { Command } from '../command.ts';

const someNode = (s: AppState) => s.selection.nodes.length > 0;
const something = (s: AppState) =>
  s.selection.nodes.length + s.selection.edges.length + s.selection.notes.length > 0;

export const EDIT: readonly Command[] = [
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
    perform: ({ ask }) => ask('add'),
  },
  {
    name: 'wire',
    group: 'edit',
    icon: Workflow,
    keys: ['C'],
    perform: ({ call }) => void call('wire'),
  },
  {
    name: 'walk',
    group: 'edit',
    icon: Waypoints,
    keys: ['W'],
    perform: ({ call }) => void call('walk'),
  },
  {
    name: 'copy',
    group: 'edit',
    icon: Copy,
    keys: ['mod+C'],
    fixed: true,
    enabled: someNode,
    perform: ({ actions }) => void copyOut(actions, 'copy'),
  },
  {
    name: 'cut',
    group: 'edit',
    icon: Scissors,
    keys: ['mod+X'],
    fixed: true,
    enabled: someNode,
    perform: ({ actions }) => void copyOut(actions, 'cut'),
  },
  {
    name: 'paste',
    group: 'edit',
    icon: ClipboardPaste,
    keys: ['mod+V'],
    fixed: true,
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
];
