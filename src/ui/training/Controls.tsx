/** The buttons of the run. */
import { Pause } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { cannotRun } from '../../state/runnable.ts';
import { CommandButton } from '../commands/CommandButton.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import { Pacing } from './Pacing.tsx';

interface Props {
  readonly brief: boolean;
  /** How the pace is told beside Train; absent: elsewhere. */
  readonly pacing: 'brief' | 'whole' | undefined;
}

export function Controls({ brief, pacing }: Props) {
  const { t } = useTranslation();
  const cannot = useApp(cannotRun);
  const training = useApp((s) => s.status === 'training');
  const visiting = useApp((s) => s.timeline?.visits !== undefined);
  const { train, pause, trainOneStep, reset } = useActions();
  return (
    <>
      <CommandButton
        label={t('training.train')}
        of="train"
        why={training ? 'training.why.training' : cannot}
        {...(visiting && { hint: t('training.continueWhy') })}
        primary
        iconOnly={brief}
        onPress={() => void train()}
      />
      {pacing && <Pacing brief={pacing === 'brief'} />}
      <CommandButton
        label={t('training.pause')}
        of="train"
        icon={<Pause size={15} />}
        why={training ? undefined : 'training.why.resting'}
        iconOnly={brief}
        onPress={() => void pause()}
      />
      <CommandButton
        label={t('training.step')}
        of="trainOneStep"
        why={training ? 'training.why.training' : cannot}
        hint={t('training.stepWhy')}
        iconOnly={brief}
        onPress={() => void trainOneStep()}
      />
      <CommandButton
        label={t('training.reset')}
        of="reset"
        why={cannot}
        hint={t('training.resetWhy')}
        iconOnly={brief}
        onPress={() => void reset()}
      />
    </>
  );
}
