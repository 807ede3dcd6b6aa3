/** What lives as long as the canvas and is handed down to nodes and wires; made once, never changes. */
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react';
import { must } from '../../base/assert.ts';
import { useAppStore } from '../kit/store.tsx';
import { createHover, type Hover } from './edges/hover.ts';
import { createPainter, type Painter } from './edges/paint.ts';
import { NOTHING, type Standing } from './edges/place.ts';
import { createStepTensors, type StepTensors } from './edges/stepTensors.ts';
import { createWires, type Wires } from './edges/wires.ts';
import { createPoller, type Poller } from './nodes/poller.ts';
import { createView, type View, type ViewState } from './view.ts';

export interface Parts {
  readonly view: View;
  readonly wires: Wires;
  readonly painter: Painter;
  readonly poller: Poller;
  readonly steps: StepTensors;
  readonly hover: Hover;
  /** What stands on wires now: charts, tensors, weights. */
  readonly standing: { now: Standing };
}

const Context = createContext<Parts | undefined>(undefined);

export function CanvasParts({ children }: { children: ReactNode }) {
  const app = useAppStore();
  const [parts] = useState((): Parts => {
    const { session } = app.getState();
    const wires = createWires();
    const view = createView();
    return {
      view,
      wires,
      painter: createPainter(session, wires),
      poller: createPoller(session.engine, () => app.getState().sample, {
        coming: () => app.getState().status === 'training',
        on: session.onPaint,
        onFrame: (callback) =>
          session.onEvent((event) => {
            if (event.type === 'frame') callback(event.pictures);
          }),
        step: () => app.getState().step,
      }),
      steps: createStepTensors(app, wires),
      hover: createHover(view),
      standing: { now: NOTHING },
    };
  });
  useEffect(() => {
    const stop = [parts.painter, parts.poller, parts.steps, parts.hover].map((part) =>
      part.start(),
    );
    return () => {
      for (const end of stop) end();
    };
  }, [parts]);
  return <Context.Provider value={parts}>{children}</Context.Provider>;
}

export const useParts = (): Parts => must(useContext(Context), 'a component outside the canvas');

export function useView<T>(selector: (state: ViewState) => T): T {
  const { view } = useParts();
  const read = () => selector(view.get());
  return useSyncExternalStore(view.subscribe, read, read);
}
