/** Whether the network can be trained, so that its settings can be swept. */
import { hasErrors } from '../../base/issue.ts';
import { useApp } from '../kit/store.tsx';

export const useBroken = (): boolean => useApp((s) => hasErrors(s.issues));
const useHasLoss = (): boolean => useApp((s) => (s.compiled?.compilation.losses.length ?? 0) > 0);
export const useReady = (): boolean => [useBroken(), !useHasLoss()].every((wrong) => !wrong);
