/** Composition root: makes the session, the store and the languages, and mounts the page. */
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './ui/theme/tokens.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import type { Pack } from '../workers/export/worker.ts';
import { must } from './base/assert.ts';
import type { Files } from './document/reading.ts';
import { type LayOut, layOut } from './placement/document.ts';
import { SAMPLES } from './samples/index.ts';
import { aside } from './session/aside.ts';
import { openSession } from './session/open.ts';
import { throttleFor } from './session/throttling.ts';
import { openStorage } from './state/database.ts';
import type { Clerk } from './state/filing.ts';
import { createJournal } from './state/journal.ts';
import { keepLast } from './state/last.ts';
import { alivePages, announce, lastingOf } from './state/presence.ts';
import { createApp, type App as Store } from './state/store.ts';
import { readView } from './state/view.ts';
import { App } from './ui/app/App.tsx';
import { keepCompositions } from './ui/app/composing.ts';
import { startI18n } from './ui/app/i18n.ts';
import { createQueries } from './ui/app/queries.ts';
import { PageBoundary, Rescue, type Way } from './ui/app/Rescue.tsx';
import { takeTyped } from './ui/fields/typed.ts';
import { fetchAhead } from './ui/kit/lazily.tsx';
import { AppProvider } from './ui/kit/store.tsx';
import { Appearance } from './ui/theme/Appearance.tsx';
import { cssVariables, theme } from './ui/theme/theme.ts';

/** Refused in some private windows; the page then forgets how it was set up. */
function smallStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

/** Exports are rare and large: their worker lives for one of them. */
const packInWorker: Pack = async (request) => {
  const { ask, close } = aside<Pack>(
    () => new Worker(new URL('../workers/export/worker.ts', import.meta.url), { type: 'module' }),
  );
  try {
    return await ask((pack) => pack(request));
  } finally {
    close();
  }
};

const layout = aside<LayOut>(
  () => new Worker(new URL('../workers/layout.ts', import.meta.url), { type: 'module' }),
);

const files = aside<Files>(
  () => new Worker(new URL('../workers/files.ts', import.meta.url), { type: 'module' }),
);
const clerk: Clerk = {
  read: (text) => files.ask((own) => own.read(text)),
  write: (document, run) => files.ask((own) => own.write(document, run)),
};

const root = createRoot(must(document.getElementById('root'), 'no place for the page'));

/** From a page that failed to one's projects; the storage is opened anew, whatever became of the page's. */
function wayOut(app?: Store): Way {
  const small = smallStorage();
  const view = { languages: navigator.languages, ...(small ? { small } : {}) };
  return {
    view: () => app?.getState() ?? readView(view),
    projects: async () => (await openStorage()).list(),
    text: async (id) => (await (await openStorage()).read(id))?.project.text,
    open: (id = '') => {
      keepLast(small, { id });
      location.reload();
    },
    ...(app && {
      present: async () => {
        const { actions, document } = app.getState();
        return { name: document.name, text: await actions.exportJson({ weights: false }) };
      },
      keep: () => void app.leaving(false),
    }),
  };
}

async function main(): Promise<void> {
  keepCompositions(window);
  const query = createQueries();
  const small = smallStorage();
  const page = crypto.randomUUID();
  announce(page);
  const storage = await openStorage(await lastingOf());
  const session = openSession();
  throttleFor(window, session);
  const app = createApp(session, storage, {
    page,
    journal: createJournal(small, alivePages),
    samples: SAMPLES,
    languages: navigator.languages,
    // Where its worker cannot be loaded the page does it.
    layOut: (request) => layout.ask((layOut) => layOut(request)).catch(() => layOut(request)),
    pack: packInWorker,
    clerk,
    ...(small ? { small } : {}),
  });
  const i18n = startI18n(app.getState().language);

  // The last sure moments to write down what is not stored yet.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') app.leaving(false);
  });
  window.addEventListener('pagehide', () => {
    takeTyped();
    app.leaving(true);
  });
  window.addEventListener('beforeunload', (event) => {
    // Only where it is known that work would be lost is a question worth the interruption.
    if (!app.leaving(false)) event.preventDefault();
  });

  // As a transition it is rendered in slices.
  startTransition(() =>
    root.render(
      <StrictMode>
        <PageBoundary way={wayOut(app)}>
          <QueryClientProvider client={query}>
            <I18nextProvider i18n={i18n}>
              <MantineProvider
                theme={theme}
                cssVariablesResolver={cssVariables}
                defaultColorScheme={app.getState().theme}
              >
                <AppProvider app={app}>
                  <Appearance />
                  <App />
                </AppProvider>
              </MantineProvider>
            </I18nextProvider>
          </QueryClientProvider>
        </PageBoundary>
      </StrictMode>,
    ),
  );
  if (storage.lasting !== 'device') {
    const text = storage.lasting === 'page' ? 'files.memoryOnly' : 'files.windowOnly';
    app.getState().actions.notify({ tone: 'problem', text });
  }
  // What is shown or asked later must not wait for a network that may be gone by then.
  const ahead = fetchAhead().catch(() => undefined);
  await app.start();
  await ahead;
  layout.start();
  files.start();
}

main().catch((error: unknown) => {
  const reason = error instanceof Error ? error : new Error(String(error));
  root.render(<Rescue error={reason} way={wayOut()} />);
});
