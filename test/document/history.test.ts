import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyDocument } from '../../src/catalog/empty.ts';
import { move, rename } from '../../src/document/commands.ts';
import {
  emptyHistory,
  endGesture,
  type History,
  record,
  redo,
  undo,
} from '../../src/document/history.ts';
import { apply, invert, isEmpty, merge, type Patch, patchOf } from '../../src/document/patch.ts';
import { edits, walk } from './wander.ts';

describe('patches', () => {
  it('law: apply and then apply the inverse is the identity', () => {
    fc.assert(
      fc.property(edits(), (list) => {
        const { documents, patches } = walk(list);
        for (const [i, patch] of patches.entries()) {
          const [before, after] = [documents[i]!, documents[i + 1]!];
          expect(apply(after, invert(patch))).toEqual(before);
          expect(invert(invert(patch))).toEqual(patch);
        }
      }),
    );
  });

  it('law: merged patches lead where the single ones lead, and back', () => {
    fc.assert(
      fc.property(edits(), (list) => {
        const { documents, patches } = walk(list);
        const [first, last] = [documents[0]!, documents.at(-1)!];
        const all = patches.reduce<Patch>(merge, {});
        expect(apply(first, all)).toEqual(last);
        expect(apply(last, invert(all))).toEqual(first);
      }),
    );
  });

  it('leave the former document as it was', () => {
    fc.assert(
      fc.property(edits(), (list) => {
        const { documents } = walk(list);
        const texts = documents.map((d) => JSON.stringify(d));
        walk(list);
        expect(documents.map((d) => JSON.stringify(d))).toEqual(texts);
      }),
      { numRuns: 20 },
    );
  });

  it('are empty where nothing changes, and a way there and back merges to nothing', () => {
    const document = emptyDocument('A');
    expect(isEmpty(patchOf(document, { name: 'A', nodes: { ghost: undefined } }))).toBe(true);
    const there = patchOf(document, { name: 'B' });
    expect(isEmpty(merge(there, invert(there)))).toBe(true);
  });
});

describe('history', () => {
  it('law: undo all is the first document, redo all the last', () => {
    fc.assert(
      fc.property(edits(60), (list) => {
        const { documents, patches } = walk(list);
        let history: History = emptyHistory;
        for (const patch of patches) history = record(history, { patch, label: 'edit' });
        let document = documents.at(-1)!;
        for (let m = undo(history, document); m; m = undo(history, document))
          ({ history, document } = m);
        expect(document).toEqual(documents[0]);
        expect(history.past).toEqual([]);
        for (let m = redo(history, document); m; m = redo(history, document))
          ({ history, document } = m);
        expect(document).toEqual(documents.at(-1));
      }),
      { numRuns: 50 },
    );
  });

  it('law: goes over the documents that there were, a gesture with where it led, whatever the order', () => {
    const op = fc.oneof(
      fc.record({
        to: fc.nat(2),
        gesture: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
      }),
      fc.constantFrom('end' as const, 'undo' as const, 'redo' as const, 'run' as const),
    );
    const at = (x: number) => {
      const tanh1 = { id: 'tanh1', kind: 'tanh', params: {}, position: { x, y: 0 } };
      return apply(emptyDocument(), patchOf(emptyDocument(), { nodes: { tanh1 } }));
    };
    fc.assert(
      fc.property(fc.array(op, { maxLength: 25 }), (ops) => {
        let document = at(0);
        let history: History = emptyHistory;
        // Where each entry came from and led, in positions of the node.
        type Step = { from: number; to: number; gesture?: string | undefined; run?: string };
        let past: Step[] = [];
        let future: Step[] = [];
        let x = 0;
        for (const [i, o] of ops.entries()) {
          if (o === 'end') {
            history = endGesture(history);
            past = past.map((s, j) => (j === past.length - 1 ? { ...s, gesture: undefined } : s));
          } else if (o === 'run') {
            history = record(history, { patch: {}, label: 'reset', run: `${i}` });
            past = [...past, { from: x, to: x, run: `${i}` }];
            future = [];
          } else if (o === 'undo' || o === 'redo') {
            const [taken, given] = o === 'undo' ? [past, future] : [future, past];
            const step = taken.at(-1);
            const moved = (o === 'undo' ? undo : redo)(history, document);
            expect(moved === undefined).toBe(step === undefined);
            if (!moved || !step) continue;
            ({ history, document } = moved);
            expect(moved.entry.run).toBe(step.run);
            const [less, more] = [taken.slice(0, -1), [...given, step]];
            [past, future] = o === 'undo' ? [less, more] : [more, less];
            x = o === 'undo' ? step.from : step.to;
          } else {
            const patch = move(document, { tanh1: { x: o.to, y: 0 } });
            document = apply(document, patch);
            history = record(history, {
              patch,
              label: 'move',
              ...(o.gesture && { gesture: o.gesture }),
            });
            if (o.to === x) continue;
            const last = past.at(-1);
            const joins = o.gesture && last?.gesture === o.gesture && future.length === 0;
            const from = joins && last ? last.from : x;
            past = [
              ...(joins ? past.slice(0, -1) : past),
              ...(from === o.to ? [] : [{ from, to: o.to, gesture: o.gesture }]),
            ];
            future = [];
            x = o.to;
          }
          expect(document).toEqual(at(x));
          expect([history.past.length, history.future.length]).toEqual([
            past.length,
            future.length,
          ]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('holds several hundred steps and then forgets the oldest', () => {
    let document = emptyDocument('0');
    let history: History = emptyHistory;
    for (let i = 1; i <= 700; i++) {
      const renamed = rename(document, String(i));
      if (!renamed.ok) throw new Error('refused');
      history = record(history, { patch: renamed.value, label: 'rename' });
      document = apply(document, renamed.value);
    }
    let steps = 0;
    for (let m = undo(history, document); m; m = undo(history, document)) {
      ({ history, document } = m);
      steps++;
    }
    expect(steps).toBe(500);
    expect(document.name).toBe('200');
  });

  it('keeps a gesture as one step until it ends, and drops what was undone after a new edit', () => {
    let document = apply(
      emptyDocument(),
      patchOf(emptyDocument(), {
        nodes: { tanh1: { id: 'tanh1', kind: 'tanh', params: {}, position: { x: 0, y: 0 } } },
      }),
    );
    let history: History = emptyHistory;
    const drag = (x: number) => {
      const patch = move(document, { tanh1: { x, y: 0 } });
      history = record(history, { patch, label: 'move', gesture: 'drag' });
      document = apply(document, patch);
    };
    drag(10);
    drag(20);
    expect(history.past).toHaveLength(1);
    history = endGesture(history);
    drag(30);
    expect(history.past).toHaveLength(2);
    const back = undo(history, document);
    expect(back?.document.nodes.tanh1?.position.x).toBe(20);
    ({ history, document } = back!);
    drag(25);
    expect(history.future).toEqual([]);
    expect(history.past).toHaveLength(2);
    drag(20);
    expect(history.past, 'a drag that ends where it began is no step').toHaveLength(1);
  });
});
