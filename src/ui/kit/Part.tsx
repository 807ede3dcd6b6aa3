/**
 * A part of the page, such as the canvas or the inspector: it comes in its turn (`InTurn`), and in its
 * turn it hears of another document (`following`). What is in it reads one state, the part's.
 */
import { type ReactNode, useState } from 'react';
import { following } from './following.ts';
import { InTurn } from './InTurn.tsx';
import { AppProvider, useAppStore } from './store.tsx';
import { createTurns } from './turns.ts';

const turns = createTurns((body) => setTimeout(body));

export function Part({ children }: { readonly children: ReactNode }): ReactNode {
  const app = useAppStore();
  const [own] = useState(() => following(app, turns));
  return (
    <AppProvider app={own}>
      <InTurn>{children}</InTurn>
    </AppProvider>
  );
}
