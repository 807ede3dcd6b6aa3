/**
 * How a file is written: keys in a fixed order, one node or edge on a line where it fits, weights'
 * numbers close together. Equal documents give equal bytes, and a changed node is a changed line.
 */
const WIDTH = 100;

type Json = unknown;
const entriesOf = (value: object): [string, Json][] =>
  Object.entries(value).filter(([, v]) => v !== undefined);

/** The shortest text that reads as the same double, and a float32 is one; JSON knows −0, its writer does not. */
const numberText = (v: number): string => (Object.is(v, -0) ? '-0' : JSON.stringify(v));

/** On one line: `{ "a": 1, "b": [1, 2] }`. */
function inline(value: Json): string {
  if (isNumbers(value)) return `[${value.map(numberText).join(', ')}]`;
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = entriesOf(value).map(([k, v]) => `${JSON.stringify(k)}: ${inline(v)}`);
    return entries.length ? `{ ${entries.join(', ')} }` : '{}';
  }
  return JSON.stringify(value);
}

const isNumbers = (value: Json): value is number[] =>
  Array.isArray(value) && value.length > 0 && value.every((v) => typeof v === 'number');

/** On one line where it fits; lists of numbers always are. `lead` is the width already taken. */
export function print(value: Json, indent = '', lead = indent.length): string {
  if (isNumbers(value)) {
    const line = inline(value);
    return line.length + lead <= WIDTH ? line : `[${value.map(numberText).join(',')}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const line = inline(value);
  if (line.length + lead <= WIDTH) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value))
    return `[\n${value.map((v) => inner + print(v, inner)).join(',\n')}\n${indent}]`;
  const entries = entriesOf(value).map(([k, v]) => {
    const name = `${inner}${JSON.stringify(k)}: `;
    return name + print(v, inner, name.length);
  });
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

/** The top level, and the lists directly in it, always have one entry to a line. */
export function printFile(file: object): string {
  const entries = entriesOf(file).map(([key, value]) => {
    const name = `  ${JSON.stringify(key)}: `;
    if (Array.isArray(value) && value.length) {
      const rows = value.map((v) => `    ${print(v, '    ')}`).join(',\n');
      return `${name}[\n${rows}\n  ]`;
    }
    return name + print(value, '  ', name.length);
  });
  return `{\n${entries.join(',\n')}\n}\n`;
}

/** Keys sorted at every depth, so that the order in which they were set does not show. */
export function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([k, v]) => [k, sorted(v)]),
  );
}
