/**
 * A field with a list under it, opened at a point of the screen: type to narrow, arrows to move,
 * Enter to choose, Escape to leave. Used for adding a node and for choosing a port.
 */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { Point } from '../../document/records.ts';
import classes from './canvas.module.css';

export interface Found {
  readonly id: string;
  readonly icon?: ReactNode;
  readonly text: string;
  readonly more?: string;
}

interface Props {
  readonly at: Point;
  readonly label: string;
  readonly placeholder: string;
  readonly nothing: string;
  readonly find: (query: string) => readonly Found[];
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
}

const WIDTH = 264;
const HEIGHT = 320;

/** Beside the point, but never over the window's edge. */
const placed = ({ x, y }: Point) => ({
  left: Math.max(8, Math.min(x, window.innerWidth - WIDTH - 8)),
  top: Math.max(8, Math.min(y, window.innerHeight - HEIGHT - 8)),
  width: WIDTH,
  maxHeight: HEIGHT,
});

export function Finder({ at, label, placeholder, nothing, find, onChoose, onClose }: Props) {
  const id = useId();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const found = find(query);
  const index = Math.min(active, found.length - 1);
  const current = found[index];

  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Element)) onClose();
    };
    window.addEventListener('pointerdown', outside, true);
    return () => window.removeEventListener('pointerdown', outside, true);
  }, [onClose]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    const move = (to: number) => {
      event.preventDefault();
      setActive((to + found.length) % Math.max(1, found.length));
    };
    if (event.key === 'ArrowDown') move(index + 1);
    else if (event.key === 'ArrowUp') move(index - 1);
    else if (event.key === 'Home' && found.length > 0) move(0);
    else if (event.key === 'End' && found.length > 0) move(found.length - 1);
    else if (event.key === 'Enter') {
      event.preventDefault();
      if (current) onChoose(current.id);
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      onClose();
    }
  };

  return (
    <div ref={box} className={classes.finder} style={placed(at)} role="dialog" aria-label={label}>
      <input
        className={classes.finderField}
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={current ? `${id}-${current.id}` : undefined}
        aria-label={label}
        autoComplete="off"
        placeholder={placeholder}
        value={query}
        // Opened by the person to be typed into.
        ref={(field) => field?.focus({ preventScroll: true })}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={id} className={classes.finderList} role="listbox" aria-label={label}>
        {found.map((item, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's, see onKeyDown.
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus.
          <div
            key={item.id}
            id={`${id}-${item.id}`}
            role="option"
            aria-selected={i === index}
            className={classes.finderItem}
            onPointerMove={() => setActive(i)}
            onClick={() => onChoose(item.id)}
          >
            {item.icon}
            <span className={classes.finderText}>{item.text}</span>
            {item.more && <span className={classes.finderMore}>{item.more}</span>}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className={classes.finderNothing}>{nothing}</p>}
    </div>
  );
}
