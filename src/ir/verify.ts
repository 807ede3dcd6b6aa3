/**
 * Checks that a program keeps its promises: operands come before their use, arities and shapes agree
 * with the tables, results and writes exist and lie in range. What it finds is a bug of ours, told
 * as plain sentences; passes call it in tests and while developing.
 */
import { size } from '../tensor/shape.ts';
import { inferShape } from './infer.ts';
import { closesOf, keepsRows, loopsOf } from './loops.ts';
import { ARITY, type OpName, type Program, type Storage, type Value } from './ops.ts';

export function verify(program: Program, storage: readonly Storage[] = []): string[] {
  const bad: string[] = [];
  const sizes = new Map(storage.map((s) => [s.name, s.size]));
  const inside = (what: string, buffer: string, offset: number, count: number) => {
    const limit = sizes.get(buffer);
    if (offset < 0) bad.push(`${what} begins at ${offset} of ${buffer}`);
    if (limit !== undefined && offset + count > limit)
      bad.push(`${what} ends at ${offset + count} of ${buffer}, which holds ${limit}`);
    if (storage.length > 0 && limit === undefined) bad.push(`${what} names no buffer: ${buffer}`);
  };

  for (const [i, value] of program.values.entries()) {
    const what = `%${i} ${value.op}`;
    if (value.id !== i) bad.push(`${what} calls itself %${value.id}`);
    if (!(value.op in ARITY)) {
      bad.push(`${what} is no primitive`);
      continue;
    }
    const late = value.args.filter((a) => !(Number.isInteger(a) && a >= 0 && a < i));
    if (late.length > 0) {
      bad.push(`${what} uses %${late.join(', %')} before it is there`);
      continue;
    }
    if (value.shape.some((d) => !Number.isInteger(d) || d < 0))
      bad.push(`${what} has the shape ${value.shape.join('×')}`);
    try {
      const shapes = value.args.map((a) => program.values[a]?.shape ?? []);
      inferShape<OpName>(value.op, value.attrs, shapes, value.shape);
    } catch (error) {
      bad.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (value.op === 'read')
      inside(what, value.attrs.buffer, value.attrs.offset, size(value.shape));
  }
  if (!bad.length) bad.push(...verifyLoops(program.values));
  for (const [name, id] of Object.entries(program.results))
    if (!program.values[id]) bad.push(`result ${name} is %${id}, which is not there`);
  for (const write of program.writes) {
    const value = program.values[write.value];
    const what = `write to ${write.buffer}`;
    if (!value) bad.push(`${what} of %${write.value}, which is not there`);
    else inside(what, write.buffer, write.offset, size(value.shape));
  }
  const spans = [...program.writes]
    .map((w) => ({ ...w, end: w.offset + size(program.values[w.value]?.shape ?? []) }))
    .sort((a, b) => (a.buffer < b.buffer ? -1 : a.buffer > b.buffer ? 1 : a.offset - b.offset));
  for (const [i, span] of spans.entries()) {
    const next = spans[i + 1];
    if (next && next.buffer === span.buffer && next.offset < span.end)
      bad.push(`writes to ${span.buffer} overlap at ${next.offset}`);
  }
  return bad;
}

/** Recurrences are closed once each, and no row of theirs is made from rows that do not come before it. */
function verifyLoops(values: readonly Value[]): string[] {
  const bad: string[] = [];
  const closes = closesOf(values);
  const names = new Set<string>();
  for (const v of values) {
    if (v.op === 'close' && closes.get(v.args[1]!) !== v.id)
      bad.push(`%${v.id} close ${v.attrs.name} closes what is closed already`);
    if (v.op !== 'carry') continue;
    if (names.has(v.attrs.name)) bad.push(`%${v.id} carry ${v.attrs.name} is there already`);
    names.add(v.attrs.name);
    const close = values[closes.get(v.id) ?? -1];
    if (close?.op !== 'close') bad.push(`%${v.id} carry ${v.attrs.name} is never closed`);
    else if (close.attrs.name !== v.attrs.name || close.attrs.reverse !== v.attrs.reverse)
      bad.push(`%${v.id} carry ${v.attrs.name} is closed as another`);
  }
  if (bad.length) return bad;
  for (const { members } of loopsOf(values)) {
    const inside = new Set(members);
    for (const id of members) {
      const v = values[id]!;
      const own = v.args.filter((a) => inside.has(a)).map((a) => values[a]!);
      if (own.length && !keepsRows(v, own))
        bad.push(`%${id} ${v.op} mixes rows of the loop that it is in`);
    }
  }
  return bad;
}
