/**
 * Issues: what is wrong, where, and what was expected. Bad input is told with these values; nothing
 * is thrown at a person. `code` and `args` let the page speak the reader's language; `message` is
 * the English sentence, complete without them.
 */
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

export interface Issue {
  readonly severity: Severity;
  /** Stable, dotted: `shape.mismatch`, `file.json`, `edge.cycle`. */
  readonly code: string;
  readonly message: string;
  readonly args?: Readonly<Record<string, string | number>>;
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

/** Builds an error; `{name}` in the message is replaced by `args.name`. */
export function issue(
  code: string,
  message: string,
  extra: Partial<Omit<Issue, 'code' | 'message'>> = {},
): Issue {
  const args = extra.args ?? {};
  const text = message.replace(/\{(\w+)\}/g, (whole, key: string) =>
    key in args ? String(args[key]) : whole,
  );
  return { severity: 'error', code, message: text, ...extra };
}

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
