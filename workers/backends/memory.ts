/** How much memory a plan takes with its data: refused with the figure before anything is allocated. */
import { type Issue, issue, sentenceOf } from '../../src/base/issue.ts';
import type { Plan, Routine } from '../../src/plan/plan.ts';
import { size } from '../../src/tensor/shape.ts';
import type { Footprint, ResidentData, ResidentTable } from './backend.ts';

const MIB = 1024 * 1024;

/**
 * Of all that persists there are more: as it was when last found finite, while somebody looks, and when
 * it was best, where one wants to go back there.
 */
const copiesOf = ({ stop }: Plan): number => (stop?.restore ? 3 : 2);

/** That plan does not fit; what a person is told. */
export class DoesNotFit extends Error {
  readonly issue: Issue;

  constructor(told: Issue) {
    super(sentenceOf(told));
    this.issue = told;
  }
}

/** Numbers in a row of a table. */
export const widthOf = (train: Routine, { input }: ResidentTable): number =>
  size(train.inputs[input]?.shape ?? []) / train.batch;

/** Numbers in a table; one row of zeros stands for none. */
export const lengthOf = (train: Routine, table: ResidentTable): number =>
  Math.max(1, table.rows) * widthOf(train, table);

/** Row numbers in an order. */
export const orderLength = ({ routines }: Plan, { batches }: ResidentData): number =>
  batches * (routines.train?.batch ?? 0);

/** @param bytes of a number. @param workspace in bytes. */
export function footprint(
  plan: Plan,
  data: ResidentData,
  bytes: number,
  workspace: number,
): Footprint {
  const { train } = plan.routines;
  const rows = train ? data.tables.reduce((n, t) => n + lengthOf(train, t), 0) : 0;
  const kept = plan.buffers.reduce((n, b) => n + (b.role === 'persistent' ? b.size : 0), 0);
  return {
    arena: bytes * plan.arena,
    workspace,
    data: bytes * rows + 4 * data.orders * orderLength(plan, data),
    copies: copiesOf(plan) * bytes * kept,
  };
}

const mib = (bytes: number): number => Math.ceil(bytes / MIB);

/** Throws where that is more than the backend may have. */
export function admit({ arena, workspace, data, copies }: Footprint, limitMib: number): void {
  const needed = mib(arena + workspace + data + copies);
  if (needed <= limitMib) return;
  throw new DoesNotFit(
    issue(
      'run.memory',
      {
        en: 'This network needs {needed} MiB of memory ({plan} of its own, {data} for the data); at most {limit} MiB are available. A smaller batch, fewer units or fewer rows help.',
        zh: '这个网络需要 {needed} MiB 内存（自身 {plan}，数据 {data}），最多可用 {limit} MiB。减小批量、单元数或数据行数会有帮助。',
      },
      { args: { needed, plan: needed - mib(data), data: mib(data), limit: limitMib } },
    ),
  );
}

/** The engine itself had less than the limit to give. */
export const refused = (bytes: number): DoesNotFit =>
  new DoesNotFit(
    issue(
      'run.memory-refused',
      {
        en: 'This network needs {needed} MiB of memory, and the browser does not give that much.',
        zh: '这个网络需要 {needed} MiB 内存，浏览器给不了这么多。',
      },
      { args: { needed: mib(bytes) } },
    ),
  );
