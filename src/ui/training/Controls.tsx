/**
 * The buttons of the run. One that cannot be pressed stays focusable and says why: with
 * `aria-disabled` the keyboard does not lose its place when Train turns off under the finger.
 */

import { Button, Tooltip } from '@mantine/core';
import { Pause, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { countOf } from '../../base/count.ts';
import { hasErrors } from '../../base/issue.ts';
import type { AppState } from '../../state/app.ts';
import { noWorker } from '../../state/running.ts';
import { commandNamed } from '../commands/commands.ts';
import { useShortcut } from '../commands/useShortcut.ts';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './training.module.css';

/** Key of the words that say why the network cannot run, or nothing. */
export const cannotRun = (s: AppState): string | undefined => {
  if (noWorker(s.issues)) return undefined;
  if (hasErrors(s.issues)) return 'training.why.problems';
  if (countOf(s.document.nodes) === 0) return 'training.why.empty';
  if (!s.compiled) return 'training.why.compiling';
  return s.status === 'empty' ? 'training.why.problems' : undefined;
};

/** A command has one picture, here and in the list of commands. */
function Icon({ of }: { of: string }) {
  const Picture = commandNamed(of)?.icon;
  return Picture && <Picture size={15} />;
}

function BarButton(props: {
  label: string;
  /** The command that does the same, for its key and its picture. */
  of: string;
  /** The accessible name where the label alone could be another button's; it begins with it. */
  name?: string;
  /** Its own picture, where the command's would be another button's. */
  icon?: ReactNode;
  /** Why it cannot be pressed now: a key. */
  why: string | undefined;
  /** What it does, where its name does not tell. */
  hint?: string;
  primary?: boolean;
  /** Only the icon is shown; the name is still there for those who listen. */
  iconOnly?: boolean;
  onPress: () => void;
}) {
  const { t } = useTranslation();
  const { keys, after, aria } = useShortcut(props.of);
  const icon = props.icon ?? <Icon of={props.of} />;
  const off = props.why !== undefined;
  const words = props.hint ?? (props.iconOnly || keys ? props.label : undefined);
  const told = props.why ? t(props.why) : words && after(words);
  return (
    <Tooltip label={told} disabled={told === undefined}>
      <Button
        size="xs"
        className={classes.button}
        variant={props.primary ? 'filled' : 'default'}
        aria-label={props.name ?? props.label}
        aria-keyshortcuts={aria}
        aria-disabled={off}
        data-disabled={off || undefined}
        data-icon-only={props.iconOnly || undefined}
        leftSection={props.iconOnly ? undefined : icon}
        onClick={(event) => {
          if (off) event.preventDefault();
          else props.onPress();
        }}
      >
        {props.iconOnly ? icon : props.label}
      </Button>
    </Tooltip>
  );
}

export function Controls({ brief }: { brief: boolean }) {
  const { t } = useTranslation();
  const cannot = useApp(cannotRun);
  const training = useApp((s) => s.status === 'training');
  const { train, pause, trainOneStep, reset } = useActions();
  return (
    <>
      <BarButton
        label={t('training.train')}
        of="train"
        why={training ? 'training.why.training' : cannot}
        primary
        iconOnly={brief}
        onPress={() => void train()}
      />
      <BarButton
        label={t('training.pause')}
        of="train"
        icon={<Pause size={15} />}
        why={training ? undefined : 'training.why.resting'}
        iconOnly={brief}
        onPress={() => void pause()}
      />
      <BarButton
        label={t('training.step')}
        name={t('training.stepName')}
        of="trainOneStep"
        why={training ? 'training.why.training' : cannot}
        hint={t('training.stepWhy')}
        iconOnly={brief}
        onPress={() => void trainOneStep()}
      />
      <BarButton
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

export function SteppingControls({ brief }: { brief: boolean }) {
  const { t } = useTranslation();
  const cannot = useApp(cannotRun);
  const cursor = useApp((s) => s.cursor);
  const { stepForward, stepBack } = useActions();
  return (
    <>
      <BarButton
        label={t('training.stepBack')}
        of="stepBack"
        why={cannot ?? (cursor?.canGoBack ? undefined : 'training.why.atStart')}
        iconOnly
        onPress={() => void stepBack()}
      />
      <BarButton
        label={t('training.stepForward')}
        of="stepForward"
        why={cannot}
        hint={t('training.stepForwardWhy')}
        iconOnly={brief}
        onPress={() => void stepForward()}
      />
      {cursor && (
        <span className={classes.cursor}>
          {brief ? (
            <Leave />
          ) : (
            <span data-phase={cursor.move?.phase}>
              {t('training.move', {
                phase: t(cursor.move ? `training.phase.${cursor.move.phase}` : 'training.start'),
                done: cursor.done,
                total: cursor.total,
              })}
            </span>
          )}
        </span>
      )}
    </>
  );
}

/** On a wide page the inspector offers this beside the step. */
function Leave() {
  const { t } = useTranslation();
  const { leaveStepping } = useActions();
  return (
    <button
      type="button"
      className={classes.leave}
      aria-label={t('training.leave')}
      onClick={() => void leaveStepping()}
    >
      <X size={14} />
    </button>
  );
}
