/**
 * The cost over the one weight of a network that has only one, and how runs move on it: at step k each
 * stands at its weight before that step, with the cost that the step measured there.
 */
import { must } from '../base/assert.ts';
import type { Document } from '../document/records.ts';
import { settled, type Trainable, trainToEnd, wrongIn } from './training.ts';

export interface Place {
  readonly value: number;
  readonly cost: number;
}
export interface Landscape {
  /** The weight's name. */
  readonly weight: string;
  /** Of each run the places of its first steps; less where its numbers are no numbers any more. */
  readonly trails: readonly (readonly Place[])[];
  /** The cost over what the runs moved on, of the document that was swept. */
  readonly floor: readonly Place[];
}
export interface LandscapeRequest {
  /** A document for each run. */
  readonly documents: readonly Document[];
  /** So many steps of each. */
  readonly steps: number;
}

const FLOOR_POINTS = 81;
/** Room beside the places. */
const MARGIN = 0.25;

/** The name of the only number that is trained; nothing where there are more of them, or none. */
async function onlyWeight({ engine, nextGeneration }: Trainable, document: Document) {
  const loaded = await engine.load({ document, generation: nextGeneration(), fresh: true });
  if (wrongIn(loaded).length) return undefined;
  const trained = loaded.compilation.parameters.filter((p) => p.trainable);
  const [only] = trained;
  const isOne = trained.length === 1 && only?.shape.every((n) => n === 1);
  return isOne ? only?.name : undefined;
}

const weightOf = async ({ engine }: Trainable, weight: string): Promise<number> =>
  (await engine.readWeights())[weight]?.data[0] ?? Number.NaN;

async function trailOf(
  trainable: Trainable,
  document: Document,
  steps: number,
): Promise<readonly Place[]> {
  const weight = await onlyWeight(trainable, document);
  if (weight === undefined) return [];
  const trail: Place[] = [];
  for (let step = 1; step <= steps; step++) {
    const value = await weightOf(trainable, weight);
    const { curve, final, stopped } = await trainToEnd(trainable, { steps: 1 });
    const cost = curve.at(-1)?.cost ?? Number.NaN;
    if (!Number.isFinite(cost)) break;
    trail.push({ value, cost });
    if (!final || stopped) break;
  }
  return trail;
}

/** What runs moved on that came back: who flies off has no say in how far the picture goes. */
function rangeOf(trails: readonly (readonly Place[])[]): readonly [number, number] {
  const starts = trails.flatMap((trail) => trail.slice(0, 1).map((p) => p.value));
  const far = Math.max(0, ...starts.map(Math.abs));
  const near = trails
    .filter((trail) => trail.every((p) => Math.abs(p.value) <= 2 * far))
    .flatMap((trail) => trail.map((p) => p.value));
  const values = near.length ? near : starts;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = MARGIN * (high - low || 2 * Math.abs(high) || 1);
  return [low - room, high + room];
}

export async function landscapeOf(
  trainable: Trainable,
  { documents, steps }: LandscapeRequest,
): Promise<Landscape | undefined> {
  const [base] = documents;
  const weight = base && (await onlyWeight(trainable, base));
  if (base === undefined || weight === undefined) return undefined;
  const trails: (readonly Place[])[] = [];
  for (const document of documents) trails.push(await trailOf(trainable, document, steps));
  const [low, high] = rangeOf(trails);
  if (!Number.isFinite(low + high)) return undefined;
  await onlyWeight(trainable, base);
  const shape = must((await trainable.engine.readWeights())[weight], 'the weight').shape;
  const floor: Place[] = [];
  for (let i = 0; i < FLOOR_POINTS; i++) {
    const data = new Float32Array([low + ((high - low) * i) / (FLOOR_POINTS - 1)]);
    const { cost } = await settled(trainable, 0, { [weight]: { shape, data } });
    // As the engine has it, in its precision.
    floor.push({ value: data[0]!, cost });
  }
  return { weight, trails, floor };
}
