/** A command in the sheet: its name and its keys, as a button that records another. */
import { ActionIcon, Button, Tooltip, UnstyledButton } from '@mantine/core';
import { RotateCcw } from 'lucide-react';
import { Fragment, type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../kit/store.tsx';
import { keyLine } from './caps.ts';
import type { Command } from './command.ts';
import classes from './commands.module.css';
import { Keys } from './Keys.tsx';
import { isChanged, keymap } from './keymap.ts';
import { isMac, useCommandTitle } from './keys.ts';
import { isCharacter } from './press.ts';
import type { Recorder } from './useRecorder.ts';

/** `=` is where many keyboards have `+`: not worth a line. */
const shown = (keys: readonly string[]) =>
  keys.includes('+') ? keys.filter((k) => k !== '=') : keys;

function Caps({ list }: { list: readonly string[] }) {
  const { t } = useTranslation();
  const single = useApp((s) => s.singleKeys);
  return list.map((keys, i) => (
    <Fragment key={keys}>
      {i > 0 && t('commands.or')}
      <span data-off={(!single && isCharacter(keys)) || undefined}>
        <Keys keys={keys} />
      </span>
    </Fragment>
  ));
}

export function KeyRow({ command, recorder }: { command: Command; recorder: Recorder }) {
  const { t } = useTranslation();
  const title = useCommandTitle()(command);
  const changes = useApp((s) => s.shortcuts);
  const field = useRef<HTMLButtonElement>(null);
  const list = shown(keymap(changes).of(command.name));
  const { asked } = recorder;
  const mine = asked?.command === command.name ? asked : undefined;
  const recording = mine !== undefined && !mine.wanted;
  const line = (keys: readonly string[]) =>
    keys.map((k) => keyLine(k, isMac())).join(` ${t('commands.or')} `) || t('shortcuts.noKey');

  if (command.fixed)
    return (
      <div className={classes.row}>
        <dt>{title}</dt>
        <dd>
          <Tooltip label={t('shortcuts.fixed')}>
            <span className={classes.fixed}>
              <Caps list={list} />
            </span>
          </Tooltip>
        </dd>
      </div>
    );
  return (
    <div className={classes.row}>
      <dt>{title}</dt>
      <dd>
        {isChanged(changes, command) && (
          <Tooltip label={t('shortcuts.reset', { title, keys: line(shown(command.keys ?? [])) })}>
            <ActionIcon
              size="sm"
              aria-label={t('shortcuts.reset', { title, keys: line(shown(command.keys ?? [])) })}
              onClick={() => {
                recorder.reset(command);
                // This button goes once the keys are the list's own.
                field.current?.focus();
              }}
            >
              <RotateCcw size={13} />
            </ActionIcon>
          </Tooltip>
        )}
        <UnstyledButton
          ref={field}
          className={classes.change}
          data-recording={recording || undefined}
          aria-label={
            recording
              ? t('shortcuts.pressFor', { title })
              : t('shortcuts.keyOf', { title, keys: line(list) })
          }
          onClick={() => recorder.record(command)}
          onKeyDown={(event: KeyboardEvent) => {
            if (!recording) return;
            // Whoever goes on has not asked for a key.
            if (event.key === 'Tab') recorder.cancel();
            else recorder.hear(command, event);
          }}
          onKeyUp={(event: KeyboardEvent) => {
            if (recording) event.preventDefault();
          }}
          onBlur={() => {
            if (recording) recorder.cancel();
          }}
        >
          {recording ? (
            t('shortcuts.press')
          ) : list.length > 0 ? (
            <Caps list={list} />
          ) : (
            t('shortcuts.noKey')
          )}
        </UnstyledButton>
        {command.walking && (
          <Tooltip label={t('commands.walking')}>
            <span className={classes.fixed}>
              <Caps list={command.walking} />
            </span>
          </Tooltip>
        )}
      </dd>
      {recording && recorder.told && <p className={classes.told}>{recorder.told}</p>}
      {mine?.wanted && (
        <Conflict
          told={recorder.told}
          onTake={() => {
            recorder.takeOver(command);
            field.current?.focus();
          }}
          onLeave={() => {
            recorder.cancel();
            field.current?.focus();
          }}
        />
      )}
    </div>
  );
}

function Conflict(props: { told: string; onTake: () => void; onLeave: () => void }) {
  const { t } = useTranslation();
  const take = useRef<HTMLButtonElement>(null);
  useEffect(() => take.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears keys of its buttons.
    <div
      className={classes.told}
      onKeyDown={(event) => {
        // The key that was recorded is still held.
        if (event.repeat) event.preventDefault();
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        props.onLeave();
      }}
    >
      <span>{props.told}</span>
      <Button ref={take} size="compact-xs" onClick={props.onTake}>
        {t('shortcuts.takeOver')}
      </Button>
      <Button size="compact-xs" variant="default" onClick={props.onLeave}>
        {t('shortcuts.leaveIt')}
      </Button>
    </div>
  );
}
