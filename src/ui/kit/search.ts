/**
 * Finds kinds by what a person types: title in either language, stable name, keywords, family. The
 * same order in the palette and in the menu on the canvas; no spelling correction.
 */
import { FAMILIES, type Family, type Kind } from '../../catalog/kind.ts';

/** Smaller is better; undefined where it does not match. Every word that was typed must match. */
function rank(kind: Kind, words: readonly string[]): number | undefined {
  const titles = [
    kind.title.en.toLowerCase(),
    kind.title.zh.toLowerCase(),
    kind.name.toLowerCase(),
  ];
  const more = [...(kind.lesson.keywords ?? []), kind.family].map((k) => k.toLowerCase());
  let worst = 0;
  for (const word of words) {
    const score = titles.some((t) => t === word)
      ? 0
      : titles.some((t) => t.startsWith(word))
        ? 1
        : titles.some((t) => t.split(/[\s-]+/).some((part) => part.startsWith(word)))
          ? 2
          : more.some((k) => k.startsWith(word))
            ? 3
            : titles.some((t) => t.includes(word)) || more.some((k) => k.includes(word))
              ? 4
              : undefined;
    if (score === undefined) return undefined;
    worst = Math.max(worst, score);
  }
  return worst;
}

export function searchKinds(kinds: readonly Kind[], query: string): readonly Kind[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return kinds;
  return kinds
    .flatMap((kind) => {
      const score = rank(kind, words);
      return score === undefined ? [] : [{ kind, score }];
    })
    .sort((a, b) => a.score - b.score)
    .map((m) => m.kind);
}

export function byFamily(kinds: readonly Kind[]): readonly (readonly [Family, readonly Kind[]])[] {
  return FAMILIES.map((f) => [f, kinds.filter((k) => k.family === f)] as const).filter(
    ([, list]) => list.length > 0,
  );
}
