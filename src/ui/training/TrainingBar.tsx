/** The training bar: run, walk through a step, how far it is and how well it does, run settings. */
import { ActionIcon, Popover, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Settings2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../kit/store.tsx';
import { StepButtons } from '../stepping/StepButtons.tsx';
import { Controls } from './Controls.tsx';
import { Figures } from './Figures.tsx';
import { Pacing } from './Pacing.tsx';
import { RunSettings } from './RunSettings.tsx';
import classes from './training.module.css';

/** Below this (960 px at the usual size of text) words leave no room for the settings. */
const TIGHT = '(max-width: 60em)';
/** Below this (1200 px) how the run is told to train is not written out. */
const FULL = '(max-width: 75em)';

export function TrainingBar({ narrow = false }: { narrow?: boolean }) {
  const tight = useMediaQuery(TIGHT, globalThis.matchMedia?.(TIGHT).matches ?? false);
  const full = useMediaQuery(FULL, globalThis.matchMedia?.(FULL).matches ?? false);
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
        <Controls brief={narrow || tight} pacing={narrow ? undefined : full ? 'brief' : 'whole'} />
      </div>
      <span className={classes.rule} />
      <div className={classes.group}>
        <StepButtons brief={narrow || tight} narrow={narrow} />
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
              <Pacing brief={false} />
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
