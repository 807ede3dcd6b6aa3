/**
 * What is read of React Flow's store, heard in a task of its own. A store is heard within the event that
 * changes it, with all that renders behind it; a wheel that passes a threshold would be one task of a
 * tenth of a second.
 */
import { type ReactFlowState, useStoreApi } from '@xyflow/react';
import { useEffect, useState } from 'react';
import { inTask } from '../../base/piecemeal.ts';

/** @param select a constant function of the view; gives the same for the same view. */
export function useSoon<T extends string | number | boolean | undefined>(
  select: (view: ReactFlowState) => T,
): T {
  const flow = useStoreApi();
  const [value, setValue] = useState(() => select(flow.getState()));
  useEffect(() => {
    let cancel: (() => void) | undefined;
    const look = () => {
      cancel = undefined;
      setValue(select(flow.getState()));
    };
    look();
    const stop = flow.subscribe((view, before) => {
      if (view.transform !== before.transform) cancel ??= inTask(look);
    });
    return () => {
      cancel?.();
      stop();
    };
  }, [flow, select]);
  return value;
}
