/** Zoom, fit, tidy and the minimap, in the canvas's corner. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { useStore } from '@xyflow/react';
import { Maximize, Minus, Mouse, Network, PictureInPicture2, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcut } from '../commands/useShortcut.ts';
import { useOffers } from '../kit/offers.ts';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './canvas.module.css';

function Tool(props: {
  label: string;
  /** The command that does the same, for its key. */
  of?: string;
  pressed?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  const { after, aria } = useShortcut(props.of ?? '');
  return (
    <Tooltip label={after(props.label)}>
      <ActionIcon
        size={28}
        aria-label={props.label}
        aria-keyshortcuts={aria}
        aria-pressed={props.pressed}
        variant={props.pressed ? 'light' : 'subtle'}
        onClick={props.onClick}
      >
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}

export function Toolbar() {
  const { t } = useTranslation();
  const actions = useActions();
  const offers = useOffers();
  const minimap = useApp((s) => s.panels.minimap);
  const wheel = useApp((s) => s.wheel);
  const zoom = useStore((s) => Math.round(s.transform[2] * 100));
  return (
    <div className={classes.toolbar} role="toolbar" aria-label={t('canvas.view')}>
      <Tool of="zoomOut" label={t('canvas.zoomOut')} onClick={() => offers.call('zoomOut')}>
        <Minus size={16} />
      </Tool>
      <span className={classes.zoom}>{zoom}%</span>
      <Tool of="zoomIn" label={t('canvas.zoomIn')} onClick={() => offers.call('zoomIn')}>
        <Plus size={16} />
      </Tool>
      <Tool of="fit" label={t('canvas.fit')} onClick={() => offers.call('fit')}>
        <Maximize size={16} />
      </Tool>
      <Tool of="tidy" label={t('canvas.tidy')} onClick={() => void actions.tidy()}>
        <Network size={16} />
      </Tool>
      <Tool
        label={t('canvas.wheelZooms')}
        pressed={wheel === 'zoom'}
        onClick={() => actions.setWheel(wheel === 'zoom' ? 'pan' : 'zoom')}
      >
        <Mouse size={16} />
      </Tool>
      <Tool
        of="minimap"
        label={t('canvas.minimap')}
        pressed={minimap}
        onClick={() => actions.togglePanel('minimap')}
      >
        <PictureInPicture2 size={16} />
      </Tool>
    </div>
  );
}
