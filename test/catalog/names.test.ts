/**
 * Nothing outside the catalogue knows a kind, an initialiser, an optimiser … or a hyperparameter of one by its
 * name: a facet says what somebody wants to know of it. The samples are drawings, and so they name what they draw;
 * strings.ts holds texts. The data room reads the hyperparameters of a data node (data/choice.ts), and tells
 * others of them by type.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KINDS, RUN_FIELDS, THINGS } from '../../src/catalog/index.ts';
import { BINARY, UNARY } from '../../src/ir/ops.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Words that are names of other things as well: there only what is said of a kind counts. */
const ELSEWHERE = new Set<string>([
  ...['input', 'read', 'dial', 'fill', 'literal', 'iota', 'uniform'],
  ...UNARY,
  ...BINARY,
  ...['concat', 'slice', 'reshape', 'permute', 'carry'],
  ...['none', 'constant', 'step', 'data', 'dropout', 'identity', 'norm', 'value', 'early'],
]);
const NAMES = [...KINDS, ...Object.values(THINGS).flat()].map((t) => t.name);

/** Where a name is said of a kind or a thing. */
const OF_A_KIND = (name: string) =>
  new RegExp(
    `\\bkind(?:\\.name)?\\s*(?:[!=]==|:)\\s*'${name}'|(?:kindOf|initialiserOf|optimiserOf|scheduleOf|clipOf|stopOf|addNode|vocabulary)\\('${name}'`,
  );

const pattern = (name: string): RegExp =>
  ELSEWHERE.has(name) ? OF_A_KIND(name) : new RegExp(`(?<![\\w.-])'${name}'(?!\\w)`);

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(join(ROOT, path)).isDirectory()) return filesUnder(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });
}

/** Comments may give an example. */
const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

const named = (text: string): string[] => NAMES.filter((name) => pattern(name).test(code(text)));

/** Of an array that is called `params` one may ask the length. */
const PARAMS = [...KINDS, ...Object.values(THINGS).flat()]
  .flatMap((t) => Object.keys(t.fields))
  .filter((name) => name !== 'length');
const FIELDS = `(?:${[...new Set(PARAMS)].join('|')})`;

/** Where a hyperparameter is read, set, told of or asked for by its name. */
const OF_PARAMS = [
  `(?:\\bparams|\\bcomplete\\([^()]*\\))!?(?:\\?\\.|\\.|(?:\\?\\.)?\\[['"])(${FIELDS})\\b`,
  `\\bparam:\\s*'(${FIELDS})'`,
  `'(${FIELDS})' in (?:\\w+[.!?]+)*(?:fields|params)\\b`,
  `\\b(?:setParam|dial)\\([^()]*'(${FIELDS})'`,
  `\\{[^{}=]*\\b(${FIELDS})\\b[^{}=]*\\}\\s*=\\s*[\\w.!?[\\]]*\\bparams\\b`,
  `\\b(dataset)\\b:?\\s*(?:[!=]==\\s*)?'`,
].map((source) => new RegExp(source, 'g'));

/** The run's own settings, and the plan's dial of the step: fields of things are called the same. */
const OF_THE_RUN = new Set([...Object.keys(RUN_FIELDS), 'seed', 'step']);

const asked = (text: string): string[] =>
  OF_PARAMS.flatMap((pattern) => [...code(text).matchAll(pattern)].map((m) => m[1] ?? '')).filter(
    (name) => !OF_THE_RUN.has(name),
  );

describe('kinds are known by their facets', () => {
  test('no file outside the catalogue and the samples names one', () => {
    const found = ['src', 'workers', 'cli']
      .flatMap(filesUnder)
      // Equations name functions of mathematics, such as softmax.
      .filter((path) => !/^src\/(catalog|samples|equations)\/|\/strings\.ts$/.test(path))
      .flatMap((path) => {
        const names = named(readFileSync(join(ROOT, path), 'utf8'));
        return names.length ? [`${path}: ${[...new Set(names)].join(', ')}`] : [];
      });
    expect(found).toEqual([]);
  });

  test('nor a hyperparameter, but the data room those of a data node', () => {
    const found = ['src', 'workers', 'cli']
      .flatMap(filesUnder)
      .filter((path) => !/^src\/(catalog|samples|data)\/|\/strings\.ts$/.test(path))
      .flatMap((path) => {
        const names = asked(readFileSync(join(ROOT, path), 'utf8'));
        return names.length ? [`${path}: ${[...new Set(names)].join(', ')}`] : [];
      });
    expect(found).toEqual([]);
  });

  test.each([
    ['if (n.params.trainable === true)', ['trainable']],
    ['complete(kind.fields, record.params).activation', ['activation']],
    ["fix: { type: 'set-param', node, param: 'bias', value: false }", ['bias']],
    ["n !== undefined && 'init' in n.kind.fields", ['init']],
    ['const { values } = record.params;', ['values']],
    ["return { dataset: 'csv', ...rest }", ['dataset']],
    ["where: { param: 'stop' }; this.params.length; signature.params", []],
    ['choiceOf(record.params).dataset', []],
  ])('%s', (text, names) => {
    expect(asked(text)).toEqual(names);
  });

  test.each([
    ["nodes.filter((n) => n.kind === 'data')", ['data']],
    ["value: { kind: 'xavier', params: {} }", ['xavier']],
    ["{ type: 'replace-kind', kind: rule ? 'linear' : 'tanh' }", ['linear']],
    ["if (n.type === 'neuron') return 16", ['neuron']],
    ["emit('tanh', [x]); actions.setDock('data')", []],
    ["/** As in kind: 'neuron'. */", []],
  ])('%s', (text, names) => {
    expect([...new Set(named(text))]).toEqual(names);
  });
});

/**
 * A name put together of parts (`node.own`, `x2`, `in3`, `value:e1`) is data where it is made, so that nobody
 * takes it apart again: only texts that come from elsewhere are read.
 */
const TAKEN_APART = [
  // What stands before or behind a separator.
  /\b(?:indexOf|lastIndexOf|split)\('[.|:@=]'\)/g,
  // Whether it begins with an id, or ends as names do.
  /\.startsWith\(`\$\{[^}]*\}[.|:]`\)/g,
  /\.(?:startsWith|endsWith|includes)\('[.@][^']*'\)/g,
  // A letter and a number.
  /\/\^[^/]*\(\\d\+\)\$\/[a-z]*\.exec/g,
];
/** Files that read what comes from elsewhere, and what it is. */
const READS = {
  'src/samples/build.ts': 'wires as samples write them',
  'src/tensor/format.ts': 'digits of a number',
  'src/document/tables.ts': 'places in files',
  'cli/files.ts': "PyTorch's names, endings of files",
  'src/base/file-name.ts': 'the ending of a file',
  'cli/csv.ts': 'columns as a person writes them',
  'cli/until.ts': 'the end of a run as a person writes it',
  'cli/sweep.ts': 'settings and their values as a person writes them',
  'src/sweep/settings.ts': 'paths of settings as a person writes them',
} as const;
const apart = (text: string): string[] =>
  TAKEN_APART.flatMap((p) => [...code(text).matchAll(p)].map((m) => m[0]));

describe('names', () => {
  test.each([
    ["name.slice(name.indexOf('.') + 1)", 1],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code as it is written
    ['name.startsWith(`${node}.`)', 1],
    ["w.name.endsWith('.weight')", 1],
    ["buffer.startsWith('@')", 1],
    ['/^x(\\d+)$/.exec(port)', 1],
    ['name.endsWith(other)', 0],
  ])('%s', (text, count) => {
    expect(apart(text)).toHaveLength(count);
  });

  test('are taken apart by nobody', () => {
    const found = ['src', 'workers', 'cli']
      .flatMap(filesUnder)
      .filter((path) => !Object.hasOwn(READS, path))
      .flatMap((path) => {
        const parts = apart(readFileSync(join(ROOT, path), 'utf8'));
        return parts.length ? [`${path}: ${parts.join(', ')}`] : [];
      });
    expect(found).toEqual([]);
  });
});
