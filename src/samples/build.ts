/**
 * A pen for the samples: nodes on a tidy grid from left to right, wires in between. It draws with the
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

/** Wide enough for a chart on the wire between two cards. */
const COLUMN = 260;
const ROW = 150;

export interface Spot {
  /** From 0, left to right and top to bottom; fractions are fine. */
  readonly column: number;
  readonly row?: number;
  readonly title?: string;
}

export interface Pen {
  /** Draws a node and gives its id. */
  node(kind: string, spot: Spot, params?: Readonly<Record<string, unknown>>): string;
  /** `wire('data1.x', 'dense1.in', 'tanh1.in')`: from one output to each of these inputs. */
  wire(from: string, ...to: readonly string[]): void;
  /** Nodes of one input and one output, wired to each other, the i-th at `spot(i)`; gives the last output. */
  chain(
    from: string,
    spot: (i: number) => Spot,
    ...things: readonly (readonly [kind: string, params?: Readonly<Record<string, unknown>>])[]
  ): string;
}

/** Places for a row that begins at this column. */
export const along =
  (column: number, row = 0) =>
  (i: number): Spot => ({ column: column + i, row });

/** A long chain goes on in a second row, so that all of it can be read on a small screen. */
const PER_ROW = 4;
export const folded =
  (count: number) =>
  (i: number): Spot =>
    count <= PER_ROW + 1
      ? { column: i }
      : { column: i % PER_ROW, row: 1.4 * Math.floor(i / PER_ROW) };

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
    node(kind, { column, row = 0, title }, params) {
      const position = { x: column * COLUMN, y: row * ROW };
      const made = must(addNode(document, vocabulary, { kind, position, params, title }), kind);
      change(made.patch);
      return made.id;
    },
    wire(from, ...to) {
      for (const end of to)
        change(must(connect(document, vocabulary, ref(from), ref(end)), `${from} > ${end}`));
    },
    chain(from, spot, ...things) {
      let output = from;
      for (const [i, [kind, params]] of things.entries()) {
        const id = pen.node(kind, spot(i), params);
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
