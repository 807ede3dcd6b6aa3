// @vitest-environment happy-dom
/** Light or dark is asked of the system once, however many pictures there are. */
import { MantineProvider } from '@mantine/core';
import { act, cleanup, render } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { useShade } from '../../src/ui/kit/useShade.ts';

const Picture = () => <i>{useShade()}</i>;
const page = (scheme: 'auto' | 'light') => (
  <MantineProvider
    {...(scheme === 'auto' ? { defaultColorScheme: 'auto' } : { forceColorScheme: scheme })}
  >
    {Array.from({ length: 40 }, (_, i) => `p${i}`).map((id) => (
      <Picture key={id} />
    ))}
  </MantineProvider>
);

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('forty pictures ask nothing more of the system than one does, and all hear of a change', () => {
  const heard = new Set<(event: { matches: boolean }) => void>();
  let asked = 0;
  vi.stubGlobal('matchMedia', () => {
    asked++;
    return {
      matches: true,
      addEventListener: (_: string, body: (event: { matches: boolean }) => void) => heard.add(body),
      removeEventListener: (_: string, body: (event: { matches: boolean }) => void) =>
        heard.delete(body),
    };
  });
  const { container, rerender } = render(page('auto'));
  const shades = () => new Set([...container.querySelectorAll('i')].map((i) => i.textContent));
  expect([...shades()]).toEqual(['dark']);
  // Once for all pictures, and what Mantine's provider asks for itself.
  expect(asked).toBeLessThan(5);
  act(() => {
    for (const body of [...heard]) body({ matches: false });
  });
  expect([...shades()]).toEqual(['light']);
  rerender(page('light'));
  expect([...shades()]).toEqual(['light']);
});
