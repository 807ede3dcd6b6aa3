/** The status as a reducer: what follows from what, and what can never be told. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Place,
  reduceStatus,
  type Standing,
  type StatusEvent,
  UNLOADED,
} from '../../workers/engine/status.ts';

const START: Place = { step: 0, begun: false };
const LATER: Place = { step: 7, begun: false };
const WALKING: Place = { step: 0, begun: true };

const after = (...events: readonly StatusEvent[]): Standing =>
  events.reduce(reduceStatus, UNLOADED);
const loaded = (at: Place, goesOn = true): StatusEvent => ({ type: 'loaded', at, goesOn });
const started: StatusEvent = { type: 'started' };
const failed: StatusEvent = { type: 'failed' };
const stopped = (at: Place): StatusEvent => ({ type: 'stopped', at });
const placed = (at: Place): StatusEvent => ({ type: 'placed', at });

describe('what is told of a network', () => {
  test.each<readonly [string, readonly StatusEvent[], Standing['status']]>([
    ['none is loaded', [], 'empty'],
    ['none is loaded, and training is asked for', [started], 'empty'],
    ['none is loaded, and a backend fails', [failed], 'empty'],
    ['it is loaded before its first step', [loaded(START)], 'ready'],
    ['it is loaded from where it stood', [loaded(LATER)], 'paused'],
    ['it trains', [loaded(START), started], 'training'],
    ['it is stopped before a step is over', [loaded(START), started, stopped(START)], 'ready'],
    ['it is stopped behind a step', [loaded(START), started, stopped(LATER)], 'paused'],
    ['somebody steps through its first step', [loaded(START), placed(WALKING)], 'paused'],
    ['it is reset', [loaded(LATER), placed(START)], 'ready'],
    ['it failed, and is stopped', [loaded(LATER), failed, stopped(LATER)], 'failed'],
    [
      'it failed, and is given weights',
      [loaded(LATER), failed, { type: 'mended', at: LATER }],
      'paused',
    ],
    ['it failed, and trains again', [loaded(LATER), failed, started], 'training'],
    [
      'weights are given while it trains',
      [loaded(LATER), started, { type: 'mended', at: LATER }],
      'training',
    ],
    ['it is edited while it trains', [loaded(START), started, loaded(LATER)], 'training'],
    ['another project takes its place', [loaded(START), started, loaded(START, false)], 'ready'],
    [
      'another takes the place of one that failed',
      [loaded(LATER), failed, loaded(LATER)],
      'paused',
    ],
    [
      'its backend is replaced at rest',
      [loaded(LATER), failed, { type: 'repaired', at: LATER }],
      'paused',
    ],
    [
      'its backend is replaced while it trains',
      [loaded(LATER), started, { type: 'repaired', at: LATER }],
      'training',
    ],
    ['the document is emptied', [loaded(LATER), { type: 'emptied' }], 'empty'],
    [
      'the document is emptied, and it is reset',
      [loaded(LATER), { type: 'emptied' }, placed(START)],
      'empty',
    ],
    [
      'an edit brings it back',
      [loaded(LATER), { type: 'emptied' }, { type: 'resumed', at: LATER }],
      'paused',
    ],
    ['it never was away', [loaded(LATER), started, { type: 'resumed', at: LATER }], 'training'],
    ['it is gone', [loaded(LATER), started, { type: 'unloaded' }], 'empty'],
  ])('%s', (_, events, status) => {
    expect(after(...events).status).toBe(status);
  });
});

const at = fc.constantFrom(START, LATER, WALKING);
const event = fc.oneof(
  fc.record({ type: fc.constant('loaded' as const), at, goesOn: fc.boolean() }),
  fc.record({ type: fc.constantFrom('repaired', 'resumed', 'stopped', 'placed', 'mended'), at }),
  fc.record({ type: fc.constantFrom('unloaded', 'emptied', 'started', 'failed') }),
) as fc.Arbitrary<StatusEvent>;

test('whatever happens, nothing trains or failed that is not loaded, and what is stopped stands still', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), at, (events, place) => {
      const standing = after(...events);
      if (!standing.loaded) expect(standing.status).toBe('empty');
      const stands = reduceStatus(standing, stopped(place));
      expect(stands.status).not.toBe('training');
      expect(reduceStatus(stands, stopped(place))).toEqual(stands);
      // At rest the status follows from where it stands alone.
      const rests = reduceStatus(standing, placed(place)).status;
      const isSpokenOf = standing.loaded && !standing.idle;
      expect(rests).toBe(!isSpokenOf ? 'empty' : place === START ? 'ready' : 'paused');
    }),
  );
});
