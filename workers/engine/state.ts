/** What the engine holds: one runtime at most, the load that it belongs to, and its status. */
import type { Status } from './protocol.ts';
import type { Runtime } from './runtime.ts';
import { reduceStatus, type StatusEvent, UNLOADED } from './status.ts';

/** For whoever only tells of it. */
export type EngineView = Pick<EngineState, 'runtime' | 'generation' | 'status' | 'idle'>;

export class EngineState {
  private held: Runtime | undefined;
  private standing = UNLOADED;
  private latest = 0;

  get runtime(): Runtime | undefined {
    return this.held;
  }
  /** Of the load that what is told belongs to. */
  get generation(): number {
    return this.latest;
  }
  get status(): Status {
    return this.standing.status;
  }
  get training(): boolean {
    return this.standing.status === 'training';
  }
  /** The document has nothing to run: what is loaded waits for an edit, and is not spoken of. */
  get idle(): boolean {
    return this.standing.idle;
  }

  private happened(event: StatusEvent): void {
    this.standing = reduceStatus(this.standing, event);
  }
  private get place() {
    return this.held?.place ?? { step: 0, begun: false };
  }

  /** What is told from now on belongs to that load. */
  answer(generation: number): void {
    this.latest = generation;
  }
  /** @param goesOn training does, where it is under way */
  load(runtime: Runtime, goesOn: boolean): void {
    this.held = runtime;
    this.happened({ type: 'loaded', at: runtime.place, goesOn });
  }
  repair(runtime: Runtime): void {
    this.held = runtime;
    this.happened({ type: 'repaired', at: runtime.place });
  }
  unload(): void {
    this.held = undefined;
    this.happened({ type: 'unloaded' });
  }
  empty(): void {
    this.happened({ type: 'emptied' });
  }
  resume(): void {
    this.happened({ type: 'resumed', at: this.place });
  }
  start(): void {
    this.happened({ type: 'started' });
  }
  stop(): void {
    this.happened({ type: 'stopped', at: this.place });
  }
  placed(): void {
    this.happened({ type: 'placed', at: this.place });
  }
  mended(): void {
    this.happened({ type: 'mended', at: this.place });
  }
  /** Numbers that are none; or a backend that cannot be had. */
  fail(): void {
    this.happened({ type: 'failed' });
  }
  /** The backend threw: what is loaded is to be put on another instance. */
  breakDown(): void {
    this.held?.breakDown();
    this.fail();
  }
}
