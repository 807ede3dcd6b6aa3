/**
 * A text that becomes a value when it is left: what stands there in the midst of typing is passed on
 * to nobody. Enter, Tab and a press elsewhere take it, Escape brings back what holds. A text that is
 * no value stays to be mended, and says what was expected.
 */
import { type KeyboardEvent, useRef, useState } from 'react';
import { useActions } from '../kit/store.tsx';

/** A value with what there is to tell of how it was read, or why there is none. */
export type Read<V> = { readonly value: V; readonly told?: string } | { readonly wrong: string };

interface Options<V> {
  /** The value that holds, as a text. */
  readonly written: string;
  readonly read: (text: string) => Read<V>;
  readonly write: (value: V) => string;
  readonly onCommit: (value: V) => void;
  /** The next value above or below, for the arrow keys. */
  readonly nudge?: (text: string, direction: 1 | -1) => V | undefined;
  /** Enter begins a new line. */
  readonly lines?: boolean;
}

interface Typed {
  readonly text: string;
  /** What held when it was begun: an undo that changes that drops the draft. */
  readonly over: string;
  readonly wrong?: string;
}
interface Told {
  readonly told: string;
  /** It is true as long as this stands in the field. */
  readonly of: string;
}

export function useDraft<V>({ written, read, write, onCommit, nudge, lines = false }: Options<V>) {
  const { endGesture } = useActions();
  const [state, setState] = useState<Typed | Told>();
  // Enter and the blur that it may bring about come before the next drawing.
  const latest = useRef(state);
  const put = (next: typeof state) => {
    latest.current = next;
    setState(next);
  };
  const typedIn = (s: typeof state) => (s && 'text' in s && s.over === written ? s : undefined);
  const typed = typedIn(state);
  const told = state && 'told' in state && state.of === written ? state.told : undefined;

  const take = (value: V, note?: string) => {
    put(note === undefined ? undefined : { told: note, of: write(value) });
    if (write(value) !== written) onCommit(value);
  };
  const commit = () => {
    const now = typedIn(latest.current);
    if (!now) return;
    if (now.text === written) return put(undefined);
    const result = read(now.text);
    if ('wrong' in result) return put({ ...now, wrong: result.wrong });
    // One entry is one undoable step, whatever came shortly before.
    endGesture();
    take(result.value, result.told);
    endGesture();
  };
  const type = (text: string) => {
    const result = typed?.wrong === undefined ? undefined : read(text);
    const wrong = result && 'wrong' in result ? { wrong: result.wrong } : {};
    put({ text, over: written, ...wrong });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (direction && nudge) {
      event.preventDefault();
      const next = nudge(typed?.text ?? written, direction);
      if (next !== undefined) take(next);
    } else if (event.key === 'Enter' && !lines) commit();
    else if (event.key === 'Escape' && typed) {
      // What is around the field, a dialog or a popover, stays open.
      event.stopPropagation();
      put(undefined);
    }
  };
  return {
    text: typed?.text ?? written,
    wrong: typed?.wrong,
    told,
    /** For the element that is typed into. */
    props: {
      value: typed?.text ?? written,
      onChange: (event: { currentTarget: { value: string } }) => type(event.currentTarget.value),
      onBlur: commit,
      onKeyDown,
      'data-mantine-stop-propagation': typed ? true : undefined,
    },
  };
}
