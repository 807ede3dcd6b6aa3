/** What the move that was done last has to say: its equations and kernels, with the numbers of the moment. */
import { must } from '../../src/base/assert.ts';
import type { EngineParts } from './loading.ts';
import { Outgoing } from './moving.ts';
import type { Explanation } from './protocol.ts';
import type { Runtime } from './runtime.ts';
import { tensorView } from './views.ts';

interface Of {
  readonly index?: readonly number[] | undefined;
  readonly row?: number | undefined;
  readonly sample?: number | undefined;
}

export async function explained(
  explain: EngineParts['explain'],
  r: Runtime,
  generation: number,
  { index, row, sample }: Of,
): Promise<Explanation | undefined> {
  const { move } = r.cursor;
  if (!move) return undefined;
  const out = new Outgoing();
  const { plan, document, compilation } = r.loaded;
  const explaining = explain({
    plan,
    document,
    compilation,
    move,
    ...(index ? { index } : {}),
    ...(row === undefined ? {} : { row }),
    ...(sample === undefined ? {} : { sample }),
    seed: document.run.seed,
    step: r.cursor.state(generation).step,
    view: (data, shape) => tensorView(out, data, shape),
  });
  const now = await r.executor.readBuffers(explaining.now);
  const before = await r.cursor.before(explaining.before);
  const found = explaining.from({
    now: (buffer) => must(now.get(buffer), 'a buffer that was read'),
    before: (buffer) => must(before.get(buffer), 'a buffer that was read'),
  });
  return out.mark({ move, ...found });
}
