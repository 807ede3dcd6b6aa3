/** The decision map: predictions on a grid over two inputs of a source, the others at their middle. */
import { size } from '../../src/tensor/shape.ts';
import { regionOf } from '../backends/backend.ts';
import type { Executor } from './executor.ts';
import type { Loaded } from './loading.ts';
import { Outgoing } from './moving.ts';
import type { MapReply, MapRequest } from './protocol.ts';

const FINEST = 400;

/** Fills one chunk of the grid after another; between chunks the caller may let others run. */
export async function* mapChunks(
  { plan, datasets }: Loaded,
  executor: Executor,
  request: MapRequest,
  generation: number,
  guard: () => boolean,
): AsyncGenerator<void, MapReply | undefined> {
  const routine = plan.routines.predict;
  const ref = routine?.results.predictions[request.loss];
  const source = datasets.get(request.source);
  const resolution = Math.min(FINEST, Math.max(2, Math.floor(request.resolution)));
  if (!routine || !ref || !source || !Number.isFinite(resolution)) return undefined;
  const width = size(ref.shape) / routine.batch;
  const cells = resolution * resolution;
  const out = new Outgoing();
  const values = out.own(new Float32Array(cells * width));
  const { step } = executor;
  // Before the first chunk: no step lies between them and it.
  const asked = plan.storage.filter((v) => v.slot === '' && request.weights?.includes(v.name));
  const numbers = await executor.readAll(asked.map((v) => v.ref));
  const weights = Object.fromEntries(
    asked.map(({ name, ref }, i) => {
      const data = out.own(Float32Array.from(numbers[i]!));
      return [name, { shape: [...ref.shape], data }] as const;
    }),
  );
  const [left, right] = request.xRange;
  const [bottom, top] = request.yRange;
  for (let from = 0; from < cells; from += routine.batch) {
    const count = Math.min(routine.batch, cells - from);
    // Centres of the cells, rows from the top down.
    const place = (row: number, column: number): number => {
      const cell = from + Math.min(row, count - 1);
      const across = ((cell % resolution) + 0.5) / resolution;
      const down = (Math.floor(cell / resolution) + 0.5) / resolution;
      if (column === request.x) return left + across * (right - left);
      if (column === request.y) return top - down * (top - bottom);
      const [low, high] = source.ranges[column] ?? [0, 0];
      return (low + high) / 2;
    };
    const run = async () => {
      executor.dataLoader.points('predict', request.source, routine.batch, place);
      executor.submit('predict', executor.step);
      const [data] = await executor.readRegions([{ ...regionOf(ref), length: count * width }]);
      values.set(data!, from * width);
    };
    if (guard()) await executor.aside('predict', run);
    else await run();
    yield;
  }
  return out.mark({ generation, step, width, values, weights });
}
