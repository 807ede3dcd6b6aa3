/** Training and stepping. */
import { Play, Repeat1, RotateCcw, StepBack, StepForward, X } from 'lucide-react';
import type { AppState } from '../../../state/app.ts';
import type { Command } from '../command.ts';

const trainable = (s: AppState) => s.status !== 'empty';

export const RUN: readonly Command[] = [
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
];
