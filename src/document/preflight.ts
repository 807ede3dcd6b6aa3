/**
 * A first pass over raw JSON, before anything recursive or anything that collects all mistakes
 * touches it: depth, forbidden keys, numbers that are none, lengths. Hostile files end here, quickly.
 */
import type { Issue } from '../base/issue.ts';
import type { Words } from '../base/words.ts';
import { atMost, fileIssue, limitIssue, show } from './explain.ts';
import { LIMITS } from './limits.ts';
import { ITEMS } from './placing.ts';
import { TABLE_NAMES } from './tables.ts';

type Path = readonly (string | number)[];

/** A path as a linked list: nothing is copied while a large file is walked. */
interface JsonPosition {
  readonly value: unknown;
  readonly depth: number;
  readonly key: string | number;
  readonly parent?: JsonPosition;
}

function pathOf(spot: JsonPosition): Path {
  const path: (string | number)[] = [];
  for (let s: JsonPosition | undefined = spot; s?.parent; s = s.parent) path.unshift(s.key);
  return path;
}

const NAMED: Readonly<Record<string, Words>> = {
  ...ITEMS,
  incoming: { en: 'incoming', zh: '条连线' },
};

const LONGEST: Readonly<Record<string, number>> = {
  ...Object.fromEntries(TABLE_NAMES.map((table) => [table, LIMITS[table]])),
  incoming: LIMITS.edges,
};

export function preflight(root: unknown): Issue[] {
  const issues: Issue[] = [];
  const limit = (path: Path, what: Words, got: number, most: number) =>
    issues.push(
      limitIssue(path, { en: `${got} ${what.en}`, zh: `${got} ${what.zh}` }, atMost(most)),
    );
  const unexpected = (path: Path, got: Words, expected: Words) =>
    issues.push(fileIssue('file.value', path, got, expected));
  const table = root as Record<string, unknown> | null;
  if (table && typeof table === 'object')
    for (const [key, most] of Object.entries(LONGEST)) {
      const list = table[key];
      if (Array.isArray(list) && list.length > most) limit([key], NAMED[key]!, list.length, most);
    }
  if (issues.length) return issues;

  const stack: JsonPosition[] = [{ value: root, depth: 0, key: '' }];
  for (let spot = stack.pop(); spot; spot = stack.pop()) {
    if (issues.length >= LIMITS.issues) break;
    const { value, depth } = spot;
    if (typeof value === 'string' && value.length > LIMITS.string)
      limit(pathOf(spot), { en: 'characters', zh: '个字符' }, value.length, LIMITS.string);
    if (typeof value === 'number' && !Number.isFinite(value))
      unexpected(
        pathOf(spot),
        { en: 'a number too large to hold', zh: '过大的数' },
        { en: 'a finite number', zh: '有限的数' },
      );
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= LIMITS.depth) {
      unexpected(
        pathOf(spot).slice(0, 8),
        {
          en: `more than ${LIMITS.depth} lists and objects inside each other`,
          zh: `嵌套超过 ${LIMITS.depth} 层`,
        },
        { en: 'fewer', zh: '更少的层数' },
      );
      return issues;
    }
    if (Array.isArray(value)) {
      // Long lists of numbers are weights: one complaint for each list is enough.
      if (typeof value[0] === 'number' && value.length > 100) {
        const wrong = value.findIndex((v) => typeof v !== 'number' || !Number.isFinite(v));
        if (wrong >= 0)
          unexpected([...pathOf(spot), wrong], show(value[wrong]), {
            en: 'a finite number, as before it',
            zh: '有限的数，与前面一样',
          });
        continue;
      }
      if (value.length > LIMITS.edges) {
        limit(pathOf(spot), { en: 'entries', zh: '项' }, value.length, LIMITS.edges);
        continue;
      }
      for (let i = value.length - 1; i >= 0; i--)
        stack.push({ value: value[i], depth: depth + 1, key: i, parent: spot });
      continue;
    }
    for (const key of Object.keys(value).reverse()) {
      const next = {
        value: (value as Record<string, unknown>)[key],
        depth: depth + 1,
        key,
        parent: spot,
      };
      if (key === '__proto__')
        unexpected(
          pathOf(next),
          { en: 'the key __proto__', zh: '键 __proto__' },
          { en: 'another name', zh: '别的名称' },
        );
      else if (key.length > LIMITS.name)
        limit(
          pathOf(spot),
          { en: "characters of a field's name", zh: '个字符的字段名' },
          key.length,
          LIMITS.name,
        );
      else stack.push(next);
    }
  }
  return issues;
}
