/** What a form comes to, worked out once for all who show something of it. */
import { useDeferredValue } from 'react';
import type { Result } from '../../base/issue.ts';
import type { Document } from '../../document/records.ts';
import type { SweepPlan } from '../../sweep/plan.ts';
import { readSweep } from '../../sweep/reading.ts';
import { useApp } from '../kit/store.tsx';
import type { Form } from './model.ts';

let last:
  | { readonly of: Document; readonly form: Form; readonly plan: Result<SweepPlan> }
  | undefined;

export function usePlanned(form: Form): Result<SweepPlan> {
  const document = useApp((s) => s.document);
  const deferred = useDeferredValue(form);
  if (last?.of !== document || last.form !== deferred)
    last = { of: document, form: deferred, plan: readSweep(document, deferred) };
  return last.plan;
}
