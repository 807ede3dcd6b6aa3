/**
 * Documents as text and back. Reading never harms: whatever the text is, there comes back either a
 * document or a bounded list of issues that name the place in the file. Nothing is repaired, nothing
 * that is not understood gets lost: unknown kinds stay as inert nodes.
 */
import type { Thing } from '../base/fields.ts';
import { compareIds } from '../base/ids.ts';
import { fail, type Issue, issue, ok, type Result } from '../base/issue.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { type Training, typedTensors } from './checkpoint.ts';
import { AN_OBJECT, atMost, explain, fileIssue, formatIssue, limitIssue, show } from './explain.ts';
import { LIMITS } from './limits.ts';
import { migrate, type Raw } from './migrations.ts';
import { preflight } from './preflight.ts';
import { printFile, sorted } from './print.ts';
import type {
  Document,
  Records,
  RunSettings,
  Table,
  TableName,
  Tables,
  Weights,
} from './records.ts';
import { FileSchema, FORMAT, type GraphJson, TensorsSchema, VERSION } from './schema.ts';
import { byId, checkCircle, checkTensors, checkTypes, checkWires } from './sound.ts';
import { findSyntaxError } from './syntax.ts';
import { type AnyRecord, eachTable, type Lists, listsOf, TABLES } from './tables.ts';
import { readTraining, savable, tensorsJson, trainingJson } from './training.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The tables in the order and form in which they are written. */
export const graphJson = (lists: Lists): object =>
  eachTable<object, Record<TableName, object>>((table) => written(table, lists[table]));

const written = <T extends TableName>(table: T, records: readonly Records[T][]): object =>
  [...records].sort((a, b) => compareIds(a.id, b.id)).map((r) => TABLES[table].write(r));

/** The file's text, with the state of its run or without. Always one that `parse` reads. */
export function serialise(document: Document, own?: Tensors, state?: Training): string {
  const { weights, training } = savable(own, state).kept;
  const { seed, batchSize, optimiser, schedule, clip, stop } = document.run;
  const thing = (t: Thing) => ({ kind: t.kind, params: sorted(t.params) });
  return printFile({
    format: FORMAT,
    version: VERSION,
    name: document.name,
    run: {
      seed,
      batchSize,
      optimiser: thing(optimiser),
      schedule: schedule && thing(schedule),
      clip: clip && thing(clip),
      stop: stop && thing(stop),
    },
    ...graphJson(listsOf(document)),
    weights: Object.keys(weights).length ? tensorsJson(weights) : undefined,
    training: training && trainingJson(training),
  });
}

/** Says what a file cannot hold (a run that diverged, too many numbers): `serialise` leaves it out. */
export const unsavableWeights = (weights: Tensors, training?: Training): readonly Issue[] =>
  savable(weights, training).issues;

/** Raw JSON, or where the text is none. Deep or poisoned values do not get past here. */
export function readJson(text: string): Result<unknown> {
  const raw = rawJson(text);
  if (!raw.ok) return raw;
  const issues = preflight(raw.value);
  return issues.length ? fail(...issues) : raw;
}

function rawJson(text: string): Result<unknown> {
  if (text.length > LIMITS.text)
    return fail(
      limitIssue(
        [],
        { en: `${text.length} characters`, zh: `${text.length} 个字符` },
        atMost(LIMITS.text),
      ),
    );
  // A byte order mark is a matter of the encoding, not of the content.
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return ok(JSON.parse(body));
  } catch {
    const at = findSyntaxError(body);
    return fail(
      issue(
        'file.json',
        {
          en: 'Line {line}, column {column}: found {got}; expected {expected}.',
          zh: '第 {line} 行第 {column} 列：发现 {got}；应为 {expected}。',
        },
        {
          args: {
            line: at?.line ?? 1,
            column: at?.column ?? 1,
            got: at?.got ?? { en: 'a text that cannot be read', zh: '无法读取的文本' },
            expected: at?.expected ?? 'JSON',
          },
          where: { line: at?.line ?? 1 },
        },
      ),
    );
  }
}

/** The records of a graph that has passed the schema, or what is unsound about them. */
export function readGraph(json: GraphJson, vocabulary: Vocabulary): Result<Tables> {
  const issues: Issue[] = [];
  const lists = eachTable<readonly AnyRecord[], Lists>((table) => readList(table, json[table]));
  const tables = eachTable<Table<AnyRecord>, Tables>((table) =>
    byId<AnyRecord>(lists[table], [table], issues),
  );
  for (const [i, node] of json.nodes.entries()) {
    if (issues.length >= LIMITS.issues) break;
    checkTypes(node.params, vocabulary(node.kind), ['nodes', i, 'params'], issues);
  }
  // Ports depend on parameters, and circles on both ends: each only where what it stands on is sound.
  const wires = { nodes: tables.nodes, edges: lists.edges, path: ['edges'] };
  if (!issues.length) issues.push(...checkWires(wires, vocabulary));
  if (!issues.length) issues.push(...checkCircle(wires));
  return issues.length ? fail(...issues.slice(0, LIMITS.issues)) : ok(tables);
}

const readList = <T extends TableName>(table: T, list: GraphJson[T]): readonly Records[T][] =>
  (list as readonly GraphJson[T][number][]).map((json) => TABLES[table].read(json));

export interface Opened {
  readonly document: Document;
  readonly weights?: Weights;
  /** Absent where there is none, or where it is spoilt: the issues say so. */
  readonly training?: Training;
}

export function parse(text: string, vocabulary: Vocabulary): Result<Opened> {
  const json = rawJson(text);
  if (!json.ok) return json;
  const { raw, training } = apart(json.value);
  const poison = preflight(raw);
  if (poison.length) return fail(...poison);
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return fail(fileIssue('file.type', [], show(raw), AN_OBJECT));
  if ((raw as Raw).format !== FORMAT)
    return fail(formatIssue(['format'], show((raw as Raw).format), JSON.stringify(FORMAT)));
  const current = migrate(raw as Raw);
  if (!current.ok) return current;
  const checked = FileSchema.safeParse(current.value);
  if (!checked.success) return fail(...explain(checked.error.issues, current.value));
  const { name, run } = checked.data;
  const weights = checked.data.weights && typedTensors(checked.data.weights);
  const graph = readGraph(checked.data, vocabulary);
  const { seed: _, batchSize: __, ...things } = run;
  const wrong: Issue[] = graph.ok ? [] : [...graph.issues];
  checkTypes(things, vocabulary.run, ['run'], wrong);
  wrong.push(...checkTensors(weights ?? {}, ['weights']));
  if (!graph.ok || wrong.length) return fail(...wrong.slice(0, LIMITS.issues));
  const state = training === undefined ? undefined : readTraining(training, weights);
  return ok(
    {
      document: { name, ...graph.value, run: run as RunSettings },
      ...(weights && { weights }),
      ...(state?.ok && { training: state.value }),
    },
    state && !state.ok ? state.issues : [],
  );
}

/** The state of a training by itself: where it is spoilt the rest opens none the less. */
function apart(value: unknown): { readonly raw: unknown; readonly training?: unknown } {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'training'))
    return { raw: value };
  const { training, ...raw } = value as Raw;
  return { raw, training };
}

/** Tensors by name in a file of their own: `{"dense1.weight": {"shape": [1, 2], "data": [1, 2]}}`. */
export function parseTensors(text: string): Result<Weights> {
  const json = readJson(text);
  if (!json.ok) return json;
  const checked = TensorsSchema.safeParse(json.value);
  if (!checked.success) return fail(...explain(checked.error.issues, json.value));
  const wrong = checkTensors(checked.data, []);
  return wrong.length ? fail(...wrong.slice(0, LIMITS.issues)) : ok(typedTensors(checked.data));
}
