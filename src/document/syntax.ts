/**
 * Where a text stops being JSON (RFC 8259), in line and column, and what could have stood there.
 * Engines word this differently or not at all; the text itself is read by JSON.parse, this only looks
 * after it has refused. A state machine with its own stack: depth is no danger.
 */
import { alike, type Words } from '../base/words.ts';

interface SyntaxError {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly expected: Words;
  /** The character found there, or `the end of the file`. */
  readonly got: Words;
}

type State = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'next' | 'end';

const EXPECTED: Readonly<Record<State, Words>> = {
  value: { en: 'a value', zh: '值' },
  'value or ]': { en: 'a value or ]', zh: '值或 ]' },
  key: { en: 'a name in double quotes', zh: '双引号中的名称' },
  'key or }': { en: 'a name in double quotes or }', zh: '双引号中的名称或 }' },
  colon: alike(':'),
  next: { en: 'a comma or the closing bracket', zh: '逗号或右括号' },
  end: { en: 'nothing more', zh: '没有其他内容' },
};
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

export function findSyntaxError(text: string): SyntaxError | undefined {
  const stack: ('{' | '[')[] = [];
  let state: State = 'value';
  let i = 0;
  const report = (expected: Words): SyntaxError => {
    const before = text.slice(0, i);
    const line = before.split('\n').length;
    return {
      line,
      column: i - (before.lastIndexOf('\n') + 1) + 1,
      expected,
      got:
        i < text.length
          ? alike(JSON.stringify(String.fromCodePoint(text.codePointAt(i)!)))
          : { en: 'the end of the file', zh: '文件结尾' },
    };
  };
  const token = (pattern: RegExp): boolean => {
    pattern.lastIndex = i;
    const found = pattern.exec(text);
    if (found) i += found[0].length;
    return found !== null;
  };
  /** Moves behind the string that begins here, or stops at what is wrong in it. */
  const string = (): Words | undefined => {
    for (i++; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === 0x22) {
        i++;
        return undefined;
      }
      if (c < 0x20)
        return {
          en: 'a closing quotation mark (control characters are written \\n, \\t, …)',
          zh: '右引号（控制字符写作 \\n、\\t 等）',
        };
      if (c !== 0x5c) continue;
      i++;
      const escaped = text[i] ?? '';
      if (escaped === 'u') {
        if (!/^[0-9a-fA-F]{4}$/.test(text.slice(i + 1, i + 5)))
          return { en: '\\u and four hex digits', zh: '\\u 和四位十六进制数字' };
        i += 4;
      } else if (!'"\\/bfnrt'.includes(escaped) || escaped === '')
        return {
          en: 'one of " \\ / b f n r t u after \\',
          zh: '\\ 之后的 " \\ / b f n r t u 之一',
        };
    }
    return { en: 'a closing quotation mark', zh: '右引号' };
  };
  const separator = () =>
    stack.at(-1) === '{' ? { en: ', or }', zh: ', 或 }' } : { en: ', or ]', zh: ', 或 ]' };
  const after = (): State => (stack.length ? 'next' : 'end');

  for (;;) {
    while (i < text.length && ' \t\n\r'.includes(text[i]!)) i++;
    const c = text[i];
    if (c === undefined) {
      if (state === 'end') return undefined;
      return report(state === 'next' ? separator() : EXPECTED[state]);
    }
    const closes = c === '}' ? '{' : c === ']' ? '[' : undefined;
    if (
      closes &&
      stack.at(-1) === closes &&
      (state === 'next' || state === 'key or }' || state === 'value or ]')
    ) {
      stack.pop();
      i++;
      state = after();
    } else if (state === 'next') {
      if (c !== ',') return report(separator());
      i++;
      state = stack.at(-1) === '{' ? 'key' : 'value';
    } else if (state === 'colon') {
      if (c !== ':') return report(EXPECTED.colon);
      i++;
      state = 'value';
    } else if (state === 'key' || state === 'key or }') {
      if (c !== '"') return report(EXPECTED[state]);
      const wrong = string();
      if (wrong) return report(wrong);
      state = 'colon';
    } else if (state === 'end') return report(EXPECTED.end);
    else if (c === '{' || c === '[') {
      stack.push(c);
      i++;
      state = c === '{' ? 'key or }' : 'value or ]';
    } else if (c === '"') {
      const wrong = string();
      if (wrong) return report(wrong);
      state = after();
    } else if (token(WORD) || token(NUMBER)) state = after();
    else return report(EXPECTED[state]);
  }
}
