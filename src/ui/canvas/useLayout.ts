/** The layout of the document, which for a large one is made in pieces: a task of the page each. */
import { useEffect, useReducer, useRef } from 'react';
import { inTask } from '../../base/piecemeal.ts';
import { useApp } from '../kit/store.tsx';
import { createLayouts, type Layout, type Layouts } from './layout.ts';

/** @returns what it was before, or nothing for another project, while it is made. */
export function useLayout(): Layout | undefined {
  const document = useApp((s) => s.document);
  const project = useApp((s) => s.project.id);
  const layouts = useRef<Layouts>(undefined);
  layouts.current ??= createLayouts();
  const [, again] = useReducer((n: number) => n + 1, 0);
  const layout = layouts.current.of(document, project);
  const ready = layout?.of === document;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another document is other work.
  useEffect(() => {
    if (ready) return;
    let cancel = () => {};
    const goOn = () => {
      if (layouts.current?.goOn()) again();
      else cancel = inTask(goOn);
    };
    cancel = inTask(goOn);
    return () => cancel();
  }, [document, ready]);
  return layout;
}
