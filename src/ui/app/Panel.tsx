/** A side panel: its name, a button that folds it away, its content behind an error boundary. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { PanelLeftClose, PanelLeftOpen, PanelRightClose, PanelRightOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Boundary } from '../kit/Boundary.tsx';
import { over } from '../kit/over.ts';
import { useActions } from '../kit/store.tsx';
import classes from './App.module.css';

type Side = 'left' | 'right';

export function SidePanel(props: {
  name: string;
  panel: 'palette' | 'inspector';
  side: Side;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const { togglePanel } = useActions();
  const label = t('app.hide', { panel: props.name });
  const Icon = props.side === 'left' ? PanelLeftClose : PanelRightClose;
  return (
    <section className={classes.panel} aria-label={props.name}>
      <h2 className={classes.panelHead}>
        {props.name}
        <Tooltip label={label}>
          <ActionIcon size="sm" aria-label={label} onClick={() => togglePanel(props.panel, false)}>
            <Icon size={15} />
          </ActionIcon>
        </Tooltip>
      </h2>
      <div className={classes.panelBody}>
        <Boundary>{props.children}</Boundary>
      </div>
    </section>
  );
}

/** Stands at the canvas's edge, or on the panel's rail, while the panel is folded away. */
export function ShowPanel(props: {
  name: string;
  panel: 'palette' | 'inspector';
  side: Side;
  className?: string | undefined;
}) {
  const { t } = useTranslation();
  const { togglePanel } = useActions();
  const label = t('app.show', { panel: props.name });
  const Icon = props.side === 'left' ? PanelLeftOpen : PanelRightOpen;
  return (
    <Tooltip label={label} position={props.side === 'left' ? 'right' : 'left'}>
      <ActionIcon
        {...over}
        className={props.className}
        aria-label={label}
        onClick={() => togglePanel(props.panel, true)}
      >
        <Icon size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
