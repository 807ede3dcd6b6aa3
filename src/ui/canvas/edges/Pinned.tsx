/** The charts of pinned wires, one under the other; at most eight, the store sees to that. */
import { ActionIcon } from '@mantine/core';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { over } from '../../kit/over.ts';
import { useActions, useApp } from '../../kit/store.tsx';
import { EdgeChart } from '../../plot/EdgeChart.tsx';
import classes from './charts.module.css';

export function Pinned() {
  const { t } = useTranslation();
  const actions = useActions();
  const pinned = useApp((s) => s.pinnedEdges);
  if (pinned.length === 0) return null;
  return (
    <section
      {...over}
      className={`${classes.pinned} nowheel nopan nodrag`}
      aria-label={t('edges.pinned')}
    >
      {pinned.map((edge) => (
        <section key={edge} className={classes.pin}>
          <EdgeChart
            edge={edge}
            aside={
              <ActionIcon
                size={22}
                aria-label={t('edges.unpin')}
                onClick={() => actions.pinEdge(edge, false)}
              >
                <X size={14} />
              </ActionIcon>
            }
          />
        </section>
      ))}
    </section>
  );
}
