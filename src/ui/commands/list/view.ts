/** What is seen of the network. */
import {
  ChartScatter,
  Map as MapIcon,
  Maximize,
  Presentation,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import type { Command } from '../command.ts';

export const VIEW: readonly Command[] = [
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
    name: 'lecture',
    group: 'view',
    icon: Presentation,
    keys: ['F9'],
    perform: ({ state, actions }) => actions.setLecture(!state.lecture),
  },
];
