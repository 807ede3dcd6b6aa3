/** The bar at the very top: the project and its saving, undo, files, and the page's own settings. */
import { ActionIcon, Menu, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import {
  ChevronDown,
  CircleHelp,
  Download,
  Ellipsis,
  Languages,
  Moon,
  Presentation,
  Redo2,
  Search,
  Sun,
  SunMoon,
  Undo2,
  Upload,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { commandNamed } from '../commands/commands.ts';
import { Shortcut } from '../commands/Keys.tsx';
import { useCommandTitle, useRunCommand } from '../commands/keys.ts';
import { useShortcut } from '../commands/useShortcut.ts';
import { ProjectName } from '../files/ProjectName.tsx';
import { SaveState } from '../files/SaveState.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import { Figures } from '../training/Figures.tsx';
import classes from './App.module.css';

/** Two crossing flows: forward in the cool hue, back in the warm one. */
function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M7 9C17 9 15 23 25 23" fill="none" stroke="var(--value)" strokeWidth="3" />
      <path d="M7 23C17 23 15 9 25 9" fill="none" stroke="var(--grad)" strokeWidth="3" />
      <circle cx="7" cy="9" r="4.5" fill="var(--value)" />
      <circle cx="25" cy="9" r="4.5" fill="var(--grad)" />
      <circle cx="7" cy="23" r="4.5" fill="var(--grad)" />
      <circle cx="25" cy="23" r="4.5" fill="var(--value)" />
    </svg>
  );
}

function CommandItem({ name }: { name: string }) {
  const title = useCommandTitle();
  const run = useRunCommand();
  const { aria } = useShortcut(name);
  const command = commandNamed(name);
  const enabled = useApp((s) => !command?.enabled || command.enabled(s));
  if (!command) return null;
  return (
    <Menu.Item
      leftSection={<command.icon size={15} />}
      rightSection={<Shortcut of={name} />}
      aria-keyshortcuts={aria}
      disabled={!enabled}
      onClick={() => run(command)}
    >
      {title(command)}
    </Menu.Item>
  );
}

/** An icon that does a command; its tooltip says what and by which key. */
function CommandIcon(props: { name: string; label?: string; detail?: string; icon: ReactNode }) {
  const title = useCommandTitle();
  const run = useRunCommand();
  const { after, aria } = useShortcut(props.name);
  const command = commandNamed(props.name)!;
  const enabled = useApp((s) => !command.enabled || command.enabled(s));
  const label = props.label ?? title(command);
  return (
    <Tooltip label={after(props.detail ?? label)}>
      <ActionIcon
        size="lg"
        className={classes.iconButton}
        aria-label={label}
        aria-keyshortcuts={aria}
        aria-disabled={!enabled}
        data-disabled={!enabled || undefined}
        onClick={() => run(command)}
      >
        {props.icon}
      </ActionIcon>
    </Tooltip>
  );
}

function UndoRedo() {
  const { t, i18n } = useTranslation();
  const undo = useApp((s) => s.undoLabel);
  const redo = useApp((s) => s.redoLabel);
  const detail = (what: 'undo' | 'redo', label: string | undefined) =>
    label && i18n.exists(`history.${label}`)
      ? t(`history.${what}`, { what: t(`history.${label}`) })
      : t(`commands.${what}`);
  return (
    <>
      <CommandIcon name="undo" detail={detail('undo', undo)} icon={<Undo2 size={17} />} />
      <CommandIcon name="redo" detail={detail('redo', redo)} icon={<Redo2 size={17} />} />
    </>
  );
}

function ProjectMenu() {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-start" width={250} shadow="md">
      <Menu.Target>
        <UnstyledButton aria-label={t('files.menu')} style={{ display: 'inline-flex' }}>
          <ChevronDown size={15} color="var(--ink-soft)" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <CommandItem name="newProject" />
        <CommandItem name="projects" />
        <CommandItem name="samples" />
        <Menu.Divider />
        <CommandItem name="save" />
        <CommandItem name="import" />
        <CommandItem name="exportJson" />
        <CommandItem name="exportWeights" />
        <CommandItem name="exportTraining" />
        <CommandItem name="exportTorch" />
      </Menu.Dropdown>
    </Menu>
  );
}

const THEMES = [
  { theme: 'light', icon: Sun },
  { theme: 'dark', icon: Moon },
  { theme: 'auto', icon: SunMoon },
] as const;

function ThemeItems() {
  const { t } = useTranslation();
  const current = useApp((s) => s.theme);
  const { setTheme } = useActions();
  return THEMES.map(({ theme, icon: Icon }) => (
    <Menu.Item
      key={theme}
      leftSection={<Icon size={15} />}
      aria-current={theme === current}
      fw={theme === current ? 600 : undefined}
      onClick={() => setTheme(theme)}
    >
      {t(`app.theme.${theme}`)}
    </Menu.Item>
  ));
}

function LanguageItems() {
  const language = useApp((s) => s.language);
  const { setLanguage } = useActions();
  return (
    [
      ['en', 'English'],
      ['zh', '简体中文'],
    ] as const
  ).map(([code, name]) => (
    <Menu.Item
      key={code}
      lang={code}
      aria-current={code === language}
      fw={code === language ? 600 : undefined}
      onClick={() => setLanguage(code)}
    >
      {name}
    </Menu.Item>
  ));
}

function IconMenu(props: { label: string; icon: ReactNode; children: ReactNode; width?: number }) {
  return (
    <Menu position="bottom-end" width={props.width ?? 170} shadow="md">
      <Menu.Target>
        <Tooltip label={props.label}>
          <ActionIcon size="lg" aria-label={props.label}>
            {props.icon}
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>{props.children}</Menu.Dropdown>
    </Menu>
  );
}

function Everything() {
  const { t } = useTranslation();
  return (
    <>
      <CommandIcon name="samples" label={t('files.samples')} icon={<Samples />} />
      <CommandIcon name="import" label={t('files.import')} icon={<Upload size={17} />} />
      <CommandIcon name="exportJson" icon={<Download size={17} />} />
      <span className={classes.rule} />
      <CommandIcon name="lecture" icon={<Presentation size={17} />} />
      <CommandIcon name="find" label={t('app.commands')} icon={<Search size={17} />} />
      <IconMenu label={t('app.language')} icon={<Languages size={17} />}>
        <LanguageItems />
      </IconMenu>
      <IconMenu label={t('app.theme')} icon={<SunMoon size={17} />}>
        <ThemeItems />
      </IconMenu>
      <CommandIcon name="shortcuts" icon={<CircleHelp size={17} />} />
    </>
  );
}

/** Four small networks. */
function Samples() {
  return (
    <svg
      width="17"
      height="17"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      aria-hidden="true"
    >
      <rect x="3" y="3" width="7" height="7" rx="1.5" />
      <rect x="14" y="3" width="7" height="7" rx="1.5" />
      <rect x="3" y="14" width="7" height="7" rx="1.5" />
      <rect x="14" y="14" width="7" height="7" rx="1.5" />
    </svg>
  );
}

export function TopBar({ narrow }: { narrow: boolean }) {
  const { t } = useTranslation();
  return (
    <section className={classes.top} aria-label={t('app.bar')}>
      <span className={classes.brand}>
        <Mark />
        {narrow ? (
          <VisuallyHidden component="h1">{t('app.name')}</VisuallyHidden>
        ) : (
          <h1 className={classes.name}>{t('app.name')}</h1>
        )}
      </span>
      {!narrow && <span className={classes.rule} />}
      <ProjectName />
      <ProjectMenu />
      {narrow && (
        <>
          <SaveState brief />
          <span className={classes.space} />
        </>
      )}
      <UndoRedo />
      {!narrow && (
        <>
          {/* Behind the buttons: its words are of different lengths, and would move them under the pointer. */}
          <SaveState brief={false} />
          <span className={classes.space} />
          <Figures />
          <span className={classes.space} />
        </>
      )}
      {narrow ? (
        <>
          <CommandIcon name="import" label={t('files.import')} icon={<Upload size={17} />} />
          <CommandIcon name="exportJson" icon={<Download size={17} />} />
          <IconMenu label={t('app.more')} icon={<Ellipsis size={17} />} width={240}>
            <CommandItem name="samples" />
            <CommandItem name="fit" />
            <CommandItem name="tidy" />
            <CommandItem name="map" />
            <CommandItem name="lecture" />
            <Menu.Divider />
            <ThemeItems />
            <Menu.Divider />
            <LanguageItems />
          </IconMenu>
        </>
      ) : (
        <Everything />
      )}
    </section>
  );
}
