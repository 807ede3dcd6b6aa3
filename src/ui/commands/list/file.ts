/** Projects, and what is read and written. */
import {
  Download,
  FileArchive,
  FileClock,
  FileDown,
  FilePlus2,
  FolderOpen,
  LayoutGrid,
  Save,
  Upload,
} from 'lucide-react';
import type { Command } from '../command.ts';

export const FILE: readonly Command[] = [
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
];
