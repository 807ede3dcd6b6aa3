/**
 * Issues: what is wrong, where, and what was expected. Bad input is told with these values; nothing
 * is thrown at a person. A sentence is put together when it is shown (`sentenceOf`): nodes are then
 * called as they are called now.
 */
import type { Language, Words } from './words.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Where an issue sits. `path` points into a file, the rest into the open document. */
export interface Place {
  readonly node?: string;
  readonly port?: string;
  readonly edge?: string;
  readonly param?: string;
  readonly path?: readonly (string | number)[];
  readonly line?: number;
}

/** A repair that the page can offer as one press; it is an ordinary undoable command. */
export type Fix =
  | {
      readonly type: 'set-param';
      readonly node: string;
      readonly param: string;
      readonly value: unknown;
    }
  | { readonly type: 'replace-kind'; readonly node: string; readonly kind: string }
  | { readonly type: 'remove-edge'; readonly edge: string }
  /** Weights of its own instead of another node's. */
  | { readonly type: 'own-weights'; readonly node: string };

/** A node in a sentence, by its id: whoever shows the sentence puts its title in. */
export interface NodeRef {
  readonly node: string;
}

/** A number of things with its unit, as people read it; programs take the figures alone. */
export interface Amount extends Words {
  readonly figures: string;
}

/** What stands in a hole of a sentence; a list is read one piece after the other. */
export type Arg = string | number | NodeRef | Words | Amount | readonly Arg[];

/** By the names of the holes. */
export type Args = Readonly<Record<string, Arg>>;

export interface Issue {
  readonly severity: Severity;
  /** Stable, dotted: `shape.mismatch`, `file.json`, `edge.cycle`. */
  readonly code: string;
  /** In each language, with holes `{name}` for arguments. */
  readonly sentence: Words;
  readonly args?: Args;
  readonly where?: Place;
  readonly fix?: Fix;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly issues: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };

export const ok = <T>(value: T, issues: readonly Issue[] = []): Result<T> => ({
  ok: true,
  value,
  issues,
});

export const fail = (
  ...issues: Issue[]
): { readonly ok: false; readonly issues: readonly Issue[] } => ({
  ok: false,
  issues,
});

/** Pieces of a sentence with the same text between each two. */
export const listed = (pieces: readonly Arg[], between: string | Words): Arg =>
  pieces.flatMap((piece, i) => (i ? [between, piece] : [piece]));

/** The names of the holes of a sentence, read from its type. */
type Hole<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Hole<Rest>
  : never;

/** Nothing more to ask, or what a sentence has beyond or short of the other's holes. */
type SameHoles<E extends string, Z extends string> = string extends E | Z
  ? { readonly notLiteral: never }
  : [Hole<E>, Hole<Z>] extends [Hole<Z>, Hole<E>]
    ? unknown
    : { readonly holes: Exclude<Hole<E>, Hole<Z>> | Exclude<Hole<Z>, Hole<E>> };

type Extra = Partial<Omit<Issue, 'code' | 'sentence'>>;
/** What stands in a hole of that name: a node is told by its title, and what is done in the reader's language. */
type ArgFor<Name extends string> = Name extends 'node' | 'owner' | 'title'
  ? NodeRef
  : Name extends 'what'
    ? Words
    : Arg;
type ExtraFor<Name extends string> = [Name] extends [never]
  ? readonly [extra?: Extra]
  : readonly [extra: Extra & { readonly args: { readonly [N in Name]: ArgFor<N> } }];

/**
 * Builds an error. Both sentences stand where the issue is made; `{name}` in them stands for `args.name`.
 * A hole that the other language lacks, or that has no argument, does not compile.
 * @example
 * issue('wire.missing', { en: 'There is no wire {edge}.', zh: '没有连线 {edge}。' }, { args: { edge } });
 */
export const issue = <const E extends string, const Z extends string>(
  code: string,
  sentence: { readonly en: E; readonly zh: Z & SameHoles<E, Z> },
  ...[extra]: ExtraFor<Hole<E>>
): Issue => ({ severity: 'error', code, sentence, ...extra });

/** What a node is called, by its id. */
export type NameOf = (node: string) => string;

const BY_ID: NameOf = (node) => node;

/** An argument as a reader sees it. */
export function textOf(arg: Arg, nameOf: NameOf = BY_ID, language: Language = 'en'): string {
  if (typeof arg !== 'object') return String(arg);
  if ('en' in arg) return arg[language];
  return 'node' in arg
    ? nameOf(arg.node)
    : arg.map((piece) => textOf(piece, nameOf, language)).join('');
}

/** A sentence with its holes filled; one for which there is no argument stays. */
const filled = (sentence: string, args: Args, nameOf: NameOf, language: Language): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const arg = Object.hasOwn(args, name) ? args[name] : undefined;
    return arg === undefined ? whole : textOf(arg, nameOf, language);
  });

/** What an issue says, to a program in English; nodes are called by their ids where nobody says how else. */
export const sentenceOf = (
  { sentence, args = {} }: Issue,
  nameOf: NameOf = BY_ID,
  language: Language = 'en',
): string => filled(sentence[language], args, nameOf, language);

export const hasErrors = (issues: readonly Issue[]): boolean =>
  issues.some((i) => i.severity === 'error');

/** `nodes[3].params.units` from `['nodes', 3, 'params', 'units']`. */
export function formatPath(path: readonly (string | number)[]): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(key)) text += text ? `.${key}` : key;
    else text += `[${JSON.stringify(key)}]`;
  }
  return text || '(top)';
}
