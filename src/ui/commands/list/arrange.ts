/** Where nodes lie. */
import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
  type LucideIcon,
  Network,
} from 'lucide-react';
import type { Actions, AppState } from '../../../state/app.ts';
import type { Command } from '../command.ts';

const twoNodes = (s: AppState) => s.selection.nodes.length > 1;

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

export const ARRANGE: readonly Command[] = [
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
];
