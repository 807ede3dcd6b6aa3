/**
 * Whatever stands in a parameter, of a node, of a thing that it holds, of one in that, or of the run:
 * it is told, with its place, before anything is computed. Asked of every field of the catalogue.
 */

import { describe, expect, test } from 'vitest';
import { defaults, type Field, type Fields, type Hyperparameters } from '../../src/base/fields.ts';
import { sentenceOf } from '../../src/base/issue.ts';
import { RUN_FIELDS } from '../../src/catalog/hyperparameters.ts';
import { KINDS, kindOf, THINGS, vocabulary } from '../../src/catalog/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { graphJson, parse } from '../../src/document/codec.ts';
import type { Document } from '../../src/document/records.ts';
import { FORMAT, VERSION } from '../../src/document/schema.ts';
import { drawing } from '../catalog/drawing.ts';

/** A field somewhere in the catalogue, and how a value gets there. */
interface Spot {
  readonly name: string;
  readonly field: Field;
  /** The node or the run, and the outermost parameter: what an issue must name. */
  readonly where: { readonly node?: string; readonly param: string };
  readonly path: readonly string[];
  readonly put: (value: unknown) => Document;
}

/** Fields, and those of every thing that they may hold, twice deep: a schedule may hold schedules. */
function spotsOf(
  fields: Fields,
  before: readonly string[],
  put: (params: Hyperparameters) => Document,
  outer?: Spot['where'],
  node?: string,
): Spot[] {
  const depth = before.filter((key) => key === 'params').length;
  return Object.entries(fields).flatMap(([name, field]): Spot[] => {
    const where = outer ?? { ...(node && { node }), param: name };
    const set = (value: unknown) => put({ ...defaults(fields), [name]: value } as Hyperparameters);
    const path = [...before, name];
    const here = { name: path.join('.'), field, where, path, put: set };
    if (field.type !== 'thing' || depth > 2) return [here];
    const inside = THINGS[field.family].flatMap((thing) =>
      spotsOf(
        thing.fields,
        [...path, 'params'],
        (params) => set({ kind: thing.name, params }),
        where,
      ).map((spot) => ({ ...spot, name: `${spot.name} of ${thing.name}` })),
    );
    return [here, ...inside];
  });
}

const SPOTS: readonly Spot[] = [
  ...KINDS.flatMap((kind) => {
    const document = drawing(kind);
    const node = document.nodes.node!;
    const put = (params: Hyperparameters): Document => ({
      ...document,
      nodes: { ...document.nodes, node: { ...node, params: { ...node.params, ...params } } },
    });
    // Only what the mutation says differs from the example.
    return spotsOf(kind.fields, ['nodes', 'node', 'params'], put, undefined, 'node').map(
      (spot) => ({
        ...spot,
        name: `${kind.name}: ${spot.name}`,
        put: (value: unknown) => {
          const outer = spot.where.param;
          const made = spot.put(value).nodes.node?.params[outer];
          return put({ ...node.params, [outer]: made } as Hyperparameters);
        },
      }),
    );
  }),
  ...spotsOf(RUN_FIELDS, ['run'], (params) => {
    const document = drawing(kindOf('dense')!);
    return { ...document, run: { ...document.run, ...params } };
  }).map((spot) => ({ ...spot, name: `run: ${spot.name}` })),
];

/** What a field does not allow: of another type than its own, or of its type and out of range. */
interface Wrong {
  readonly what: string;
  readonly value: unknown;
  readonly typed: boolean;
}

const SHAPES: Readonly<Record<string, unknown>> = {
  'a text': 'x',
  'a number': 1,
  'a switch': true,
  null: null,
  'a list of lists': [[1]],
  'an object': { valueOf: 1, toString: 1 },
  numbers: [1],
  texts: ['x'],
  'without parameters': { kind: 'zeros' },
  'a list of parameters': { kind: 'zeros', params: [] },
  'null for parameters': { kind: 'zeros', params: null },
  'a number for a name': { kind: 3, params: {} },
};
const OWN: Readonly<Record<Field['type'], readonly string[]>> = {
  number: ['a number'],
  numbers: ['numbers'],
  choice: ['a text'],
  text: ['a text'],
  boolean: ['a switch'],
  texts: ['texts'],
  thing: [],
};

const isEmptyList = (v: unknown) => Array.isArray(v) && v.length === 0;

function wrongFor(field: Field): readonly Wrong[] {
  const typed: Wrong[] = Object.entries(SHAPES)
    .filter(([what]) => !OWN[field.type].includes(what))
    // An empty list as a default does not tell the reader of a file of what it is one.
    .filter(
      ([what]) => !(isEmptyList(field.default) && OWN.texts.concat(OWN.numbers).includes(what)),
    )
    .map(([what, value]) => ({ what, value, typed: true }));
  const range = (values: Readonly<Record<string, unknown>>): Wrong[] =>
    Object.entries(values).map(([what, value]) => ({ what, value, typed: false }));
  const beyond = (f: { readonly min: number; readonly max: number }) => ({
    'too small': f.min - Math.max(1, Math.abs(f.min)),
    'too large': f.max + Math.max(1, Math.abs(f.max)),
  });
  switch (field.type) {
    case 'number':
      return [
        ...typed,
        { what: 'not a number', value: Number.NaN, typed: true },
        { what: 'infinite', value: Number.POSITIVE_INFINITY, typed: true },
        ...range({ ...beyond(field), ...(field.integer && { 'a fraction': field.min + 0.5 }) }),
      ];
    case 'numbers':
      return [
        ...typed,
        ...Object.entries(beyond(field)).flatMap(([what, v]) => range({ [what]: [v] })),
        ...range({ 'too many': new Array(field.maxLength + 1).fill(field.min) }),
      ];
    case 'choice':
      return [...typed, ...range({ another: 'nope', 'of every object': 'toString' })];
    case 'thing':
      return [
        ...typed,
        ...range({
          unknown: { kind: 'nope', params: {} },
          'of every object': { kind: 'toString', params: {} },
        }),
      ];
    default:
      return typed;
  }
}

/** As it would stand in a file; what JSON has no word for becomes null. */
const fileOf = ({ name, run, nodes }: Document): string =>
  JSON.stringify({
    format: FORMAT,
    version: VERSION,
    name,
    run,
    ...graphJson({ nodes: Object.values(nodes), edges: [], notes: [] }),
  });

describe('a parameter that is wrong is told with its place', () => {
  test('there are fields of things, and of things in things', () => {
    const depth = (s: Spot) => s.path.filter((key) => key === 'params').length;
    expect(SPOTS.length).toBeGreaterThan(300);
    expect(SPOTS.filter((s) => depth(s) > 1).length).toBeGreaterThan(100);
    expect(SPOTS.some((s) => s.path.join('.') === 'run.schedule.params.next.params.gamma')).toBe(
      true,
    );
  });

  test('law: by the check of the open document, which goes no further', () => {
    for (const { name, field, where, path, put } of SPOTS)
      for (const { what, value, typed } of wrongFor(field)) {
        // That the run has an optimiser at all is a matter of the file's form.
        if (typed && path.length === 2) continue;
        const { issues, plan } = compile(put(value));
        const message = `${name}, ${what}: ${issues.map((i) => sentenceOf(i)).join(' ')}`;
        const errors = issues.filter((i) => i.severity === 'error');
        expect(plan, message).toBeUndefined();
        expect(errors.length, message).toBeGreaterThan(0);
        for (const e of errors)
          expect({ node: e.where?.node, param: e.where?.param }, message).toEqual({
            node: undefined,
            ...where,
          });
      }
  });

  test('law: by the reader of files, with its path, where its type is wrong', () => {
    for (const { name, field, path, put } of SPOTS)
      for (const { what, value, typed } of wrongFor(field)) {
        // The form of a run's kinds is the schema's.
        if (path.length === 2 && what === 'of every object') continue;
        const opened = parse(fileOf(put(value)), vocabulary);
        expect(opened.ok, `${name}, ${what}`).toBe(!typed);
        if (opened.ok) continue;
        const told = opened.issues[0]?.where?.path?.filter((key) => typeof key !== 'number');
        const wanted = path[1] === 'node' ? ['nodes', ...path.slice(2)] : path;
        expect(told?.slice(0, wanted.length), `${name}, ${what}`).toEqual(wanted);
      }
  });

  test('law: a name that nothing reads is told, and stands in nobody’s way', () => {
    for (const { name, field, where, put } of SPOTS) {
      if (field.type !== 'thing') continue;
      for (const thing of THINGS[field.family]) {
        const document = put({
          kind: thing.name,
          params: { ...defaults(thing.fields), speling: 1 },
        });
        const opened = parse(fileOf(document), vocabulary);
        expect(opened.ok, `${name} of ${thing.name}`).toBe(true);
        const stray = compile(document).issues.filter((i) => i.code === 'param.stray');
        expect(stray, `${name} of ${thing.name}`).toMatchObject([{ severity: 'warning', where }]);
      }
    }
    const { issues, plan } = compile(drawing(kindOf('dense')!));
    expect(issues.map((i) => i.code)).not.toContain('param.stray');
    expect(plan).toBeDefined();
  });
});
