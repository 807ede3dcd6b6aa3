/** The rows of the bench's own table: what the engine trains on where no generator makes the data. */
import { must } from '../src/base/assert.ts';
import { random } from '../src/base/random.ts';
import type { Column, Table } from '../src/data/dataset.ts';
import type { Document } from '../src/document/records.ts';

const ROWS = 1000;

/** Rows for a workload whose data no generator makes: numbers, and classes in turn. */
export function tableFor({ nodes }: Document): Table {
  const { params } = must(
    Object.values(nodes).find((n) => n.kind === 'data'),
    'a source',
  );
  const { inputs, classes } = params as {
    readonly inputs: readonly string[];
    readonly classes?: readonly string[];
  };
  const r = random(7);
  const numbers = () => Float64Array.from({ length: ROWS }, () => r.between(-1, 1));
  const column = (name: string): Column => ({ name, type: 'number', data: numbers() });
  const target: Column = classes?.length
    ? {
        name: 'y',
        type: 'category',
        categories: classes,
        data: Uint32Array.from({ length: ROWS }, (_, i) => i % classes.length),
      }
    : column('y');
  return { id: 'bench', name: 'bench', rows: ROWS, columns: [...inputs.map(column), target] };
}
