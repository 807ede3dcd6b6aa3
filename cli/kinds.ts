/** `kinds`: the catalogue, with ports and with parameters, their ranges and defaults. */
import { defaults, type Field, type Fields } from '../src/base/fields.ts';
import { KINDS, THINGS } from '../src/catalog/index.ts';
import type { Port, Ports } from '../src/catalog/kind.ts';
import { type Console, json } from './console.ts';

export function kinds(options: { readonly json?: boolean }, console: Console): void {
  const catalogue = {
    kinds: KINDS.map((k) => ({
      name: k.name,
      title: k.title,
      family: k.family,
      help: k.lesson.help,
      ports: portsOf(k.ports(defaults(k.fields))),
      params: paramsOf(k.fields),
    })),
    optimisers: THINGS.optimisers.map(thing),
    schedules: THINGS.schedules.map(thing),
    clips: THINGS.clips.map(thing),
    stops: THINGS.stops.map(thing),
    initialisers: THINGS.initialisers.map(thing),
  };
  console.out(options.json ? json(catalogue) : print(catalogue));
}

/** Ports without what only formulas and maps need. */
const portsOf = ({ inputs, outputs }: Ports): Ports => {
  const plain = ({ notation: _, column: __, ...port }: Port): Port => port;
  return { inputs: inputs.map(plain), outputs: outputs.map(plain) };
};

const thing = (t: {
  readonly name: string;
  readonly title: unknown;
  readonly lesson: { readonly help: unknown };
  readonly fields: Fields;
}) => ({ name: t.name, title: t.title, help: t.lesson.help, params: paramsOf(t.fields) });

/** A field without what only a form needs, in English. */
const paramsOf = (fields: Fields) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, { when: _, ...declared }]) => {
      const { label, hint } = declared;
      const field = { ...declared, label: label.en, ...(hint && { hint: hint.en }) };
      return [
        name,
        field.type === 'choice' ? { ...field, options: field.options.map((o) => o.value) } : field,
      ];
    }),
  );
type Param = ReturnType<typeof paramsOf>[string];

function range(param: Param): string {
  const field = param as unknown as Field;
  switch (field.type) {
    case 'number':
      return `${field.integer ? 'whole number' : 'number'} ${field.min} … ${field.max}`;
    case 'numbers':
      return `up to ${field.maxLength} numbers ${field.min} … ${field.max}`;
    case 'choice':
      return (param as { readonly options: readonly string[] }).options.join(' | ');
    case 'boolean':
      return 'true | false';
    case 'text':
      return 'text';
    case 'texts':
      return 'texts';
    case 'thing':
      return `one of the ${field.family}`;
    default:
      return field satisfies never;
  }
}

const paramLines = (params: Readonly<Record<string, Param>>): string =>
  Object.entries(params)
    .map(([name, p]) => `    ${name}: ${range(p)}; default ${JSON.stringify(p.default)}\n`)
    .join('');

interface Listed {
  readonly name: string;
  readonly params: Readonly<Record<string, Param>>;
}
type Catalogue = {
  readonly kinds: readonly (Listed & {
    readonly family: string;
    readonly ports: {
      readonly inputs: readonly { readonly name: string; readonly many?: boolean }[];
      readonly outputs: readonly { readonly name: string }[];
    };
  })[];
  readonly optimisers: readonly Listed[];
  readonly schedules: readonly Listed[];
  readonly clips: readonly Listed[];
  readonly stops: readonly Listed[];
  readonly initialisers: readonly Listed[];
};

function print(catalogue: Catalogue): string {
  let text = '';
  let family = '';
  for (const kind of catalogue.kinds) {
    if (kind.family !== family) text += `${text && '\n'}${kind.family}\n`;
    family = kind.family;
    const inputs = kind.ports.inputs.map((p) => (p.many ? `${p.name} (many)` : p.name));
    const outputs = kind.ports.outputs.map((p) => p.name);
    text += `  ${kind.name}: ${inputs.join(', ') || '–'} → ${outputs.join(', ') || '–'}\n`;
    text += paramLines(kind.params);
  }
  for (const name of ['optimisers', 'schedules', 'clips', 'stops', 'initialisers'] as const) {
    text += `\n${name}\n`;
    for (const t of catalogue[name]) text += `  ${t.name}\n${paramLines(t.params)}`;
  }
  return text;
}
