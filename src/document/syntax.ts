/**
 * Where a text stops being JSON (RFC 8259), in line and column, and what could have stood there.
 * Engines word this differently or not at all; the text itself is read by JSON.parse, this only looks
 * after it has refused. A state machine with its own stack: depth is no danger.
 */
export interface SyntaxError {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly expected: string;
  /** The character found there, or `the end of the file`. */
  readonly got: string;
}

type State = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'next' | 'end';

const EXPECTED: Readonly<Record<State, string>> = {
  value: 'a value',
  'value or ]': 'a value or ]',
  key: 'a name in double quotes',
  'key or }': 'a name in double quotes or }',
  colon: ':',
  next: 'a comma or the closing bracket',
  end: 'nothing more',
};
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

export function findSyntaxError(text: string): SyntaxError | undefined {
  const stack: ('{' | '[')[] = [];
  let state: State = 'value';
  let i = 0;
  const report = (expected: string): SyntaxError => {
    const before = text.slice(0, i);
    const line = before.split('\n').length;
    return {
      line,
      column: i - (before.lastIndexOf('\n') + 1) + 1,
      expected,
      got:
        i < text.length
          ? JSON.stringify(String.fromCodePoint(text.codePointAt(i)!))
          : 'the end of the file',
    };
  };
  const token = (pattern: RegExp): boolean => {
    pattern.lastIndex = i;
    const found = pattern.exec(text);
    if (found) i += found[0].length;
    return found !== null;
  };
  /** Moves behind the string that begins here, or stops at what is wrong in it. */
  const string = (): string | undefined => {
    for (i++; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === 0x22) {
        i++;
        return undefined;
      }
      if (c < 0x20) return 'a closing quotation mark (control characters are written \\n, \\t, …)';
      if (c !== 0x5c) continue;
      i++;
      const escaped = text[i] ?? '';
      if (escaped === 'u') {
        if (!/^[0-9a-fA-F]{4}$/.test(text.slice(i + 1, i + 5))) return '\\u and four hex digits';
        i += 4;
      } else if (!'"\\/bfnrt'.includes(escaped) || escaped === '')
        return 'one of " \\ / b f n r t u after \\';
    }
    return 'a closing quotation mark';
  };
  const separator = () => (stack.at(-1) === '{' ? ', or }' : ', or ]');
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
