/** `--data FILE`: a table of one's own into the document's data node, by the editor's own edit. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { issue } from '../src/base/issue.ts';
import { holdsDataset, vocabulary } from '../src/catalog/index.ts';
import { choiceOf, readsTable, tableParams } from '../src/data/choice.ts';
import { badRows } from '../src/data/csv/bad.ts';
import { type CsvReading, readCsv } from '../src/data/csv/read.ts';
import type { Column, Table } from '../src/data/dataset.ts';
import { classesOf, featureNames, MOST_CLASSES } from '../src/data/pick.ts';
import { setParams } from '../src/document/commands.ts';
import { apply } from '../src/document/patch.ts';
import type { Document, NodeRecord } from '../src/document/records.ts';
import { type Console, refuse } from './console.ts';

export interface CsvChoice {
  /** The data node, where the document has several. */
  readonly node?: string;
  readonly target?: string;
  readonly inputs?: readonly string[];
  readonly targetType?: 'class' | 'number';
}

/** A column of numbers with more different values than this is no class unless one says so. */
const MOST_GUESSED = 20;
const MOST_CATEGORIES = 100;

export async function withCsv(
  document: Document,
  file: string,
  wish: CsvChoice,
  console: Console,
): Promise<{ readonly document: Document; readonly table: Table }> {
  const node = dataNode(document, wish.node);
  const reading = await read(file);
  const { table } = reading;
  const { columns, ...chosen } = choose(table, node, wish);
  const edited = setParams(document, vocabulary, node.id, chosen);
  if (!edited.ok) return refuse(...edited.issues);
  tellBadRows(reading, [...columns, chosen.target], console);
  return { document: apply(document, edited.value), table };
}

function dataNode(document: Document, wished: string | undefined): NodeRecord {
  const nodes = Object.values(document.nodes).filter(holdsDataset);
  const node = wished === undefined && nodes.length === 1 ? nodes[0] : undefined;
  const found = node ?? nodes.find((n) => n.id === wished);
  return (
    found ??
    refuse(
      issue(
        'csv.node',
        {
          en: '--data needs a data node; the document has {names}. Choose with --node.',
          zh: '--data 需要数据节点；文档里有 {names}。请用 --node 选择。',
        },
        {
          args: { names: nodes.map((n) => n.id).join(', ') || 'none' },
        },
      ),
    )
  );
}

async function read(file: string): Promise<CsvReading> {
  try {
    const reading = await readCsv(basename(file), createReadStream(file));
    return reading.ok ? reading.value : refuse(...reading.issues);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const reason = code === 'ENOENT' ? 'there is no such file' : message;
    return refuse(
      issue(
        'file.read',
        { en: 'Cannot read {file}: {reason}.', zh: '无法读取 {file}：{reason}。' },
        { args: { file, reason } },
      ),
    );
  }
}

/** What the node says already counts where the table has it; else the last column is the target. */
function choose(table: Table, node: NodeRecord, wish: CsvChoice) {
  const was = choiceOf(node.params);
  const before = readsTable(was) ? was : undefined;
  const names = table.columns.map((c) => c.name);
  const column = (name: string): Column =>
    table.columns.find((c) => c.name === name) ??
    refuse(
      issue(
        'csv.column',
        {
          en: '{table} has no column {name}; it has {names}.',
          zh: '{table} 里没有列 {name}；它有 {names}。',
        },
        {
          args: { table: table.name, name, names: names.slice(0, 20).join(', ') },
        },
      ),
    );
  const known = before && names.includes(before.target) ? before : undefined;
  const target = wish.target ?? known?.target ?? names.at(-1) ?? '';
  const labels = column(target);
  const kept = known && !wish.target && known.inputs.length > 0 ? known.inputs : undefined;
  const chosen = wish.inputs ?? (kept ? undefined : names.filter((n) => n !== target));
  const columns = chosen?.map(column);
  const inputs = columns
    ? columns.flatMap((c) => {
        const features = featureNames(c);
        return wish.inputs || features.length <= MOST_CATEGORIES ? features : [];
      })
    : (kept ?? []);
  const few = classesOf(labels, MOST_GUESSED);
  const guess = labels.type === 'category' || few ? 'class' : 'number';
  const targetType = wish.targetType ?? (wish.target ? undefined : known?.targetType) ?? guess;
  const classes = targetType === 'class' ? (classesOf(labels) ?? tooMany(target)) : [];
  return {
    ...tableParams({ table: table.id, inputs, target, targetType, classes }),
    columns: columns?.map((c) => c.name) ?? inputs.map((i) => i.split('=')[0]!),
  };
}

const tooMany = (name: string): never =>
  refuse(
    issue(
      'csv.classes',
      {
        en: 'The target {name} has more than {most} different values, too many for classes. Choose another column with --target; numbers may be learnt as such with --target-type number.',
        zh: '目标 {name} 的不同取值多于 {most} 个，不宜当作类别。请用 --target 另选一列；若是数，可用 --target-type number 按数来学。',
      },
      { args: { name, most: MOST_CLASSES } },
    ),
  );

function tellBadRows(reading: CsvReading, columns: readonly string[], console: Console): void {
  const { count, rows } = badRows(reading.table, reading.faults, columns, 5);
  if (!count) return;
  const lines = rows.map(
    (r) => `line ${r.line} (${[r.reason, r.column].filter(Boolean).join(' ')})`,
  );
  console.err(
    `warning [csv.bad-rows] ${count} of ${reading.table.rows} rows cannot be used as they stand: ${lines.join(', ')}${count > rows.length ? ', …' : ''}\n`,
  );
}
