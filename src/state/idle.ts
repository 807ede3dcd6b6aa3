/** A session without an engine: the page stands, nothing runs. Goes when the wire is there. */
import { ring } from '../base/ring.ts';
import type { EdgeRings, Session } from '../session/session.ts';

export function connect(): Session {
  let generation = 0;
  const rings = new Map<string, EdgeRings>();
  const nothing = async () => undefined;
  return {
    engine: {
      load: async (request) => ({
        generation: request.generation,
        compilation: {
          key: '',
          issues: [],
          shapes: {},
          batch: 1,
          parameters: [],
          sources: [],
          losses: [],
        },
        moves: [],
        status: 'empty',
        restarted: [],
        data: [],
      }),
      train: nothing,
      pause: nothing,
      reset: nothing,
      dial: nothing,
      watch: nothing,
      listen: nothing,
      stepForward: nothing,
      stepBack: nothing,
      runTo: nothing,
      leaveStepping: nothing,
      explain: nothing,
      inspectNode: nothing,
      inspectEdge: nothing,
      map: nothing,
      readWeights: async () => ({}),
      writeWeights: async () => [],
      dispose: nothing,
    },
    edge: (id) => {
      const kept = rings.get(id) ?? { value: ring(200), gradient: ring(200) };
      rings.set(id, kept);
      return kept;
    },
    curves: () => [],
    onPaint: () => () => undefined,
    onEvent: () => () => undefined,
    generation: () => generation,
    nextGeneration: () => ++generation,
    clearCurves: () => undefined,
    dispose: () => undefined,
  };
}
