/**
 * Reads what the page shows in pictures (cards, the decision map), where steps come so slowly that each of
 * them is shown: all of it at one step, for training waits meanwhile, and told with the frame of that step.
 */
import type { EngineClock } from '../clock.ts';
import { mapChunks } from '../map.ts';
import type { NodeInspection, Pictures, Shown } from '../protocol.ts';
import type { Runtime } from '../runtime.ts';
import type { Task } from '../scheduler.ts';
import type { Telemetry } from '../telemetry.ts';

/** Of the time: what takes longer is shown less often. */
const SHARE = 0.25;

export interface Showing extends Task {
  /** What is shown from now on; what is not named stays as it was. */
  show(what: Partial<Shown>): void;
  /** Frames come with pictures. */
  shows(r: Runtime): boolean;
  /** What was begun is forgotten. */
  drop(): void;
}

/** Node by node, and the map chunk by chunk. */
async function* picturesOf(
  r: Runtime,
  { nodes, first, map }: Shown,
  generation: number,
): AsyncGenerator<void, Pictures> {
  const seen: NodeInspection[] = [];
  for (const id of nodes) {
    const one = await r.inspector.node(id, first);
    if (one) seen.push(one);
    yield;
  }
  const drawn = map && (yield* mapChunks(r.loaded, r.executor, map, generation, () => false));
  return { nodes: seen, ...(drawn && { map: drawn }) };
}

/** @param each steps come so slowly that each of them is shown */
export function createShowing(
  clock: EngineClock,
  telemetry: Telemetry,
  generation: () => number,
  each: (r: Runtime) => boolean,
): Showing {
  let shown: Shown = { nodes: [], first: 0 };
  let reading: AsyncGenerator<void, Pictures> | undefined;
  let spent = 0;
  let due = 0;
  const shows = (r: Runtime) => (shown.nodes.length > 0 || shown.map !== undefined) && each(r);
  return {
    show(what) {
      shown = { ...shown, ...what };
    },
    shows,
    isUnderWay: () => reading !== undefined,
    // What is half done would begin anew behind it.
    isDue: (r, time) =>
      reading !== undefined ||
      (time >= due && shows(r) && !r.executor.isBusy && telemetry.owesFrame(time)),
    async run(r, until) {
      const begin = clock.now();
      if (!reading) spent = 0;
      reading ??= picturesOf(r, shown, generation());
      const mine = reading;
      let next: IteratorResult<void, Pictures>;
      do next = await mine.next();
      while (!next.done && clock.now() < until);
      spent += clock.now() - begin;
      if (!next.done || mine !== reading) return;
      reading = undefined;
      due = begin + spent / SHARE;
      telemetry.frame(next.value);
    },
    drop() {
      reading = undefined;
    },
  };
}
