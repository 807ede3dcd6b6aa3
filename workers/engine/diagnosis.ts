/**
 * Where a number first stopped being finite. Training notices it in the cost, a step or more after it
 * arose; so the machine goes back to the last good state, replays (every step is a pure function of
 * its number) up to the last step that ends finite, and walks through the next one move by move.
 * Afterwards the machine stands at that last finite step: its weights are the last good ones.
 */
import { must } from '../../src/base/assert.ts';
import { affineRange } from '../../src/plan/affine.ts';
import type { Step } from '../../src/plan/plan.ts';
import { takeStep } from './looks.ts';
import { finite, keep, type Machine, prepare, restore, type Snapshot } from './machine.ts';
import { allFinite } from './views.ts';

export interface Diagnosis {
  /** The training step in which it arose, 1 for the first. */
  readonly step: number;
  /** The first of its computations that was not finite; absent when only the fast routine shows it. */
  readonly found?: { readonly node: string; readonly phase: Step['phase'] };
}

export function diagnose(m: Machine, noticed: number): Diagnosis {
  restore(m, m.good);
  const before: Snapshot = { ...m.good, storage: m.good.storage.map((s) => s.slice()) };
  while (m.step < noticed) {
    keep(m, before);
    takeStep(m);
    if (!Number.isFinite(m.cost) || !finite(m)) break;
  }
  restore(m, before);
  const step = m.step + 1;
  const found = firstBad(m);
  restore(m, before);
  keep(m, m.good);
  return found ? { step, found } : { step };
}

function firstBad(m: Machine): Diagnosis['found'] {
  const watch = m.plan.routines.watch;
  if (!watch) return undefined;
  prepare(m, 'watch');
  for (let i = 0; i < watch.steps.length; i++) {
    const { kernel, origin, phase } = must(watch.steps[i], 'a step');
    m.instance.run('watch', m.seed, m.step + 1, i, i + 1);
    for (const { to } of kernel.results) {
      const { low, high } = affineRange(to, kernel.axes);
      const data = m.instance.view(to.buffer);
      if (!allFinite(data, low, high - low + 1)) return { node: origin, phase };
    }
  }
  return undefined;
}
