/** A plan in the memory of a device: what is read of it, written into it, copied and reduced there. */
import { must } from '../../src/base/assert.ts';
import type { Plan, RoutineName, TensorRef } from '../../src/plan/plan.ts';
import {
  type Floats,
  type Instance,
  type Listing,
  type Reduction,
  type Region,
  regionOf,
  type Snapshot,
} from '../backends/backend.ts';
import { bufferOf, persistentIn } from './regions.ts';

export class DeviceMemory {
  readonly plan: Plan;
  /** The buffers that persist. */
  readonly persistent: readonly Region[];

  constructor(protected readonly instance: Instance) {
    this.plan = instance.plan;
    this.persistent = persistentIn(instance.plan);
  }

  /** What of its instance there is to tell. */
  get device(): Pick<Instance, 'plan' | 'footprint' | 'threads'> {
    return this.instance;
  }
  listing(routine: RoutineName, step: number): readonly Listing[] {
    return this.instance.listing(routine, step);
  }
  dispose(): void {
    this.instance.dispose();
  }

  async read(ref: TensorRef): Promise<Floats> {
    const [numbers] = await this.readAll([ref]);
    return numbers!;
  }
  readAll(refs: readonly TensorRef[]): Promise<readonly Floats[]> {
    return this.instance.read(refs.map(regionOf));
  }
  /** Each of these tensors, once. */
  async readTensors(refs: readonly TensorRef[]): Promise<(ref: TensorRef) => Floats> {
    const numbers = await this.readAll(refs);
    const known = new Map(refs.map((ref, i) => [ref, numbers[i]!]));
    return (ref) => must(known.get(ref), 'a tensor that was read');
  }
  /** Whole buffers, by their number. */
  async readBuffers(buffers: readonly number[]): Promise<ReadonlyMap<number, Floats>> {
    const numbers = await this.instance.read(buffers.map((buffer) => bufferOf(this.plan, buffer)));
    return new Map(buffers.map((buffer, i) => [buffer, numbers[i]!]));
  }
  readRegions(regions: readonly Region[]): Promise<readonly Floats[]> {
    return this.instance.read(regions);
  }
  reduce(by: Reduction, regions: readonly Region[]): Promise<Float64Array> {
    return this.instance.reduce(by, regions);
  }
  /** Of what persists only before `resume` is called. */
  write(ref: TensorRef, numbers: ArrayLike<number>): void {
    this.instance.write(ref, numbers);
  }
  snapshot(regions: readonly Region[]): Snapshot {
    return this.instance.snapshot(regions);
  }
  /** All of what persists is finite. */
  async isFinite(): Promise<boolean> {
    return (await this.reduce('isFinite', this.persistent)).every(Boolean);
  }
}
