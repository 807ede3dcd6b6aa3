/** What the schema found wrong, as issues: where in the file, what stands there, what was expected. */
import type { z } from 'zod';
import { type Arg, formatPath, type Issue, issue, listed } from '../base/issue.ts';
import { alike, type Words } from '../base/words.ts';
import { LIMITS } from './limits.ts';
import { formOf } from './schema.ts';

type Found = z.core.$ZodIssue;
type Path = readonly (string | number)[];

export const AN_OBJECT: Words = { en: 'an object { … }', zh: '对象 { … }' };

const TYPES: Readonly<Record<string, Words>> = {
  string: { en: 'a text', zh: '文本' },
  number: { en: 'a number', zh: '数' },
  int: { en: 'a whole number', zh: '整数' },
  boolean: { en: 'true or false', zh: 'true 或 false' },
  object: AN_OBJECT,
  record: AN_OBJECT,
  array: { en: 'a list [ … ]', zh: '列表 [ … ]' },
};

/** Where the schema asks for something that it has no words for. */
const ANOTHER: Words = { en: 'something else', zh: '别的内容' };

function at(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/** Short, and safe for values of any size. */
export function show(value: unknown): Words {
  if (value === undefined) return { en: 'nothing', zh: '空' };
  if (Array.isArray(value))
    return { en: `a list of ${value.length}`, zh: `含 ${value.length} 项的列表` };
  if (typeof value === 'object' && value !== null) return { en: 'an object', zh: '对象 { … }' };
  if (typeof value === 'string')
    return alike(JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value));
  return alike(String(value));
}

function expectation(found: Found): Arg {
  switch (found.code) {
    case 'invalid_type':
      return TYPES[found.expected] ?? ANOTHER;
    case 'invalid_value':
      return listed(
        found.values.map((v) => JSON.stringify(v)),
        { en: ' or ', zh: ' 或 ' },
      );
    case 'too_small':
      return found.origin === 'string'
        ? { en: 'a text that is not empty', zh: '非空的文本' }
        : { en: `at least ${found.minimum}`, zh: `至少 ${found.minimum}` };
    case 'too_big':
      return found.origin === 'string'
        ? { en: `at most ${found.maximum} characters`, zh: `至多 ${found.maximum} 个字符` }
        : found.origin === 'array'
          ? { en: `at most ${found.maximum} entries`, zh: `至多 ${found.maximum} 项` }
          : { en: `at most ${found.maximum}`, zh: `至多 ${found.maximum}` };
    case 'invalid_format':
      return formOf(found.pattern ?? '') ?? ANOTHER;
    default:
      return ANOTHER;
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
    about(path, show(undefined), expected),
  );

/** The most that there may be; the Chinese sentences say that it is the most. */
export const atMost = (most: number): Words => ({ en: `at most ${most}`, zh: String(most) });

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
    about(
      path,
      { en: 'a field that does not belong here', zh: '不该有的字段' },
      { en: 'none', zh: '无' },
    ),
  );

/** At most as many as are told of one file. */
export function explain(found: readonly Found[], root: unknown): Issue[] {
  const issues: Issue[] = [];
  for (const f of found) {
    const path = f.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    if (f.code === 'unrecognized_keys') {
      for (const key of f.keys.slice(0, LIMITS.issues)) issues.push(strayIssue([...path, key]));
    } else if (f.code === 'invalid_key') {
      issues.push(
        fileIssue(
          'file.value',
          path,
          [{ en: 'the name ', zh: '名称 ' }, show(path.at(-1))],
          f.issues[0] ? expectation(f.issues[0]) : ANOTHER,
        ),
      );
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
