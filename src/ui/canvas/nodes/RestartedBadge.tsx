/** Says that an edit made some of a node's weights start anew while others were kept. */
import { Tooltip } from '@mantine/core';
import { Sprout } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import classes from './nodes.module.css';
import { useRestarted } from './reading.ts';

export function RestartedBadge({ node }: { node: string }) {
  const { t } = useTranslation();
  if (!useRestarted(node)) return null;
  const words = t('nodes.restarted');
  return (
    <Tooltip label={words} openDelay={100}>
      <span className={classes.restarted} role="img" aria-label={words}>
        <Sprout size={14} aria-hidden />
      </span>
    </Tooltip>
  );
}
