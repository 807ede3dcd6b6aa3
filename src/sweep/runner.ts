/** What takes the runs of a sweep: over an engine in this thread here, in another one in `remote`. */
import type { EngineApi } from '../../workers/engine/protocol.ts';
import { type Landscape, type LandscapeRequest, landscapeOf } from './landscape.ts';
import { type RunRequest, runToEnd, type Swept, trainableOf } from './training.ts';

/** Takes one run after the other. */
export interface Runner {
  run(request: RunRequest, onStep?: (step: number) => void): Promise<Swept>;
  /** The cost over the only weight, and how runs move on it; nothing where there are more of them. */
  landscape(request: LandscapeRequest): Promise<Landscape | undefined>;
  /** It will take no more. */
  readonly isGone?: boolean;
  /** A run under way is not waited for. */
  dispose(): void;
}

/** A runner over an engine in this very thread. */
export function runnerOf(engine: EngineApi): Runner {
  const trainable = trainableOf(engine);
  // Nobody goes back to a moment of these runs.
  void engine.recordingBudget(0);
  return {
    run: (request, onStep) => runToEnd(trainable, request, onStep),
    landscape: (request) => landscapeOf(trainable, request),
    dispose: () => void engine.dispose(),
  };
}
