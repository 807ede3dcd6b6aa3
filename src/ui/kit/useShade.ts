/**
 * Whether the page is light or dark, for pictures that choose their colours in code. The system is asked
 * once for all of them: Mantine's own hook asks it three times for each reader, which for a few dozen
 * cards is a task that is felt.
 */
import { useMantineContext } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import type { Shade } from '../../charts/colour.ts';

let system: { readonly query: MediaQueryList; shade: Shade } | undefined;

function ask() {
  if (system) return system;
  const query = window.matchMedia('(prefers-color-scheme: dark)');
  const shadeOf = ({ matches }: { readonly matches: boolean }): Shade =>
    matches ? 'dark' : 'light';
  const asked = { query, shade: shadeOf(query) };
  query.addEventListener('change', (event) => {
    asked.shade = shadeOf(event);
  });
  system = asked;
  return asked;
}

function subscribe(callback: () => void): () => void {
  const { query } = ask();
  query.addEventListener('change', callback);
  return () => query.removeEventListener('change', callback);
}

export function useShade(): Shade {
  const { colorScheme } = useMantineContext();
  const own = useSyncExternalStore(subscribe, () => ask().shade);
  return colorScheme === 'auto' ? own : colorScheme;
}
