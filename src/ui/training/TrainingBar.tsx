/** The training bar: run, walk through a step, how far it is and how well it does, run settings. */
import { ActionIcon, Popover, Tooltip } from '@mantine/core';
import { Settings2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../kit/store.tsx';
import { StepButtons } from '../stepping/StepButtons.tsx';
import { Controls } from './Controls.tsx';
import { Figures } from './Figures.tsx';
import { RunSettings } from './RunSettings.tsx';
import classes from './training.module.css';

export function TrainingBar({ narrow = false }: { narrow?: boolean }) {
  const { t } = useTranslation();
  const stepping = useApp((s) => s.cursor !== undefined);
  return (
    <section
      className={classes.bar}
      aria-label={t('training.bar')}
      data-narrow={narrow || undefined}
      data-stepping={stepping || undefined}
    >
      <div className={classes.group}>
        <Controls brief={narrow} />
      </div>
      <span className={classes.rule} />
      <div className={classes.group}>
        <StepButtons brief={narrow} />
      </div>
      <span className={classes.space} />
      {narrow && <Figures brief />}
      {narrow ? (
        <Popover position="bottom-end" shadow="md" width={280} trapFocus>
          <Popover.Target>
            <Tooltip label={t('training.settings')}>
              <ActionIcon size="lg" aria-label={t('training.settings')}>
                <Settings2 size={17} />
              </ActionIcon>
            </Tooltip>
          </Popover.Target>
          <Popover.Dropdown>
            <div className={classes.stack}>
              <RunSettings />
            </div>
          </Popover.Dropdown>
        </Popover>
      ) : (
        <div className={classes.settings}>
          <RunSettings />
        </div>
      )}
    </section>
  );
}
