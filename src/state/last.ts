/** Where one left: the open project and what was selected in it, for the next visit. */
import type { Selection } from './app.ts';
import type { SmallStorage } from './view.ts';

const LAST = 'chainrule.last';

export interface Last {
  readonly id: string;
  readonly selection?: Selection;
}

export function keepLast(small: SmallStorage | undefined, last: Last): void {
  try {
    small?.setItem(LAST, JSON.stringify(last));
  } catch {
    // Refused or full: the next visit starts with the newest project instead.
  }
}

export function readLast(small: SmallStorage | undefined): Last | undefined {
  try {
    const last: unknown = JSON.parse(small?.getItem(LAST) ?? 'null');
    if (typeof last !== 'object' || last === null || !('id' in last)) return undefined;
    const { id, selection } = last as { id: unknown; selection?: Partial<Selection> };
    if (typeof id !== 'string') return undefined;
    const list = (v: unknown) =>
      Array.isArray(v) ? v.filter((x): x is string => typeof x === 'string') : [];
    return {
      id,
      selection: {
        nodes: list(selection?.nodes),
        edges: list(selection?.edges),
        notes: list(selection?.notes),
      },
    };
  } catch {
    return undefined;
  }
}
