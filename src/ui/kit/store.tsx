/**
 * How components reach the store: `useApp(selector)` reads narrowly, `useActions()` never changes.
 * A selector must give the same object for the same state; pick one field, or use `useAppList`.
 */
import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { must } from '../../base/assert.ts';
import type { Actions, AppState } from '../../state/app.ts';
import type { App } from '../../state/store.ts';

const Context = createContext<App | undefined>(undefined);

export function AppProvider({ app, children }: { app: App; children: ReactNode }) {
  return <Context.Provider value={app}>{children}</Context.Provider>;
}

/** The store itself, for what happens outside of rendering: event handlers, subscriptions. */
export const useAppStore = (): App => must(useContext(Context), 'a component outside AppProvider');

export const useApp = <T,>(selector: (state: AppState) => T): T =>
  useStore(useAppStore(), selector);

/** For selectors that build a list or a record of plain values: equal contents, equal object. */
export const useAppList = <T extends readonly unknown[]>(selector: (state: AppState) => T): T =>
  useApp(useShallow(selector));

export const useActions = (): Actions => useAppStore().getState().actions;
