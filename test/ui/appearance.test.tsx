// @vitest-environment happy-dom
/** The page is styled anew where its theme changes, and nowhere else. */
import { MantineProvider } from '@mantine/core';
import { act, cleanup, render } from '@testing-library/react';
import { createInstance } from 'i18next';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { afterEach, expect, test } from 'vitest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { emptyDocument } from '../../src/catalog/empty.ts';
import type { AppState } from '../../src/state/app.ts';
import type { App } from '../../src/state/store.ts';
import { AppProvider } from '../../src/ui/kit/store.tsx';
import { Appearance } from '../../src/ui/theme/Appearance.tsx';

afterEach(cleanup);

const named = (name: string) => ({ ...emptyDocument(), name });

test('a document that is opened or renamed does not have the whole page styled anew', async () => {
  const app = createStore(
    () => ({ theme: 'light', language: 'en', document: named('A') }) as AppState,
  ) as StoreApi<AppState> as App;
  const i18n = createInstance();
  await i18n.use(initReactI18next).init({ lng: 'en' });
  /** Style sheets that Mantine puts in while it changes the theme. */
  let sheets = 0;
  const append = document.head.appendChild.bind(document.head);
  document.head.appendChild = (node) => {
    if (node instanceof HTMLStyleElement) sheets++;
    return append(node);
  };
  render(
    <I18nextProvider i18n={i18n}>
      <MantineProvider defaultColorScheme="light">
        <AppProvider app={app}>
          <Appearance />
        </AppProvider>
      </MantineProvider>
    </I18nextProvider>,
  );
  for (const name of ['B', 'C']) act(() => app.setState({ document: named(name) }));
  expect(document.title).toBe('C · Chainrule');
  expect(sheets).toBe(0);
  act(() => app.setState({ theme: 'dark' }));
  expect(document.documentElement.dataset.mantineColorScheme).toBe('dark');
  expect(sheets).toBe(1);
});
