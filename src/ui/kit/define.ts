/** A feature's strings in both languages; the checker sees to it that none is missing. */
export interface Strings {
  readonly en: Readonly<Record<string, string>>;
  readonly zh: Readonly<Record<string, string>>;
}

export const defineStrings = <const K extends string>(strings: {
  readonly en: Readonly<Record<K, string>>;
  readonly zh: Readonly<Record<NoInfer<K>, string>>;
}): Strings => strings;
