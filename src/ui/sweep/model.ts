/**
 * Sweeps of this page, one for each project that has one: what is to be swept, and what came of it. They live
 * outside React and the store, as the numbers of a run do: a sweep goes on while one looks at something else,
 * and while another project is open.
 */
import { useSyncExternalStore } from 'react';
import type { Result } from '../../base/issue.ts';
import { writeNumber } from '../../base/number.ts';
import type { Document } from '../../document/records.ts';
import type { WrittenSweep } from '../../document/sweeps.ts';
import type { AppState } from '../../state/app.ts';
import type { Landscape } from '../../sweep/landscape.ts';
import type { SweepPlan } from '../../sweep/plan.ts';
import { type Sweeping, sweep } from '../../sweep/pool.ts';
import { readSweep } from '../../sweep/reading.ts';
import type { Runner } from '../../sweep/runner.ts';
import { settingOf } from '../../sweep/settings.ts';
import type { Measure } from '../../sweep/summary.ts';
import { type Cell, createCell } from '../kit/cell.ts';
import { useApp, useAppStore } from '../kit/store.tsx';
import { openRunner, threadsFor } from './threads.ts';

export interface Form extends WrittenSweep {
  readonly halving: boolean;
}

export const LOOKS = ['curves', 'heat', 'parallel'] as const;
export type Look = (typeof LOOKS)[number];

/** A sweep that was begun. */
export interface Swept {
  readonly plan: SweepPlan;
  readonly halving: boolean;
  /** What was swept, as it was then. */
  readonly document: Document;
  readonly sweeping: Sweeping;
  readonly threads: number;
  /** Milliseconds of the page's clock. */
  readonly begun: number;
  readonly ended?: number;
  readonly cancelled?: true;
  /** Where there is only one weight: how the runs moved on it. */
  readonly landscape?: Landscape;
}

export interface SweepView {
  readonly form: Form;
  readonly swept?: Swept;
  readonly shows: 'form' | 'results';
  readonly look: Look;
  /** By what combinations are compared, where somebody chose it. */
  readonly by?: Measure;
  /** Counts what was told of the runs. */
  readonly version: number;
}

/** Milliseconds between two tellings, and for each combination of which there is to tell. */
const [EVERY, EACH] = [150, 1] as const;
/** Sweeps of so many projects are kept. */
const KEPT = 3;
/** A picture of how runs move shows so many of them, and so many steps of each. */
const MOST_TRAILS = 8;
const TRAIL = 40;

const RATE = 'run.optimiser.lr';

/** The rate, a tenth and ten times of it, as far as it goes. */
function firstForm(document: Document): Form {
  const rate = settingOf(document, RATE);
  const field = rate.ok ? rate.value.field : undefined;
  const settings =
    rate.ok && field?.type === 'number'
      ? [0.1, 1, 10].map((factor) => Number((factor * Number(rate.value.value)).toPrecision(6)))
      : [];
  const { min = 0, max = 0 } = field?.type === 'number' ? field : {};
  const text = settings
    .filter((v) => v >= min && v <= max)
    .map(writeNumber)
    .join(', ');
  return {
    settings: text ? [{ path: RATE, text }] : [{ path: 'run.batchSize', text: '8, 32' }],
    seeds: 3,
    steps: 500,
    halving: false,
  };
}

export interface Sweeps {
  of(project: string, document: Document, wish: WrittenSweep | undefined): Cell<SweepView>;
  start(cell: Cell<SweepView>, document: Document): Result<SweepPlan>;
  cancel(cell: Cell<SweepView>): void;
}

export function createSweeps(open: () => Runner, threads: (runs: number) => number): Sweeps {
  /** The one that was asked for last stands last. */
  const cells = new Map<string, Cell<SweepView>>();
  const pools = new Map<Cell<SweepView>, readonly Runner[]>();

  function close(cell: Cell<SweepView>): void {
    for (const runner of pools.get(cell) ?? []) runner.dispose();
    pools.delete(cell);
  }
  function end(cell: Cell<SweepView>, sweeping: Sweeping, more: Partial<Swept>): void {
    const { swept, ...view } = cell.get();
    if (swept?.sweeping !== sweeping) return;
    close(cell);
    cell.set({
      ...view,
      version: view.version + 1,
      swept: { ...swept, ended: performance.now(), ...more },
    });
  }
  function cancel(cell: Cell<SweepView>): void {
    const { swept } = cell.get();
    if (!swept || swept.ended !== undefined) return;
    swept.sweeping.cancel();
    end(cell, swept.sweeping, { cancelled: true });
  }

  return {
    of(project, document, wish) {
      const cell =
        cells.get(project) ??
        createCell<SweepView>({
          form: wish ? { ...wish, halving: false } : firstForm(document),
          shows: 'form',
          look: 'curves',
          version: 0,
        });
      cells.delete(project);
      cells.set(project, cell);
      for (const [name, old] of cells) {
        if (cells.size <= KEPT) break;
        cancel(old);
        cells.delete(name);
      }
      return cell;
    },
    start(cell, document) {
      const { form } = cell.get();
      const plan = readSweep(document, form);
      if (!plan.ok) return plan;
      cancel(cell);
      const count = threads(plan.value.runs.length);
      const pool = Array.from({ length: count }, open);
      pools.set(cell, pool);
      let due: ReturnType<typeof setTimeout> | undefined;
      const tell = () => {
        due = undefined;
        const view = cell.get();
        if (view.swept?.sweeping === sweeping) cell.set({ ...view, version: view.version + 1 });
      };
      const { halving } = form;
      const sweeping = sweep(plan.value, pool, { halving }, () => {
        due ??= setTimeout(tell, EVERY + EACH * plan.value.configurations.length);
      });
      const begun = performance.now();
      cell.set({
        ...cell.get(),
        shows: 'results',
        swept: { plan: plan.value, halving, document, sweeping, threads: count, begun },
      });
      void sweeping.over.then(async () => {
        clearTimeout(due);
        if (cell.get().swept?.sweeping !== sweeping || !pools.has(cell)) return;
        const documents = plan.value.configurations.flatMap((c) => c.runs[0]?.document ?? []);
        const steps = Math.min(TRAIL, plan.value.steps);
        const landscape =
          documents.length <= MOST_TRAILS
            ? await pool[0]?.landscape({ documents, steps })
            : undefined;
        end(cell, sweeping, landscape ? { landscape } : {});
      });
      return plan;
    },
    cancel,
  };
}

/** By the session: a part of the page has a store of its own, which follows the page's. */
const all = new WeakMap<AppState['session'], Sweeps>();

/** The sweep of the open project. */
export function useSweep(): {
  readonly view: SweepView;
  readonly change: (change: Partial<Pick<SweepView, 'form' | 'shows' | 'look' | 'by'>>) => void;
  readonly start: () => Result<SweepPlan>;
  readonly cancel: () => void;
} {
  const app = useAppStore();
  const project = useApp((s) => s.project.id);
  const session = useApp((s) => s.session);
  const sweeps = all.get(session) ?? createSweeps(openRunner, threadsFor);
  all.set(session, sweeps);
  const { document, recommendedSweep }: AppState = app.getState();
  const cell = sweeps.of(project, document, recommendedSweep);
  const view = useSyncExternalStore(cell.subscribe, cell.get);
  return {
    view,
    change: (change) => cell.set({ ...cell.get(), ...change }),
    start: () => sweeps.start(cell, app.getState().document),
    cancel: () => sweeps.cancel(cell),
  };
}
