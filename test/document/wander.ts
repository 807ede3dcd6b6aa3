/** Random documents as people make them: a list of random edits, each through its command. */
import fc from 'fast-check';
import { emptyDocument } from '../../src/catalog/empty.ts';
import * as commands from '../../src/document/commands.ts';
import { apply, type Patch } from '../../src/document/patch.ts';
import { portsOf } from '../../src/document/ports.ts';
import type { Document } from '../../src/document/records.ts';
import { kinds, vocabulary } from './faces.ts';

/** What to do, and numbers from which the rest is chosen once the document is known. */
export interface Edit {
  readonly what: (typeof EDITS)[number];
  readonly a: number;
  readonly b: number;
  readonly text: string;
}
const EDITS = [
  'add',
  'add wired',
  'connect',
  'remove',
  'remove edge',
  'move',
  'param',
  'title',
  'kind',
  'run',
  'rename',
  'note',
  'edit note',
  'duplicate',
  'share',
  'align',
] as const;

export const edits = (maxLength = 40): fc.Arbitrary<Edit[]> =>
  fc.array(
    fc.record({
      what: fc.constantFrom(...EDITS),
      a: fc.nat(1000),
      b: fc.nat(1000),
      text: fc.string({ unit: 'binary', maxLength: 12 }),
    }),
    { maxLength, size: 'max' },
  );

const pick = <T>(list: readonly T[], n: number): T | undefined =>
  list.length ? list[n % list.length] : undefined;

/** The patch of an edit; empty where it is refused or where there is nothing to do it to. */
export function patchFor(document: Document, { what, a, b, text }: Edit): Patch {
  const nodes = Object.keys(document.nodes);
  const node = pick(nodes, a);
  const other = pick(nodes, b);
  const kind = pick(kinds, a)!;
  const point = { x: a * 1.5 - 700, y: b - 300.25 };
  const outputOf = (id: string | undefined) => {
    const record = id === undefined ? undefined : document.nodes[id]!;
    const ports = record && portsOf(record, vocabulary)?.outputs;
    const port = ports && pick(ports, a + b)?.name;
    return id !== undefined && port ? { node: id, port } : undefined;
  };
  const inputOf = (id: string | undefined) => {
    const record = id === undefined ? undefined : document.nodes[id]!;
    const ports = record && portsOf(record, vocabulary)?.inputs;
    const port = ports && pick(ports, a + b)?.name;
    return id !== undefined && port ? { node: id, port } : undefined;
  };
  const of = (result: ReturnType<typeof commands.connect>) => (result.ok ? result.value : {});
  const made = (result: ReturnType<typeof commands.addNode>) =>
    result.ok ? result.value.patch : {};
  switch (what) {
    case 'add':
      return made(commands.addNode(document, vocabulary, { kind, position: point, title: text }));
    case 'add wired': {
      const from = outputOf(other);
      return made(
        commands.addNode(document, vocabulary, { kind, position: point, ...(from && { from }) }),
      );
    }
    case 'connect': {
      const [source, target] = [outputOf(node), inputOf(other)];
      return source && target ? of(commands.connect(document, vocabulary, source, target)) : {};
    }
    case 'remove':
      return commands.remove(document, { nodes: node ? [node] : [] });
    case 'share':
      return node ? of(commands.setShares(document, node, b % 3 ? other : undefined)) : {};
    case 'remove edge': {
      const edge = pick(Object.keys(document.edges), a);
      return commands.remove(document, { edges: edge ? [edge] : [] });
    }
    case 'move':
      return node ? commands.move(document, { [node]: point }) : {};
    case 'param': {
      const [name, value] = pick<[string, unknown]>(
        [
          ['units', (b % 9) + 1],
          ['inputs', (b % 5) + 2],
          ['split', b % 2 === 0],
          ['bias', b % 2 === 0],
          ['values', [a / 7, -b]],
          ['units', -1],
        ],
        a + b,
      )!;
      return node ? of(commands.setParam(document, vocabulary, node, name, value)) : {};
    }
    case 'title':
      return node ? of(commands.setTitle(document, node, text)) : {};
    case 'kind':
      return node ? made(commands.replaceKind(document, vocabulary, node, pick(kinds, b)!)) : {};
    case 'run':
      return of(commands.setRun(document, { seed: a, batchSize: b + 1 }));
    case 'rename':
      return of(commands.rename(document, text));
    case 'note':
      return made(commands.addNote(document, point, text));
    case 'edit note': {
      const note = pick(Object.keys(document.notes), a);
      return note
        ? of(commands.setNote(document, note, { text, size: { width: a + 1, height: b + 1 } }))
        : {};
    }
    case 'duplicate': {
      const result = commands.duplicate(document, vocabulary, {
        nodes: [node, other].filter((id) => id !== undefined),
        notes: Object.keys(document.notes).slice(0, 1),
      });
      return result.ok ? result.value.patch : {};
    }
    case 'align':
      return commands.align(document, nodes, a % 2 ? 'left' : 'distribute-y');
    default:
      return what satisfies never;
  }
}

/** The document after each edit, the first one before any. */
export function walk(list: readonly Edit[]): { documents: Document[]; patches: Patch[] } {
  const documents = [emptyDocument()];
  const patches: Patch[] = [];
  for (const edit of list) {
    const document = documents.at(-1)!;
    const patch = patchFor(document, edit);
    patches.push(patch);
    documents.push(apply(document, patch));
  }
  return { documents, patches };
}

export const documents = (maxLength?: number): fc.Arbitrary<Document> =>
  edits(maxLength).map((list) => walk(list).documents.at(-1)!);
