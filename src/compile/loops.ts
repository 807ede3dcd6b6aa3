/**
 * A topological order of the program in which what must be computed row by row together (see ir/loops)
 * stands together: before it all that it needs, behind it all that needs it.
 */
import { must } from '../base/assert.ts';
import { closesOf, loopsOf } from '../ir/loops.ts';
import type { Program, Value } from '../ir/ops.ts';
import type { Loop } from '../plan/plan.ts';

export interface GroupedProgram {
  readonly program: Program;
  /** The loop in which a value is computed, by its id; nothing for those outside. */
  readonly loopOf: (id: number) => Loop | undefined;
}
export function groupLoops(program: Program): GroupedProgram {
  const { values } = program;
  const closes = closesOf(values);
  if (!closes.size) return { program, loopOf: () => undefined };
  const loops = loopsOf(values);
  const loopOfMember = new Map(loops.flatMap((l) => l.members.map((id) => [id, l] as const)));

  const order: number[] = [];
  const placed = new Uint8Array(values.length);
  /** All members of a loop are one; a carry outside of any comes after what closes it. */
  const membersOf = (id: number): readonly number[] => loopOfMember.get(id)?.members ?? [id];
  const before = (members: readonly number[]) =>
    members.flatMap((id) => {
      const v = must(values[id], 'a value');
      const close = loopOfMember.has(id) ? undefined : closes.get(id);
      // A close needs its carry only to say whose rows they are.
      const args = v.op === 'close' ? v.args.slice(0, 1) : v.args;
      return close === undefined ? args : [...args, close];
    });
  for (const { id } of values) {
    // Without recursion: chains of thousands of layers are common.
    const stack = [id];
    while (stack.length) {
      const top = stack[stack.length - 1]!;
      if (placed[top]) {
        stack.pop();
        continue;
      }
      const members = membersOf(top);
      const missing = before(members).filter((a) => !placed[a] && !members.includes(a));
      if (missing.length) {
        stack.push(...missing);
        continue;
      }
      for (const m of members) {
        placed[m] = 1;
        order.push(m);
      }
      stack.pop();
    }
  }

  const place = new Int32Array(values.length);
  for (const [i, id] of order.entries()) place[id] = i;
  const ids = new Map(loops.map((l, i) => [l, i]));
  const loopAt = order.map((id): Loop | undefined => {
    const l = loopOfMember.get(id);
    return l && { id: ids.get(l)!, extent: l.extent, reverse: l.reverse };
  });
  return {
    program: {
      values: order.map(
        (id, i) =>
          ({
            ...values[id]!,
            id: i,
            args: values[id]!.args.map((a) => place[a]!),
          }) as Value,
      ),
      results: Object.fromEntries(
        Object.entries(program.results).map(([k, id]) => [k, place[id]!]),
      ),
      writes: program.writes.map((w) => ({ ...w, value: place[w.value]! })),
    },
    loopOf: (id) => loopAt[id],
  };
}
