/**
 * A pen for the samples: nodes and the wires in between, laid out when all is drawn. It draws with the
 * same commands as a person, so that a sample can hold nothing that the editor would refuse.
 */
import { assert } from '../base/assert.ts';
import { type Result, sentenceOf } from '../base/issue.ts';
import { emptyDocument } from '../catalog/empty.ts';
import { vocabulary } from '../catalog/index.ts';
import { addNode, connect, move, rename, setRun } from '../document/commands.ts';
import { apply, type Patch } from '../document/patch.ts';
import type { Document, PortRef, RunSettings } from '../document/records.ts';
import { layOut, layoutRequest } from '../placement/document.ts';

/** Until it is laid out. */
const ORIGIN = { x: 0, y: 0 };

export interface Pen {
  /** Draws a node and gives its id. */
  node(kind: string, params?: Readonly<Record<string, unknown>>, title?: string): string;
  /** `wire('data1.x', 'dense1.in', 'tanh1.in')`: from one output to each of these inputs. */
  wire(from: string, ...to: readonly string[]): void;
  /** Nodes of one input and one output, wired to each other; gives the last output. */
  chain(
    from: string,
    ...things: readonly (readonly [kind: string, params?: Readonly<Record<string, unknown>>])[]
  ): string;
}

function must<T>(result: Result<T>, what: string): T {
  assert(result.ok, `sample: ${what}: ${result.issues.map((i) => sentenceOf(i)).join(' ')}`);
  return result.value;
}

function ref(text: string): PortRef {
  const [node = '', port = ''] = text.split('.');
  return { node, port };
}

export function draw(name: string, run: Partial<RunSettings>, paint: (pen: Pen) => void): Document {
  let document = emptyDocument();
  const change = (patch: Patch) => {
    document = apply(document, patch);
  };
  change(must(rename(document, name), name));
  change(must(setRun(document, run), name));
  const pen: Pen = {
    node(kind, params, title) {
      const made = must(
        addNode(document, vocabulary, { kind, position: ORIGIN, params, title }),
        kind,
      );
      change(made.patch);
      return made.id;
    },
    wire(from, ...to) {
      for (const end of to)
        change(must(connect(document, vocabulary, ref(from), ref(end)), `${from} > ${end}`));
    },
    chain(from, ...things) {
      let output = from;
      for (const [kind, params] of things) {
        const id = pen.node(kind, params);
        pen.wire(output, `${id}.in`);
        output = `${id}.out`;
      }
      return output;
    },
  };
  paint(pen);
  change(move(document, layOut(layoutRequest(document))));
  return document;
}
