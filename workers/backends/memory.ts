/** How much memory a plan may take: refused with the figure before anything is allocated. */
import type { Plan } from '../../src/plan/plan.ts';

/** Browsers stop somewhere between 2 and 4 GiB for one memory; this leaves room for the page. */
const LIMIT_MIB = 1536;

const MIB = 1024 * 1024;

/** Elements to allocate. Throws where that many do not fit. */
export function arenaFor(plan: Plan, bytesPerElement: number): number {
  admit(plan.arena * bytesPerElement);
  return plan.arena;
}

/** Throws where that many bytes are more than a plan may have. */
export function admit(bytes: number): void {
  const mib = Math.ceil(bytes / MIB);
  if (mib <= LIMIT_MIB) return;
  throw new Error(
    `This network needs ${mib} MiB of memory; at most ${LIMIT_MIB} MiB are available.`,
  );
}

/** The engine itself had less than the limit to give. */
export const refused = (mib: number): Error =>
  new Error(`This network needs ${mib} MiB of memory, and the browser does not give that much.`);
