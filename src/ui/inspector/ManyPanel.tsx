/** Several things selected: how many, and how to line them up. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Selection } from '../../state/app.ts';
import { useActions } from '../kit/store.tsx';
import classes from './inspector.module.css';

/** Ways to line things up, with how many things they need. */
const WAYS = [
  ['left', AlignStartVertical],
  ['centre', AlignCenterVertical],
  ['right', AlignEndVertical],
  ['top', AlignStartHorizontal],
  ['middle', AlignCenterHorizontal],
  ['bottom', AlignEndHorizontal],
  ['distribute-x', AlignHorizontalDistributeCenter, 3],
  ['distribute-y', AlignVerticalDistributeCenter, 3],
] as const;

export function ManyPanel({ selection }: { readonly selection: Selection }) {
  const { t } = useTranslation();
  const { align, duplicate, removeSelected } = useActions();
  const { nodes, edges, notes } = selection;
  const movable = nodes.length + notes.length;
  const parts = [
    nodes.length && t('inspector.nodes', { count: nodes.length }),
    edges.length && t('inspector.edges', { count: edges.length }),
    notes.length && t('inspector.notes', { count: notes.length }),
  ].filter(Boolean);
  return (
    <div className={classes.panel}>
      <header className={classes.header}>
        <h2 className={classes.heading}>
          {t('inspector.selected', { count: movable + edges.length })}
        </h2>
        <p className={classes.kind}>{parts.join(' · ')}</p>
      </header>
      {movable > 1 && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields
        <div className={classes.ways} role="group" aria-label={t('inspector.align')}>
          {WAYS.map(([way, Icon, least = 2]) => {
            const label = t(`inspector.align.${way}`);
            return (
              <Tooltip key={way} label={label}>
                <ActionIcon
                  variant="default"
                  size="lg"
                  aria-label={label}
                  disabled={movable < least}
                  onClick={() => align(way)}
                >
                  <Icon size={17} aria-hidden="true" />
                </ActionIcon>
              </Tooltip>
            );
          })}
        </div>
      )}
      <div className={classes.row}>
        {nodes.length > 0 && (
          <Button size="xs" variant="default" onClick={duplicate}>
            {t('inspector.duplicate')}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={removeSelected}>
          {t('inspector.delete')}
        </Button>
      </div>
    </div>
  );
}
