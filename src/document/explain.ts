/** What the schema found wrong, as issues: where in the file, what stands there, what was expected. */
import type { z } from 'zod';
import { formatPath, type Issue, issue } from '../base/issue.ts';
import { LIMITS } from './limits.ts';

type Found = z.core.$ZodIssue;
type Path = readonly (string | number)[];

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object { … }',
  record: 'an object { … }',
  array: 'a list [ … ]',
};

function at(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/** Short, and safe for values of any size. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string')
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return String(value);
}

function expectation(found: Found): string {
  switch (found.code) {
    case 'invalid_type':
      return TYPES[found.expected] ?? found.expected;
    case 'invalid_value':
      return found.values.map((v) => JSON.stringify(v)).join(' or ');
    case 'too_small':
      return found.origin === 'string' ? 'a text that is not empty' : `at least ${found.minimum}`;
    case 'too_big':
      return found.origin === 'string'
        ? `at most ${found.maximum} characters`
        : found.origin === 'array'
          ? `at most ${found.maximum} entries`
          : `at most ${found.maximum}`;
    default:
      return found.message;
  }
}

/** An issue about the place `path` of a file. */
export const fileIssue = (code: string, path: Path, got: string, expected: string): Issue =>
  issue(code, '{path}: found {got}; expected {expected}.', {
    args: { path: formatPath(path), got, expected },
    where: { path },
  });

/** At most as many as are told of one file. */
export function explain(found: readonly Found[], root: unknown): Issue[] {
  const issues: Issue[] = [];
  for (const f of found) {
    const path = f.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    if (f.code === 'unrecognized_keys') {
      for (const key of f.keys.slice(0, LIMITS.issues))
        issues.push(
          fileIssue('file.field', [...path, key], 'a field that does not belong here', 'none'),
        );
    } else if (f.code === 'invalid_key') {
      const reason = f.issues[0]?.message ?? 'another name';
      issues.push(fileIssue('file.value', path, `the name ${show(path.at(-1))}`, reason));
    } else {
      const value = at(root, path);
      const code =
        value === undefined
          ? 'file.missing'
          : `file.${f.code === 'invalid_type' ? 'type' : 'value'}`;
      issues.push(fileIssue(code, path, show(value), expectation(f)));
    }
    if (issues.length >= LIMITS.issues) break;
  }
  return issues;
}
