/**
 * What stands between the gradients and the optimiser: the schedule of the learning rate and the
 * clipping of the gradient, as part of the update program. It belongs to no node. A schedule that
 * keeps numbers keeps them in persistent storage like an optimiser's slots, so that stepping back and
 * replaying are exact.
 */
import { must } from '../base/assert.ts';
import { complete, type Thing } from '../base/fields.ts';
import { clipOf, LEARNING_RATE, scheduleOf } from '../catalog/index.ts';
import type { ScheduledRate } from '../catalog/thing.ts';
import type { RunSettings } from '../document/records.ts';
import type { Builder, V } from '../ir/builder.ts';
import type { Write } from '../ir/ops.ts';
import type { ParameterRange } from './update.ts';

type ScheduleAndClip = Pick<RunSettings, 'schedule' | 'clip'>;

interface ScheduledUpdate {
  readonly ranges: readonly ParameterRange[];
  /** Stands for the dial `lr`, where there is a schedule. */
  readonly rate?: V;
  readonly writes: readonly Write[];
}

const slotBuffer = (slot: string) => `schedule:${slot}`;

/** Names of a schedule's slots, those of the schedules inside it included. */
function scheduleSlots(thing: Thing | undefined): readonly string[] {
  const schedule = thing && scheduleOf(thing.kind);
  if (!schedule) return [];
  const params = complete(schedule.fields, thing.params);
  const inner = Object.entries(schedule.fields).flatMap(([name, field]) =>
    field.type === 'thing' && field.family === 'schedules'
      ? scheduleSlots(params[name] as Thing)
      : [],
  );
  return [...new Set([...(schedule.slots ?? []), ...inner])];
}

/** Steps between two validation checks, where a schedule or one inside it goes by the validation cost. */
export function validationInterval(thing: Thing | undefined): number | undefined {
  const schedule = thing && scheduleOf(thing.kind);
  if (!schedule) return undefined;
  const params = complete(schedule.fields, thing.params);
  const inner = Object.entries(schedule.fields).flatMap(([name, field]) =>
    field.type === 'thing' && field.family === 'schedules'
      ? (validationInterval(params[name] as Thing) ?? [])
      : [],
  );
  return schedule.validationInterval?.(params) ?? inner[0];
}

/** Where the engine writes a validation check: the validation cost, and the count of checks. */
export const VALIDATION_SLOT = 'validation';

/** The persistent buffers of those slots, one number each, and what the engine writes for them. */
export const scheduleStorage = (thing: Thing | undefined) => [
  ...scheduleSlots(thing).map((slot) => ({ slot, buffer: slotBuffer(slot), size: 1 })),
  ...(validationInterval(thing) === undefined
    ? []
    : [{ slot: VALIDATION_SLOT, buffer: slotBuffer(VALIDATION_SLOT), size: 2 }]),
];

function scheduledRate(b: Builder, thing: Thing, cost: V): ScheduledRate {
  const lr = b.dial(LEARNING_RATE);
  const follow = ({ kind, params }: Thing, done: V): ScheduledRate => {
    const schedule = must(scheduleOf(kind), `schedule ${kind}`);
    return schedule.rate({
      params: complete(schedule.fields, params),
      b,
      lr,
      done,
      cost,
      slot: (name) => b.emit('read', [], { buffer: slotBuffer(name), offset: 0 }, []),
      validation: () => {
        const seen = (offset: number) =>
          b.emit('read', [], { buffer: slotBuffer(VALIDATION_SLOT), offset }, []);
        return { cost: seen(0), count: seen(1) };
      },
      follow,
    });
  };
  // The run's own count: a schedule goes on where an optimiser that is changed begins anew.
  return follow(thing, b.sub(b.dial('time'), 1));
}

function clipped(
  b: Builder,
  thing: Thing,
  ranges: readonly ParameterRange[],
): readonly ParameterRange[] {
  const clip = must(clipOf(thing.kind), `clip ${thing.kind}`);
  const params = complete(clip.fields, thing.params);
  const context = { params, b };
  const { scale, apply } = clip;
  const length = scale && ranges.length ? gradientNorm(b, ranges) : undefined;
  const factor =
    scale && length && b.within('', 'update', () => scale(context, length.norm, length.unit));
  return ranges.map((s) =>
    b.within(s.origin, 'update', () => {
      const held = apply ? apply(context, s.gradient) : s.gradient;
      return {
        ...s,
        gradient: factor && length ? b.mul(b.div(held, length.unit), factor) : held,
      };
    }),
  );
}

/** Squares of numbers up to here can be added up in float32, three hundred millions of them. */
const SAFE = 1e15;

/**
 * The norm of all gradients in units of `unit`: of 1, or of the largest number where squares could
 * overflow. A number that is not finite makes both NaN, so that it is not taken for a long gradient.
 */
function gradientNorm(
  b: Builder,
  ranges: readonly ParameterRange[],
): { readonly norm: V; readonly unit: V } {
  return b.within('', 'update', () => {
    const largest = ranges.map(({ gradient: g }) => b.reduceMax(b.abs(g)));
    const most = largest.reduce((x, y) => b.max(x, y));
    const unit = b.select(b.less(most, SAFE), 1, most);
    const square = ({ gradient }: ParameterRange) => {
      const u = b.div(gradient, unit);
      return b.sum(b.mul(u, u));
    };
    return { norm: b.sqrt(ranges.map(square).reduce((x, y) => b.add(x, y))), unit };
  });
}

export function scheduleAndClip(
  b: Builder,
  { schedule, clip }: ScheduleAndClip,
  cost: V,
  ranges: readonly ParameterRange[],
): ScheduledUpdate {
  const { rate, slots = {} } = schedule
    ? b.within('', 'update', () => scheduledRate(b, schedule, cost))
    : {};
  const writes = Object.entries(slots).map(([name, v]) => ({
    buffer: slotBuffer(name),
    offset: 0,
    value: v.id,
  }));
  return { rate, writes, ranges: clip ? clipped(b, clip, ranges) : ranges };
}
