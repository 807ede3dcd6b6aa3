/** What the numbers of a port are indices of, where they are: the characters of a text, names of classes. */
import { complete } from '../../base/fields.ts';
import { kindOf } from '../../catalog/index.ts';
import type { AppState } from '../../state/app.ts';

type Known = Pick<AppState, 'document' | 'compiled'>;
export type Symbols = readonly string[];

export function symbolsAt({ document, compiled }: Known, node: string, port: string) {
  const record = document.nodes[node];
  const kind = record && kindOf(record.kind);
  if (!record || !kind?.indices || !(port in kind.indices(complete(kind.fields, record.params))))
    return undefined;
  const info = compiled?.data.find((d) => d.node === node);
  return port === 'y' ? info?.classes : info?.symbols;
}

/** The same of a wire, by the port that it leaves. */
export function symbolsOn(app: Known, edge: string): Symbols | undefined {
  const source = app.document.edges[edge]?.source;
  return source && symbolsAt(app, source.node, source.port);
}

const MARKS: Readonly<Record<string, string>> = { ' ': '␣', '\n': '⏎', '\t': '⇥' };
/** A symbol so that one sees it, a space too. */
export const visible = (symbol: string): string => MARKS[symbol] ?? symbol;

/** Those that numbers are indices of; nothing where one of them is none, as a mean. */
export function named(data: ArrayLike<number>, symbols: Symbols): string[] | undefined {
  const found = Array.from(data, (i) => symbols[i]);
  return found.every((s) => s !== undefined) ? found.map(visible) : undefined;
}
