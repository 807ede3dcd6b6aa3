/**
 * Parts of the page that come one after the other. All of it in one go is a task of half a second in
 * which nothing that a person does is heard; in turn each part is rendered and put in place by itself,
 * and whoever presses, types or pans is heard in between. The room for them is there from the beginning.
 */
import { type ReactNode, startTransition, useEffect, useState } from 'react';
import { createTurns } from './turns.ts';

// Frames are not waited for: a page that is hidden has none.
const turns = createTurns((body) => setTimeout(body));

interface Props {
  readonly children: ReactNode;
  /** Keeps the room until then. */
  readonly before?: ReactNode;
}

export function InTurn({ children, before = null }: Props): ReactNode {
  const [come, setCome] = useState(false);
  // What this effect returns is called when the part is in place, or is not wanted any more.
  useEffect(
    () => (come ? undefined : turns.take(() => startTransition(() => setCome(true)))),
    [come],
  );
  return come ? children : before;
}
