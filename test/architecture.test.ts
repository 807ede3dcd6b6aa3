/**
 * Who may import whom, as a table that runs. A new arrow is a decision: it changes here in the same
 * commit as the code that needs it. `type` arrows may carry types only.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** Room → rooms that it may import; a trailing `*` allows types only. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'src/base': [],
  'src/tensor': ['src/base'],
  'src/document': ['src/base', 'src/tensor'],
  'src/ir': ['src/base', 'src/tensor'],
  'src/plan': ['src/base', 'src/tensor'],
  'src/data': ['src/base', 'src/tensor'],
  'src/catalog': ['src/base', 'src/tensor', 'src/ir', 'src/data', 'src/document*'],
  'src/compile': ['src/base', 'src/tensor', 'src/document', 'src/ir', 'src/catalog', 'src/plan'],
  'src/export': [
    'src/base',
    'src/tensor',
    'src/document',
    'src/ir',
    'src/catalog',
    'src/compile',
    'src/plan',
  ],
  'src/samples': ['src/base', 'src/tensor', 'src/document', 'src/catalog'],
  'workers/backends': ['src/base', 'src/tensor', 'src/plan'],
  'workers/engine': [
    'src/base',
    'src/tensor',
    'src/plan',
    'src/data',
    'workers/backends',
    'src/compile*',
    // Types, and checkpoints as plain data.
    'src/document',
  ],
  // Documents are packed for the wire.
  'src/session': ['src/base', 'src/plan*', 'src/document', 'workers/engine*'],
  'src/state': [
    'src/base',
    'src/tensor',
    'src/document',
    'src/catalog',
    'src/compile',
    'src/session',
    'src/data',
    'src/samples',
    'workers/engine*',
    'workers/layout.ts*',
    'workers/export*',
  ],
  'src/charts': ['src/base', 'src/tensor'],
  'src/ui': [
    'src/base',
    'src/tensor',
    'src/document',
    'src/catalog',
    'src/charts',
    'src/state',
    'src/samples',
    'src/ir',
    'src/data',
    'src/session*',
    'src/plan*',
    'workers/engine*',
    'workers/data.ts*',
    'workers/sketch.ts*',
  ],
  'src/main.tsx': [
    'src/base',
    'src/document*',
    'src/samples',
    'src/session',
    'src/state',
    'src/ui',
    'workers/layout.ts',
    'workers/files.ts',
    'workers/export',
  ],
  // One pass of the engine beside the export: what the page's worker zips and the CLI writes.
  'workers/export': [
    'src/base',
    'src/tensor',
    'src/document',
    'src/plan',
    'src/data',
    'src/compile',
    'src/export',
    'workers/engine',
    'workers/backends',
  ],
  'workers/train.ts': [
    'workers/engine',
    'workers/backends',
    'workers/spawn-thread.ts',
    'src/compile',
    'src/data',
    'src/base',
    // How documents cross the wire is the same at both ends.
    'src/session',
  ],
  'workers/spawn-thread.ts': ['workers/thread.ts', 'workers/backends'],
  'workers/thread.ts': ['workers/backends'],
  'workers/data.ts': ['src/data', 'src/base'],
  'workers/sketch.ts': ['src/charts'],
  'workers/files.ts': ['src/document', 'src/catalog'],
  // Only the layout itself, which is plain data in and out.
  'workers/layout.ts': ['src/state'],
};

/** Package → rooms that may use it. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  react: ['src/ui', 'src/state', 'src/main.tsx'],
  'react-dom': ['src/ui', 'src/main.tsx'],
  '@xyflow/react': ['src/ui'],
  recharts: ['src/charts', 'src/ui'],
  zustand: ['src/state'],
  comlink: [
    'src/main.tsx',
    'src/session',
    'src/ui',
    'src/state',
    'workers/train.ts',
    'workers/data.ts',
    'workers/layout.ts',
    'workers/files.ts',
    'workers/export',
  ],
  '@tanstack/react-query': ['src/state', 'src/ui', 'src/main.tsx'],
};

/** Rooms that Node must be able to run. */
const CORE = [
  'src/base',
  'src/tensor',
  'src/document',
  'src/ir',
  'src/plan',
  'src/data',
  'src/catalog',
  'src/compile',
  'src/export',
  'src/samples',
  'workers/engine',
  'workers/backends',
];

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(join(ROOT, path)).isDirectory()) return filesUnder(path);
    return /\.tsx?$/.test(name) && !name.endsWith('.d.ts') ? [path] : [];
  });
}

const FILES = ['src', 'workers'].flatMap(filesUnder);
const roomOf = (path: string): string => {
  const [a = '', b = ''] = path.split('/');
  return `${a}/${b}`;
};

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}
function importsOf(path: string): Import[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const found: Import[] = [];
  const statement = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
  for (const [, type, from] of text.matchAll(statement))
    found.push({ from: from!, typeOnly: type !== undefined });
  for (const [, from] of text.matchAll(/(?:\bimport\(|new URL\(\s*)'([^']+)'/g))
    found.push({ from: from!, typeOnly: false });
  return found;
}

describe('architecture', () => {
  it('has a row for each room', () => {
    expect([...new Set(FILES.map(roomOf))].filter((r) => !(r in ARROWS))).toEqual([]);
  });

  it('has no arrow that the table does not allow', () => {
    const wrong: string[] = [];
    for (const path of FILES) {
      const room = roomOf(path);
      for (const { from, typeOnly } of importsOf(path)) {
        if (!from.startsWith('.')) continue;
        const target = roomOf(relative(ROOT, join(ROOT, dirname(path), from)));
        const allowed = ARROWS[room] ?? [];
        const spawnsWorker =
          /^(\.\.\/)+workers\//.test(from) && !typeOnly && /\.ts(\?.*)?$/.test(from);
        if (target === room || allowed.includes(target)) continue;
        if (typeOnly && allowed.includes(`${target}*`)) continue;
        // A worker's file is named by URL, never imported.
        if (spawnsWorker && readFileSync(join(ROOT, path), 'utf8').includes(`new URL('${from}'`))
          continue;
        wrong.push(`${path} -> ${target}${typeOnly ? ' (type)' : ''}`);
      }
    }
    expect([...new Set(wrong)]).toEqual([]);
  });

  it('keeps packages in their rooms', () => {
    const wrong: string[] = [];
    for (const path of FILES)
      for (const { from } of importsOf(path))
        for (const [name, rooms] of Object.entries(PACKAGES))
          if ((from === name || from.startsWith(`${name}/`)) && !rooms.includes(roomOf(path)))
            wrong.push(`${path} uses ${name}`);
    expect(wrong).toEqual([]);
  });

  it('keeps the page out of the core', () => {
    const wrong = FILES.filter(
      (path) =>
        CORE.includes(roomOf(path)) &&
        // Windows of a convolution are none of the page's.
        /\bwindow(\??\.\w|\[)|\btypeof window\b|\b(localStorage|new Worker)\b|\bdocument\.(createElement|querySelector|body)/.test(
          readFileSync(join(ROOT, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''),
        ),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the lock file', () => {
  it('has an entry for each optional dependency, so that a clean install works', () => {
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const names = Object.keys(lock.packages);
    const missing = Object.values(lock.packages).flatMap((p) =>
      Object.keys(p.optionalDependencies ?? {}).filter(
        (name) => !names.some((n) => n.endsWith(`node_modules/${name}`)),
      ),
    );
    expect(missing).toEqual([]);
  });
});
