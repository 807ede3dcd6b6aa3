/** The buttons that walk through a step: back, on, by itself, and how far and how fast that goes. */
import { Button, Menu, Tooltip } from '@mantine/core';
import { ChevronDown, CirclePause } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { STRIDES } from '../../compile/strides.ts';
import { PLAY_RATES } from '../../state/app.ts';
import { cannotRun } from '../../state/runnable.ts';
import { CommandButton } from '../commands/CommandButton.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import { Leave } from './Leave.tsx';
import classes from './stepping.module.css';

export function BackButton({ large = false }: { large?: boolean }) {
  const { t } = useTranslation();
  const cannot = useApp(cannotRun);
  const stride = useApp((s) => s.stride);
  const canGoBack = useApp((s) => s.cursor?.canGoBack === true);
  const { stepBack } = useActions();
  return (
    <CommandButton
      label={t(`stepping.back.${stride}`)}
      of="stepBack"
      why={cannot ?? (canGoBack ? undefined : 'stepping.atStart')}
      iconOnly
      large={large}
      onPress={() => void stepBack()}
    />
  );
}

export function NextButton(props: { brief: boolean; large?: boolean }) {
  const { t } = useTranslation();
  const cannot = useApp(cannotRun);
  const stride = useApp((s) => s.stride);
  const { stepForward } = useActions();
  return (
    <CommandButton
      label={t(`stepping.next.${stride}`)}
      of="stepForward"
      why={cannot}
      hint={props.brief ? t(`stepping.next.${stride}`) : t('stepping.nextWhy')}
      iconOnly={props.brief}
      large={props.large ?? false}
      onPress={() => void stepForward()}
    />
  );
}

export function PlayButton({ large = false }: { large?: boolean }) {
  const { t } = useTranslation();
  const cannot = useApp(cannotRun);
  const playing = useApp((s) => s.playing);
  const { play } = useActions();
  return (
    <CommandButton
      label={t(playing ? 'stepping.hold' : 'stepping.play')}
      of="play"
      {...(playing && { icon: <CirclePause size={large ? 28 : 15} /> })}
      why={cannot}
      iconOnly
      large={large}
      onPress={() => void play(!playing)}
    />
  );
}

/** How far a press goes, and how fast it plays: chosen once, kept with the view. */
export function Strides({ large = false }: { large?: boolean }) {
  const { t } = useTranslation();
  const stride = useApp((s) => s.stride);
  const playRate = useApp((s) => s.playRate);
  const predict = useApp((s) => s.predict);
  const { setStride, setPlayRate, setPredict } = useActions();
  return (
    <Menu position="bottom-start" shadow="md" closeOnItemClick={false}>
      <Menu.Target>
        <Tooltip label={t('stepping.how')}>
          <Button
            size={large ? 'xl' : 'xs'}
            className={classes.how}
            variant="default"
            aria-label={t('stepping.how')}
          >
            <ChevronDown size={large ? 24 : 14} aria-hidden />
          </Button>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('stepping.how')}>
        <Menu.Label>{t('stepping.far')}</Menu.Label>
        <Menu.RadioGroup
          aria-label={t('stepping.far')}
          value={stride}
          onChange={(next) => setStride(STRIDES.find((s) => s === next) ?? stride)}
        >
          {STRIDES.map((one) => (
            <Menu.RadioItem key={one} value={one}>
              {t(`stepping.far.${one}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.CheckboxItem checked={predict} onChange={setPredict}>
          {t('stepping.predict')}
        </Menu.CheckboxItem>
        <Menu.Divider />
        <Menu.Label>{t('stepping.fast')}</Menu.Label>
        <Menu.RadioGroup
          aria-label={t('stepping.fast')}
          value={String(playRate)}
          onChange={(next) => setPlayRate(PLAY_RATES.find((p) => String(p) === next) ?? playRate)}
        >
          {PLAY_RATES.map((one) => (
            <Menu.RadioItem key={one} value={String(one)}>
              {t('stepping.playRate', { count: one })}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

export function StepButtons({ brief, narrow }: { brief: boolean; narrow: boolean }) {
  const { t } = useTranslation();
  const cursor = useApp((s) => s.cursor);
  // On a phone they come where the figures were, once one walks; what is pressed stays in its place.
  const all = !narrow || cursor !== undefined;
  return (
    <>
      <BackButton />
      <span className={all ? classes.joined : undefined}>
        <NextButton brief={brief} />
        {all && <Strides />}
      </span>
      {all && <PlayButton />}
      {cursor &&
        (narrow ? (
          <Leave brief />
        ) : (
          <span className={classes.cursor} data-phase={cursor.move?.phase}>
            {t('stepping.at', {
              phase: t(`stepping.${cursor.move?.phase ?? 'start'}`),
              done: cursor.done,
              total: cursor.total,
            })}
          </span>
        ))}
    </>
  );
}
