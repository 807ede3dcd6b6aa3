/** A program as a listing, one value to a line: for failures of tests. */

import type { Program, Value } from '../../src/ir/ops.ts';
import { formatShape } from '../../src/tensor/shape.ts';

const attribute = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.length > 8 ? `${value.slice(0, 8).join(',')},…` : value.join(',')}]`
    : String(value);

/** `%4 = add %2 %3 : 32×8   ; backward dense1` */
function printValue(value: Value): string {
  const attrs = Object.entries(value.attrs).map(([k, v]) => `${k}=${attribute(v)}`);
  const body = [value.op, ...value.args.map((a) => `%${a}`), ...attrs].join(' ');
  const where = `${value.phase}${value.origin ? ` ${value.origin}` : ''}`;
  return `${`%${value.id} = ${body} : ${formatShape(value.shape)}`.padEnd(52)} ; ${where}`;
}

export const print = (program: Program): string =>
  [
    ...program.values.map(printValue),
    ...program.writes.map((w) => `write ${w.buffer}+${w.offset} <- %${w.value}`),
    ...Object.entries(program.results).map(([name, id]) => `result ${name} = %${id}`),
  ].join('\n');
