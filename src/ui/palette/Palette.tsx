/**
 * Everything that can be placed, by family. An entry is dragged onto the canvas, or pressed to be
 * added where a person looks. What the kinds are, the catalogue says. Folded it is a rail: an icon
 * for each family, behind which its kinds stand by name.
 */
import { Popover, Tooltip } from '@mantine/core';
import { Search, X } from 'lucide-react';
import {
  type DragEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { KINDS } from '../../catalog/index.ts';
import type { Family, Kind } from '../../catalog/kind.ts';
import { KIND_DRAG } from '../kit/drag.ts';
import { InTurn } from '../kit/InTurn.tsx';
import { familyIcon, iconOf } from '../kit/icons.ts';
import { useOffers } from '../kit/offers.ts';
import { byFamily, searchKinds } from '../kit/search.ts';
import { useApp } from '../kit/store.tsx';
import classes from './palette.module.css';

/** @param onPlaced after a press has added one */
function Entry({ kind, onPlaced }: { kind: Kind; onPlaced?: () => void }) {
  const language = useApp((s) => s.language);
  const offers = useOffers();
  const Icon = iconOf(kind.ui.icon);
  const onDragStart = (event: DragEvent) => {
    event.dataTransfer.setData(KIND_DRAG, kind.name);
    event.dataTransfer.effectAllowed = 'copy';
  };
  return (
    <Tooltip label={kind.lesson.help[language]} position="right" openDelay={500}>
      <button
        type="button"
        className={classes.entry}
        draggable
        onDragStart={onDragStart}
        onClick={() => {
          offers.call('place', kind.name);
          onPlaced?.();
        }}
        style={{ '--family': `var(--family-${kind.family})` } as React.CSSProperties}
      >
        <Icon size={16} aria-hidden />
        <span>{kind.title[language]}</span>
      </button>
    </Tooltip>
  );
}

/** Arrows walk over the field and the entries, or the families of the rail, as one list. */
function walk(event: KeyboardEvent, root: RefObject<HTMLElement | null>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const stops = [
    ...(root.current?.querySelectorAll<HTMLElement>(
      `input, .${classes.entry}, .${classes.familyButton}`,
    ) ?? []),
  ];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[at + step];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

/** One family of the rail: pressed, its kinds stand beside it. */
function FamilyButton({ family, kinds }: { family: Family; kinds: readonly Kind[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  // The list is out of the way while a kind is dragged, and stays mounted: the drag hangs on its entry.
  const [dragging, setDragging] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const name = t(`kit.family.${family}`);
  const Icon = familyIcon(family);
  const close = () => {
    setOpen(false);
    setDragging(false);
  };
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="right-start"
      offset={6}
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Tooltip label={name} position="right" openDelay={200} disabled={open}>
          <button
            type="button"
            className={classes.familyButton}
            aria-label={name}
            aria-haspopup="dialog"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') setOpen(true);
            }}
            style={{ '--family': `var(--family-${family})` } as React.CSSProperties}
          >
            <Icon size={18} aria-hidden />
          </button>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown
        aria-label={name}
        className={classes.flyout}
        mod={{ dragging }}
        onDragStart={() => requestAnimationFrame(() => setDragging(true))}
        onDragEnd={close}
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft') close();
          walk(event, list);
        }}
      >
        <h2>{name}</h2>
        <div ref={list} className={classes.flyoutList}>
          {kinds.map((kind) => (
            <Entry key={kind.name} kind={kind} onPlaced={close} />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/**
 * The palette folded: an icon for each family.
 * @param head what stands above them, to unfold it and to search
 */
export function PaletteRail({ head }: { head: ReactNode }) {
  const root = useRef<HTMLDivElement>(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only hears the arrows of what is in it.
    <div ref={root} className={classes.rail} onKeyDown={(event) => walk(event, root)}>
      <div className={classes.railHead}>{head}</div>
      <div className={classes.railList}>
        {byFamily(KINDS).map(([family, kinds]) => (
          <FamilyButton key={family} family={family} kinds={kinds} />
        ))}
      </div>
    </div>
  );
}

/** @param searching it was unfolded to search: the field has the focus */
export function Palette({ searching = false }: { searching?: boolean }) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const root = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const offers = useOffers();
  const found = searchKinds(KINDS, query);
  useEffect(() => {
    if (searching) field.current?.focus();
  }, [searching]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && query) {
      event.stopPropagation();
      setQuery('');
      field.current?.focus();
      return;
    }
    if (event.key === 'Enter' && event.target === field.current && found[0] && query) {
      event.preventDefault();
      offers.call('place', found[0].name);
      return;
    }
    walk(event, root);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only hears the arrows of what is in it.
    <div ref={root} className={classes.palette} onKeyDown={onKeyDown}>
      <div className={classes.search}>
        <Search size={15} aria-hidden />
        <input
          ref={field}
          type="search"
          aria-label={t('palette.search')}
          placeholder={t('palette.search')}
          autoComplete="off"
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        {query && (
          <button
            type="button"
            className={classes.clear}
            aria-label={t('palette.clear')}
            onClick={() => {
              setQuery('');
              field.current?.focus();
            }}
          >
            <X size={14} aria-hidden />
          </button>
        )}
      </div>
      <div className={classes.list}>
        {query
          ? found.map((kind) => <Entry key={kind.name} kind={kind} />)
          : byFamily(KINDS).map(([family, kinds]) => (
              <InTurn key={family}>
                <section aria-labelledby={`palette-${family}`}>
                  <h2 id={`palette-${family}`}>{t(`kit.family.${family}`)}</h2>
                  {kinds.map((kind) => (
                    <Entry key={kind.name} kind={kind} />
                  ))}
                </section>
              </InTurn>
            ))}
        {found.length === 0 && (
          <p className={classes.nothing}>{t('palette.nothing', { query: query.slice(0, 40) })}</p>
        )}
      </div>
    </div>
  );
}
