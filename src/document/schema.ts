/**
 * The file's form, version 1, said once: the reader validates with it and the JSON Schema in docs/ is
 * printed from it. What a schema cannot say (ids that repeat, edges that lead nowhere, cycles) is in
 * codec.ts. Fields that are not named here are refused: a typing error must not be lost silently. A new
 * field that may be left out, and leaves all older files what they are, needs no new version: an older
 * program refuses the file and names the field.
 */
import { z } from 'zod';
import type { Words } from '../base/words.ts';
import { LIMITS } from './limits.ts';
import type { TableName } from './records.ts';

/** Without programs made from texts: the page's policy forbids them, and even the attempt is told. */
z.config({ jitless: true });

export const FORMAT = 'chainrule';
export const FRAGMENT = 'chainrule-fragment';
export const VERSION = 1;

/** Names that every JavaScript object answers to; records by id must not be asked for them. */
const RESERVED =
  '(?!(?:constructor|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|toLocaleString|toString|valueOf)(?:\\.|$))';
const ID = '[A-Za-z][A-Za-z0-9_-]{0,63}';
const pattern = (body: string) => new RegExp(`^${RESERVED}${body}$`);

const forms = new Map<string, Words>();
/** Each text that must have a form says the form in words: that is what a person gets to read. */
function named(body: string, expected: Words) {
  const form = pattern(body);
  forms.set(String(form), expected);
  return z.string().regex(form);
}
/** What a text must be that has to match this pattern of the schema. */
export const formOf = (pattern: string): Words | undefined => forms.get(pattern);

const id = named(ID, {
  en: 'a name such as "dense1": a letter, then up to 63 letters, digits, _ or - (and not "constructor" and the like)',
  zh: '形如 "dense1" 的名称：以字母开头，其后至多 63 个字母、数字、_ 或 -（不能是 "constructor" 之类）',
});
const kind = named('[A-Za-z][A-Za-z0-9_./:-]{0,99}', {
  en: "a kind's name: letters, digits and _ . / : -, beginning with a letter",
  zh: '类型名：以字母开头，由字母、数字和 _ . / : - 组成',
});
const end = named(`${ID}\\.[A-Za-z][A-Za-z0-9_-]{0,63}`, {
  en: 'a node and a port, such as "dense1.out"',
  zh: '节点与端口，如 "dense1.out"',
});

const coordinate = z.number().min(-LIMITS.coordinate).max(LIMITS.coordinate);
const position = z.strictObject({ x: coordinate, y: coordinate });
const params = z
  .record(z.string(), z.unknown())
  .describe('Numbers, texts, true or false, lists of them, or another thing: { kind, params }');
const extent = z.number().min(1).max(LIMITS.coordinate);

const node = z.strictObject({
  id,
  kind: kind.describe('A kind that the reader does not know is kept as it is'),
  title: z.string().min(1).max(LIMITS.name).optional(),
  params,
  shares: id.describe('The node of the same kind whose weights this one uses').optional(),
  position,
});
const edge = z.strictObject({
  id,
  from: end.describe('The output port where the wire begins'),
  to: end.describe('The input port where it ends'),
});
const note = z.strictObject({
  id,
  text: z.string().max(LIMITS.string),
  position,
  size: z.strictObject({ width: extent, height: extent }),
});
const thing = z.strictObject({ kind, params });
const run = z.strictObject({
  seed: z.int().min(0).max(LIMITS.seed),
  batchSize: z.int().min(1).max(LIMITS.batchSize),
  optimiser: thing,
  schedule: thing.describe('How the learning rate changes over time').optional(),
  clip: thing.describe('How gradients are kept from being too large').optional(),
  stop: thing.describe('When training ends by itself').optional(),
});
const tensor = z.strictObject({
  shape: z
    .array(
      z
        .int()
        .min(1)
        .max(2 ** 31),
    )
    .max(LIMITS.rank),
  data: z.array(z.number()).describe('Row by row; as many numbers as the shape has places'),
});
/** Tensors by name, as a file of its own too. */
export const TensorsSchema = z
  .record(
    named('[A-Za-z][A-Za-z0-9_.-]{0,199}', {
      en: 'the name of a node and of its parameter, such as "dense1.weight"',
      zh: '节点名与参数名，如 "dense1.weight"',
    }),
    tensor,
  )
  .describe('Trained numbers by name');

const counter = z.int().min(0).max(LIMITS.seed);
const slots = z
  .record(
    named('@?[A-Za-z][A-Za-z0-9_.-]{0,199}', {
      en: 'the name of a node and of its parameter, such as "dense1.weight", or "@schedule"',
      zh: '节点名与参数名，如 "dense1.weight"，或 "@schedule"',
    }),
    z.record(
      named('[A-Za-z][A-Za-z0-9_.-]{0,63}', {
        en: 'the name of a slot, such as "m"',
        zh: '槽的名称，如 "m"',
      }),
      tensor,
    ),
  )
  .describe("The optimiser's numbers by weight and slot, and the schedule's");
/** Where a training stood; read by itself, so that a network whose training is spoilt still opens. */
export const TrainingSchema = z
  .strictObject({
    network: z
      .string()
      .max(64)
      .describe('Fingerprint of the network; for another one early stopping begins anew'),
    step: counter.describe('Training steps done'),
    since: counter.describe("The step at which the optimiser's own count began"),
    epochs: z
      .strictObject({ step: counter, epoch: counter, length: counter.min(1) })
      .describe('Step and epoch at which counting began, and how many steps one epoch has'),
    owes: z
      .literal(true)
      .describe('The look at the validation cost behind this step is still to be taken')
      .optional(),
    cost: z.number().describe("Of the last step's batch").optional(),
    losses: z
      .record(id, z.number())
      .describe('What each of several losses adds to the cost, by its node')
      .optional(),
    objective: z.number().describe('The same with the penalties of weights').optional(),
    slots,
    best: z
      .strictObject({
        cost: z.number().optional(),
        step: counter,
        count: counter.describe("The optimiser's own count then"),
        failures: counter.describe('Looks since then without an improvement'),
        weights: TensorsSchema.optional(),
        slots: slots.optional(),
      })
      .describe('What stopping early has seen')
      .optional(),
  })
  .describe('The state of a training, with which it goes on as if it had never stopped');

const graph = {
  nodes: z.array(node).max(LIMITS.nodes),
  edges: z.array(edge).max(LIMITS.edges),
  notes: z.array(note).max(LIMITS.notes),
} satisfies { readonly [T in TableName]: z.ZodType };

export const FileSchema = z
  .strictObject({
    format: z.literal(FORMAT),
    version: z.literal(VERSION),
    name: z.string().min(1).max(LIMITS.name),
    run,
    ...graph,
    weights: TensorsSchema.optional(),
    training: TrainingSchema.optional(),
  })
  .describe('A Chainrule document, version 1');
type FileJson = z.infer<typeof FileSchema>;
/** The tables as the file has them: lists of records. */
export type GraphJson = Pick<FileJson, TableName>;

/** What the clipboard carries: part of a document, with the edges that came into it from outside. */
export const FragmentSchema = z.strictObject({
  format: z.literal(FRAGMENT),
  version: z.literal(VERSION),
  ...graph,
  incoming: z.array(edge).max(LIMITS.edges),
});

/** As it stands in docs/chainrule.schema.json. */
export const jsonSchema = (): object => ({
  ...z.toJSONSchema(FileSchema, { target: 'draft-2020-12' }),
  title: 'Chainrule document',
});
