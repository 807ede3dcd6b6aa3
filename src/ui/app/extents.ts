/**
 * Where the panels' extents are kept: `localStorage`, which a browser may refuse, already when it is asked
 * for, and which may be full. They are then those of this page alone.
 */
import type { LayoutStorage } from 'react-resizable-panels';

const here = new Map<string, string>();

export const extents: LayoutStorage = {
  getItem(key) {
    try {
      return here.get(key) ?? window.localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  setItem(key, value) {
    here.set(key, value);
    try {
      window.localStorage.setItem(key, value);
    } catch {
      // Refused or full: it holds while the page is open.
    }
  },
};
