/** What the schema found wrong, as issues: where in the file, what stands there, what was expected. */
import type { z } from 'zod';
import { type Arg, formatPath, type Issue, issue } from '../base/issue.ts';
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

/** Of an issue about the place `path` of a file. */
const about = (path: Path, got: Arg, expected: Arg) => ({
  args: { path: formatPath(path), got, expected },
  where: { path },
});

/** Something else than was expected stands at the place `path` of a file. */
export const fileIssue = (code: string, path: Path, got: Arg, expected: Arg): Issue =>
  issue(
    code,
    {
      en: '{path}: found {got}; expected {expected}.',
      zh: '{path}：发现 {got}；应为 {expected}。',
    },
    about(path, got, expected),
  );

/** Nothing stands there. */
export const missingIssue = (path: Path, expected: Arg): Issue =>
  issue(
    'file.missing',
    {
      en: '{path}: found nothing; expected {expected}.',
      zh: '{path}：缺少内容；应为 {expected}。',
    },
    about(path, 'nothing', expected),
  );

/** There is more of it than a file may hold. */
export const limitIssue = (path: Path, got: Arg, expected: Arg): Issue =>
  issue(
    'file.limit',
    {
      en: '{path}: found {got}; expected {expected}.',
      zh: '{path}：有 {got}；上限为 {expected}。',
    },
    about(path, got, expected),
  );

/** It is a file of something else. */
export const formatIssue = (path: Path, got: Arg, expected: Arg): Issue =>
  issue(
    'file.format',
    {
      en: '{path}: found {got}; expected {expected}.',
      zh: '{path}：发现 {got}；应为 {expected}。这不是 Chainrule 的文件。',
    },
    about(path, got, expected),
  );

/** As many numbers as the shape does not have. */
export const tensorIssue = (path: Path, got: Arg, expected: Arg): Issue =>
  issue(
    'file.tensor',
    {
      en: '{path}: found {got}; expected {expected}.',
      zh: '{path}：有 {got}；应为 {expected}。',
    },
    about(path, got, expected),
  );

const strayIssue = (path: Path): Issue =>
  issue(
    'file.field',
    {
      en: '{path}: found a field that does not belong here; expected none.',
      zh: '{path}：这里不该有这个字段。',
    },
    about(path, 'a field that does not belong here', 'none'),
  );

/** At most as many as are told of one file. */
export function explain(found: readonly Found[], root: unknown): Issue[] {
  const issues: Issue[] = [];
  for (const f of found) {
    const path = f.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    if (f.code === 'unrecognized_keys') {
      for (const key of f.keys.slice(0, LIMITS.issues)) issues.push(strayIssue([...path, key]));
    } else if (f.code === 'invalid_key') {
      const reason = f.issues[0]?.message ?? 'another name';
      issues.push(fileIssue('file.value', path, `the name ${show(path.at(-1))}`, reason));
    } else {
      const value = at(root, path);
      const code = f.code === 'invalid_type' ? 'file.type' : 'file.value';
      issues.push(
        value === undefined
          ? missingIssue(path, expectation(f))
          : fileIssue(code, path, show(value), expectation(f)),
      );
    }
    if (issues.length >= LIMITS.issues) break;
  }
  return issues;
}
