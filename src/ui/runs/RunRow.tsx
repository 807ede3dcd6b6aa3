/** One run of the list: what it is called, how it went, and what can be done with it. */
import { ActionIcon, Checkbox, Menu, TextInput } from '@mantine/core';
import {
  Ellipsis,
  Eye,
  EyeOff,
  FileBraces,
  FolderOpen,
  PenLine,
  Star,
  Table2,
  Trash2,
} from 'lucide-react';
import { type KeyboardEvent, memo, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppState } from '../../state/app.ts';
import type { Run } from '../../state/run.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { colourOf, labelOfRun, nameOfRun, pointsOf } from '../kit/runs.ts';
import { useActions, useApp } from '../kit/store.tsx';
import { choose } from './chosen.ts';
import { percent, timeWords, useFigures } from './figures.ts';
import classes from './runs.module.css';
import { SPARK, sparkOf } from './spark.ts';
import { useTakeAlong } from './taking.ts';

type Session = AppState['session'];

/** Written into its element as numbers come. */
function Spark({ run, session }: { run: Run; session: Session | undefined }) {
  const line = useRef<SVGPathElement>(null);
  useLayoutEffect(() => {
    const draw = () =>
      line.current?.setAttribute('d', sparkOf(session ? session.curves() : pointsOf(run)));
    draw();
    return session?.onPaint(draw);
  }, [run, session]);
  return (
    <svg {...SPARK} className={classes.spark} aria-hidden="true">
      <path ref={line} fill="none" stroke={colourOf(run.number)} strokeWidth={1.5} />
    </svg>
  );
}

const cost = (value: number | undefined) => (value === undefined ? '–' : formatNumber(value));
const share = (value: number | undefined) => (value === undefined ? '–' : percent(value));

interface Props {
  readonly run: Run;
  readonly isOpen: boolean;
  readonly isChosen: boolean;
  /** Another one cannot be chosen beside those that are. */
  readonly isFull: boolean;
}

export const RunRow = memo(function RunRow({ run, isOpen, isChosen, isFull }: Props) {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const session = useApp((s) => s.session);
  const origin = useApp((s) => s.runs.find((r) => r.id === run.from?.run));
  const { setRunView, removeRun, openRun } = useActions();
  const takeAlong = useTakeAlong();
  const figures = useFigures(run);
  const [draft, setDraft] = useState<string>();
  const words = useRef<HTMLButtonElement>(null);
  const name = nameOfRun(run, language, t);
  const number = t('kit.run', { number: run.number });
  const label = labelOfRun(run, language, t);
  const rename = () => setDraft(name === number ? '' : name);
  const named = (title: string | undefined) => {
    if (title !== undefined) setRunView(run.id, { title });
    setDraft(undefined);
    requestAnimationFrame(() => words.current?.focus());
  };
  const notes = [
    isOpen && t('runs.open'),
    run.from &&
      (origin
        ? t('runs.from', { step: formatCount(run.from.step), run: origin.number })
        : t('runs.fromGone', { step: formatCount(run.from.step) })),
    ...run.changes.map(({ step, what }) =>
      t('runs.changed', { step: formatCount(step), what: what[language] }),
    ),
    !isOpen && !run.stateBytes && t('runs.noWeights'),
  ].filter((note) => typeof note === 'string');
  const toRow = (by: number) => {
    const rows = words.current?.closest('tbody')?.querySelectorAll<HTMLElement>('[data-run]') ?? [];
    const all = [...rows];
    const at = words.current ? all.indexOf(words.current) : -1;
    all[at + by]?.focus();
    return all[at + by] !== undefined;
  };
  const remove = () => {
    if (isOpen) return;
    if (!toRow(1)) toRow(-1);
    void removeRun(run.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act: Record<string, () => void> = {
      ArrowDown: () => toRow(1),
      ArrowUp: () => toRow(-1),
      F2: rename,
      Delete: remove,
    };
    const own = act[event.key];
    if (!own || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    own();
  };
  return (
    <tr data-hidden={run.hidden ? '' : undefined}>
      <td>
        <Checkbox
          size="xs"
          checked={isChosen}
          disabled={isFull && !isChosen}
          aria-label={t('runs.choose', { run: label })}
          onChange={(e) => choose(run.id, e.currentTarget.checked)}
        />
      </td>
      <td>
        <ActionIcon
          size="sm"
          aria-label={t(run.hidden ? 'runs.show' : 'runs.hide', { run: label })}
          onClick={() => setRunView(run.id, { hidden: !run.hidden })}
        >
          {run.hidden ? (
            <EyeOff size={14} />
          ) : (
            <Eye size={14} style={{ color: colourOf(run.number) }} />
          )}
        </ActionIcon>
      </td>
      <td className={classes.number}>{run.number}</td>
      <td className={classes.name}>
        {draft === undefined ? (
          <button
            ref={words}
            type="button"
            data-run={run.id}
            className={classes.words}
            title={[name, ...notes].join(' · ')}
            aria-label={[label, ...notes].join(', ')}
            aria-keyshortcuts="F2 Delete"
            onDoubleClick={rename}
            onKeyDown={onKeyDown}
          >
            <b>{name}</b>
            {notes.length > 0 && <span>{notes.join(' · ')}</span>}
          </button>
        ) : (
          <TextInput
            size="xs"
            aria-label={t('runs.name')}
            placeholder={run.differs?.[language] ?? number}
            value={draft}
            autoFocus
            maxLength={80}
            onChange={(e) => setDraft(e.currentTarget.value)}
            onBlur={() => draft !== undefined && named(draft)}
            onKeyDown={(e) => {
              if (e.key === 'Enter') named(draft);
              if (e.key === 'Escape') named(undefined);
              e.stopPropagation();
            }}
          />
        )}
      </td>
      <td>
        <ActionIcon
          size="sm"
          aria-pressed={run.starred ?? false}
          aria-label={t('runs.star', { run: label })}
          onClick={() => setRunView(run.id, { starred: !run.starred })}
        >
          <Star size={14} {...(run.starred && { fill: 'currentColor' })} />
        </ActionIcon>
      </td>
      <td>
        <Spark run={run} session={isOpen ? session : undefined} />
      </td>
      <td>{formatCount(figures.steps)}</td>
      <td>{cost(figures.cost?.best)}</td>
      <td>{cost(figures.cost?.last)}</td>
      <td>{cost(figures.validationCost?.best)}</td>
      <td>{cost(figures.validationCost?.last)}</td>
      <td>{share((figures.validationAccuracy ?? figures.accuracy)?.best)}</td>
      <td>{timeWords(run.time)}</td>
      <td>
        <Menu position="bottom-end" shadow="md" withinPortal>
          <Menu.Target>
            <ActionIcon size="sm" aria-label={t('runs.menu', { run: label })}>
              <Ellipsis size={14} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<FolderOpen size={14} />}
              onClick={() => void openRun(run.id, name)}
            >
              {t('runs.openAs')}
            </Menu.Item>
            <Menu.Item leftSection={<PenLine size={14} />} onClick={rename}>
              {t('runs.rename')}
            </Menu.Item>
            <Menu.Item
              leftSection={<Table2 size={14} />}
              onClick={() => void takeAlong(run, name, 'csv')}
            >
              {t('runs.csv')}
            </Menu.Item>
            <Menu.Item
              leftSection={<FileBraces size={14} />}
              onClick={() => void takeAlong(run, name, 'json')}
            >
              {t('runs.json')}
            </Menu.Item>
            <Menu.Item leftSection={<Trash2 size={14} />} disabled={isOpen} onClick={remove}>
              {t(isOpen ? 'runs.stays' : 'runs.delete')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  );
});
