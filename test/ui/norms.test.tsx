// @vitest-environment happy-dom
/** What the chart of a wire says while it has no line to draw. */
import { act, cleanup, render } from '@testing-library/react';
import { createInstance } from 'i18next';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { afterEach, expect, test } from 'vitest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { push, ring } from '../../src/base/ring.ts';
import type { EdgeRings, Session } from '../../src/session/session.ts';
import type { AppState } from '../../src/state/app.ts';
import type { App } from '../../src/state/store.ts';
import { AppProvider } from '../../src/ui/kit/store.tsx';
import NormChart from '../../src/ui/plot/NormChart.tsx';
import { strings } from '../../src/ui/plot/strings.ts';

afterEach(cleanup);

async function chart() {
  const rings: EdgeRings = { step: ring(8), value: ring(8), gradient: ring(8) };
  const painted = new Set<() => void>();
  const session = {
    edge: () => rings,
    onPaint(callback: () => void) {
      painted.add(callback);
      return () => painted.delete(callback);
    },
  };
  const app = createStore(() => ({ session: session as object as Session }) as AppState);
  const i18n = createInstance();
  await i18n.use(initReactI18next).init({
    lng: 'en',
    keySeparator: false,
    resources: { en: { translation: strings.en } },
  });
  const shown = (seen: boolean) => (
    <I18nextProvider i18n={i18n}>
      <AppProvider app={app as StoreApi<AppState> as App}>
        <NormChart edge="e1" seen={seen} />
      </AppProvider>
    </I18nextProvider>
  );
  const { container, rerender } = render(shown(false));
  return {
    said: () => container.textContent,
    see: () => rerender(shown(true)),
    /** A row comes: the norm of a value and of a gradient. */
    come(...numbers: readonly [number, number]) {
      for (const [k, own] of [rings.value, rings.gradient].entries()) push(own, numbers[k] ?? 0);
      push(rings.step, rings.value.length);
      act(() => {
        for (const callback of painted) callback();
      });
    },
  };
}

test('"No numbers yet" stands where there are none, and goes with the first, whatever can be drawn of them', async () => {
  const { said, see, come } = await chart();
  expect(said()).toMatch(/^No numbers yet/);
  // The figures below have numbers of the step that was walked, and the curve has none.
  see();
  expect(said()).toMatch(/^No curve yet/);
  come(0, Number.NaN);
  expect(said()).toMatch(/^All zero or not finite/);
  come(0.5, 0.25);
  expect(said()).not.toMatch(/yet|zero/);
});
