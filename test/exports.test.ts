/** What a file exports another names: in the program, or in the tests and tools that look into it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const PROGRAM = ['src', 'workers', 'cli'];
const TOOLS = ['test', 'e2e', 'bench', 'scripts'];

const filesOf = (room: string) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(tsx?|mjs)$/.test(name))
    .map((name) => ({
      file: `${room}/${name}`,
      text: readFileSync(join(ROOT, room, name), 'utf8'),
    }));

/** Functions, classes, values and types: what an exported function takes or gives needs no exported name. */
const EXPORTED =
  /^export (?:async |abstract )?(?:const|let|function\*?|class|type|interface|enum) ([\p{L}_$][\p{L}\p{N}_$]*)/gmu;
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/gu;

/** @param naming files by each word that stands in them */
function unnamed(files: ReturnType<typeof filesOf>, naming: ReadonlyMap<string, Set<string>>) {
  return files.flatMap(({ file, text }) =>
    [...text.matchAll(EXPORTED)].flatMap(([, name = '']) =>
      [...(naming.get(name) ?? [])].some((other) => other !== file) ? [] : [`${file} ${name}`],
    ),
  );
}

function naming(files: ReturnType<typeof filesOf>): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { file, text } of files)
    for (const [word] of text.matchAll(WORD)) {
      const own = found.get(word) ?? new Set();
      found.set(word, own.add(file));
    }
  return found;
}

const program = PROGRAM.flatMap(filesOf);

test('nothing is exported that nobody names', () => {
  expect(unnamed(program, naming([...program, ...TOOLS.flatMap(filesOf)]))).toEqual([]);
});

test('the search finds what nobody names', () => {
  const files = [
    { file: 'a.ts', text: 'export const used = 1;\nexport function lost() {}\nlost();' },
    { file: 'b.ts', text: "import { used } from './a.ts';" },
    {
      file: 'c.ts',
      text: 'export type Alone = used;\nexport interface Lone {}\nexport type { Named } from "./d.ts";',
    },
  ];
  expect(unnamed(files, naming(files))).toEqual(['a.ts lost', 'c.ts Alone', 'c.ts Lone']);
});
