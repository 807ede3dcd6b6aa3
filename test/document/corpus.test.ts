/** Files that hurt, or could: each with the message that it must get. */

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import { parse, serialise } from '../../src/document/codec.ts';
import { vocabulary } from './faces.ts';

const folder = new URL('../corpus/', import.meta.url);
const read = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8');

const MESSAGES: Readonly<Record<string, readonly string[]>> = {
  'bad-escape': ['Line 1, column 20: found "q"; expected one of " \\ / b f n r t u after \\.'],
  'batch-zero': ['run.batchSize: found 0; expected at least 1.'],
  'control-character': [
    'Line 1, column 19: found "\\n"; expected a closing quotation mark (control characters are written \\n, \\t, …).',
  ],
  cycle: ['edges[1]: found a circle, dense1 → tanh1 → dense1; expected wires that lead on.'],
  'dangling-node': ['edges[1].to: found "relu7.in"; expected a node of this file.'],
  'dangling-port': [
    'edges[1].from: found "dense1.output"; expected one of the outputs of dense1 (dense): out.',
  ],
  'duplicate-edge': [
    'edges[1].id: found "e1", which edges[0] has already; expected an id of its own.',
  ],
  'duplicate-node': [
    'nodes[2].id: found "dense1", which nodes[1] has already; expected an id of its own.',
  ],
  'edge-form': ['edges[0].from: found "data1"; expected a node and a port, such as "dense1.out".'],
  'edge-reversed': [
    'edges[0].from: found "dense1.in"; expected one of the outputs of dense1 (dense): out.',
    'edges[0].to: found "data1.x"; expected one of the inputs of data1 (data): none.',
  ],
  empty: ['Line 1, column 1: found the end of the file; expected a value.'],
  format: ['format: found "keras"; expected "chainrule".'],
  'id-constructor': [
    'nodes[1].id: found "constructor"; expected a name such as "dense1": a letter, then up to 63 letters, digits, _ or - (and not "constructor" and the like).',
  ],
  'id-dot': [
    'nodes[1].id: found "a.b"; expected a name such as "dense1": a letter, then up to 63 letters, digits, _ or - (and not "constructor" and the like).',
  ],
  'id-empty': [
    'nodes[1].id: found ""; expected a name such as "dense1": a letter, then up to 63 letters, digits, _ or - (and not "constructor" and the like).',
  ],
  infinity: [
    'run.optimiser.params.lr: found a number too large to hold; expected a finite number.',
  ],
  'missing-position': ['nodes[1].position: found nothing; expected an object { … }.'],
  'name-empty': ['name: found ""; expected a text that is not empty.'],
  nan: ['Line 11, column 11: found "N"; expected a value.'],
  'param-null': ['nodes[1].params.bias: found null; expected true or false.'],
  'param-type': ['nodes[1].params.units: found "many"; expected a number.'],
  'params-list': ['nodes[1].params: found a list of 1; expected an object { … }.'],
  'position-far': ['nodes[0].position.x: found 1000000000000; expected at most 1000000.'],
  proto: ['nodes[1].params.__proto__: found the key __proto__; expected another name.'],
  'same-wire-twice': ['edges[2]: found the same wire as edges[1]; expected it once.'],
  'seed-fraction': ['run.seed: found 1.5; expected a whole number.'],
  'self-loop': ['edges[0]: found a circle, dense1 → dense1; expected wires that lead on.'],
  'single-quotes': ['Line 1, column 2: found "\'"; expected a name in double quotes or }.'],
  'top-list': ['(top): found a list of 2; expected an object { … }.'],
  'trailing-comma': ['Line 6, column 13: found ","; expected a name in double quotes.'],
  'trailing-text': ['Line 60, column 1: found "}"; expected nothing more.'],
  truncated: ['Line 37, column 14: found the end of the file; expected a closing quotation mark.'],
  'two-wires-one-port': [
    'edges[2].to: found "tanh1.in", where edges[1] ends already; expected one wire at this port.',
  ],
  'unknown-field': ['nodes[1].colour: found a field that does not belong here; expected none.'],
  'version-newer': [
    'The file has version 2; this program reads up to version 1. A newer Chainrule opens it.',
  ],
  'version-older': ['version is 0; there has never been such a file.'],
  'version-text': ['version is "1"; expected a whole number, at most 1.'],
  'weights-length': [
    'weights["dense1.weight"].data: found 3 numbers; expected 4 for the shape 2×2.',
  ],
  'weights-name': [
    'weights["no name"]: found the name "no name"; expected the name of a node and of its parameter, such as "dense1.weight".',
  ],
  'weights-shape': ['weights["dense1.weight"].shape[0]: found -2; expected at least 1.'],
  'weights-text': ['weights["dense1.weight"].data[1]: found "x"; expected a number.'],
};

describe('broken files', () => {
  it.each(Object.entries(MESSAGES))('%s', (name, messages) => {
    const result = parse(read(`bad-${name}`), vocabulary);
    expect(result.ok).toBe(false);
    expect(result.issues.map((i) => sentenceOf(i))).toEqual(messages);
    expect(result.issues.every((i) => i.severity === 'error')).toBe(true);
  });

  it('all have their message in the table', () => {
    const names = readdirSync(folder)
      .filter((f) => f.startsWith('bad-'))
      .map((f) => f.slice(4, -5));
    expect(names.sort()).toEqual(Object.keys(MESSAGES).sort());
  });

  it('poison no prototype', () => {
    parse(read('bad-proto'), vocabulary);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('good files', () => {
  it('written by hand: any order of keys and records, one way of writing', () => {
    const opened = parse(read('good-hand-written'), vocabulary);
    if (!opened.ok) throw new Error(sentenceOf(opened.issues[0]!));
    const text = serialise(opened.value.document);
    expect(text.indexOf('"e2"')).toBeLessThan(text.indexOf('"e10"'));
    const again = parse(text, vocabulary);
    expect(again.ok && again.value).toEqual(opened.value);
  });

  it('with kinds of a later version: written back byte for byte', () => {
    const text = read('good-unknown-kind');
    const opened = parse(text, vocabulary);
    if (!opened.ok) throw new Error(sentenceOf(opened.issues[0]!));
    expect(serialise(opened.value.document)).toBe(text);
  });
});
