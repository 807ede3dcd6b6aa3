/**
 * A button of a bar that does what a command does: it has the command's picture and tells its key. One
 * that cannot be pressed stays focusable and says why: with `aria-disabled` the keyboard does not lose
 * its place when Train turns off under the finger.
 */
import { Button, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './commands.module.css';
import { commandNamed } from './commands.ts';
import { useShortcut } from './useShortcut.ts';

/** A command has one picture, here and in the list of commands. */
function Icon({ of, size }: { of: string; size: number }) {
  const Picture = commandNamed(of)?.icon;
  return Picture && <Picture size={size} />;
}

export function CommandButton(props: {
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
  /** To be seen from afar. */
  large?: boolean;
  className?: string | undefined;
  onPress: () => void;
}) {
  const { t } = useTranslation();
  const { keys, after, aria } = useShortcut(props.of);
  const icon = props.icon ?? <Icon of={props.of} size={props.large ? 28 : 15} />;
  const off = props.why !== undefined;
  const words = props.hint ?? (props.iconOnly || keys ? props.label : undefined);
  const told = props.why ? t(props.why) : words && after(words);
  return (
    <Tooltip label={told} disabled={told === undefined}>
      <Button
        size={props.large ? 'xl' : 'xs'}
        className={[classes.button, props.className].filter(Boolean).join(' ')}
        variant={props.primary ? 'filled' : 'default'}
        aria-label={props.name ?? props.label}
        aria-keyshortcuts={aria}
        aria-disabled={off}
        data-disabled={off || undefined}
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
