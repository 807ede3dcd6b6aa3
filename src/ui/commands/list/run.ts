/** Training and stepping. */
import {
  CheckCheck,
  ChevronFirst,
  ChevronLast,
  CirclePlay,
  CornerUpLeft,
  FastForward,
  Play,
  Repeat1,
  Rewind,
  RotateCcw,
  Sigma,
  SkipForward,
  StepBack,
  StepForward,
  TestTubeDiagonal,
} from 'lucide-react';
import type { AppState } from '../../../state/app.ts';
import { firstStart } from '../../paths/starts.ts';
import type { Command } from '../command.ts';

const walking = (s: AppState) => s.cursor !== undefined;
const trainable = (s: AppState) => s.status !== 'empty';

const recorded = ({ timeline }: AppState) =>
  timeline !== undefined && (timeline.visits ?? timeline.last) > timeline.first;

/** Of the one node or wire that is selected. */
function startIn(state: AppState) {
  const { nodes, edges } = state.selection;
  const [node] = nodes;
  const [edge] = edges;
  if (nodes.length + edges.length !== 1) return undefined;
  return firstStart(node === undefined ? { edge: edge ?? '' } : { node }, state);
}

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
    walking: ['ArrowRight', 'Space'],
    enabled: trainable,
    perform: ({ actions }) => void actions.stepForward(),
  },
  {
    name: 'stepBack',
    group: 'run',
    icon: StepBack,
    keys: [','],
    walking: ['ArrowLeft'],
    enabled: (s) => s.cursor?.canGoBack === true,
    perform: ({ actions }) => void actions.stepBack(),
  },
  {
    name: 'firstMove',
    group: 'run',
    icon: ChevronFirst,
    walking: ['Home'],
    enabled: walking,
    perform: ({ actions }) => void actions.goToMove(1),
  },
  {
    name: 'lastMove',
    group: 'run',
    icon: ChevronLast,
    walking: ['End'],
    enabled: walking,
    perform: ({ state, actions }) => void actions.goToMove(state.cursor?.total ?? 0),
  },
  {
    name: 'play',
    group: 'run',
    icon: CirclePlay,
    keys: ['P'],
    enabled: trainable,
    perform: ({ state, actions }) => void actions.play(!state.playing),
  },
  {
    name: 'leaveStepping',
    group: 'run',
    icon: CheckCheck,
    keys: ['/'],
    enabled: walking,
    perform: ({ actions }) => void actions.leaveStepping('finish'),
  },
  {
    name: 'takeStepBack',
    group: 'run',
    icon: CornerUpLeft,
    keys: ['X'],
    enabled: walking,
    perform: ({ actions }) => void actions.leaveStepping('takeBack'),
  },
  {
    name: 'checkGradients',
    group: 'run',
    icon: TestTubeDiagonal,
    keys: ['G'],
    enabled: trainable,
    perform: ({ state, actions }) =>
      state.checked?.running ? actions.stopCheck() : void actions.checkGradients(),
  },
  {
    name: 'sumPaths',
    group: 'run',
    icon: Sigma,
    enabled: (state) => startIn(state) !== undefined,
    perform: ({ state, actions }) => {
      const start = startIn(state);
      if (start) void actions.sumPaths(start);
    },
  },
  {
    name: 'momentBack',
    group: 'run',
    icon: Rewind,
    keys: ['shift+ArrowLeft'],
    enabled: recorded,
    perform: ({ actions }) => actions.visitBy(-1),
  },
  {
    name: 'momentOn',
    group: 'run',
    icon: FastForward,
    keys: ['shift+ArrowRight'],
    enabled: ({ timeline }) => timeline?.visits !== undefined,
    perform: ({ actions }) => actions.visitBy(1),
  },
  {
    name: 'toEnd',
    group: 'run',
    icon: SkipForward,
    keys: ['mod+End'],
    enabled: ({ timeline }) => timeline?.visits !== undefined,
    perform: ({ actions }) => actions.visit(Number.POSITIVE_INFINITY),
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
