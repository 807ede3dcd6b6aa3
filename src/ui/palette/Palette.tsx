/**
 * Everything that can be placed, by family. An entry is dragged onto the canvas, or pressed to be
 * added where a person looks. What the kinds are, the catalogue says. Folded it is a rail of icons.
 */
import { Tooltip, VisuallyHidden } from '@mantine/core';
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
import type { Kind } from '../../catalog/kind.ts';
import { KIND_DRAG } from '../kit/drag.ts';
import { InTurn } from '../kit/InTurn.tsx';
import { iconOf } from '../kit/icons.ts';
import { useOffers } from '../kit/offers.ts';
import { byFamily, searchKinds } from '../kit/search.ts';
import { useApp } from '../kit/store.tsx';
import classes from './palette.module.css';

/** @param bare its icon alone; the tooltip and whoever reads it aloud say the name */
function Entry({ kind, bare = false }: { kind: Kind; bare?: boolean }) {
  const language = useApp((s) => s.language);
  const offers = useOffers();
  const Icon = iconOf(kind.ui.icon);
  const onDragStart = (event: DragEvent) => {
    event.dataTransfer.setData(KIND_DRAG, kind.name);
    event.dataTransfer.effectAllowed = 'copy';
  };
  const title = kind.title[language];
  const help = kind.lesson.help[language];
  return (
    <Tooltip
      label={bare ? `${title}: ${help}` : help}
      position="right"
      openDelay={bare ? 200 : 500}
    >
      <button
        type="button"
        className={classes.entry}
        aria-label={bare ? title : undefined}
        draggable
        onDragStart={onDragStart}
        onClick={() => offers.call('place', kind.name)}
        style={{ '--family': `var(--family-${kind.family})` } as React.CSSProperties}
      >
        <Icon size={16} aria-hidden />
        {!bare && <span>{title}</span>}
      </button>
    </Tooltip>
  );
}

/** Arrows walk over the field and the entries as one list. */
function walk(event: KeyboardEvent, root: RefObject<HTMLElement | null>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const stops = [
    ...(root.current?.querySelectorAll<HTMLElement>(`input, .${classes.entry}`) ?? []),
  ];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[at + step];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

/**
 * The palette folded: icons, a line between families.
 * @param head what stands above them, to unfold it and to search
 */
export function PaletteRail({ head }: { head: ReactNode }) {
  const { t } = useTranslation();
  const root = useRef<HTMLDivElement>(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only hears the arrows of what is in it.
    <div ref={root} className={classes.rail} onKeyDown={(event) => walk(event, root)}>
      <div className={classes.railHead}>{head}</div>
      <div className={classes.railList}>
        {byFamily(KINDS).map(([family, kinds]) => (
          <InTurn key={family}>
            {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form's fields. */}
            <div role="group" aria-labelledby={`rail-${family}`} className={classes.railFamily}>
              <VisuallyHidden component="h2" id={`rail-${family}`}>
                {t(`kit.family.${family}`)}
              </VisuallyHidden>
              {kinds.map((kind) => (
                <Entry key={kind.name} kind={kind} bare />
              ))}
            </div>
          </InTurn>
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
