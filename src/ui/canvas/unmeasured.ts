/**
 * Where nodes and their ports are is known from the document (`nodes/layout`), and React Flow is told.
 * It would measure them all the same as soon as they are mounted, and believe what it finds: no port
 * at all on a card that is drawn plain, so that no wire ends there even when it is drawn in full again.
 */
import { useStoreApi } from '@xyflow/react';
import { useState } from 'react';

const notMeasured = (): void => {};

/** Called above the canvas, before its first node is mounted. */
export function useUnmeasured(): void {
  const store = useStoreApi();
  useState(() => store.setState({ updateNodeInternals: notMeasured }));
}
