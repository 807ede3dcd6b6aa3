/** What each part of the store is handed: read the whole, change a part. */
import type { AppState } from './app.ts';

export type Get = () => AppState;
export type Change = (change: Partial<AppState> | ((state: AppState) => Partial<AppState>)) => void;
