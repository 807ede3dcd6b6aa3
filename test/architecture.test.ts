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
  'src/tensor': [],
  'src/equations': ['src/base', 'src/tensor'],
  'src/document': ['src/base', 'src/tensor'],
  'src/ir': ['src/base', 'src/tensor'],
  'src/plan': ['src/base', 'src/tensor'],
  'src/data': ['src/base', 'src/tensor'],
  'src/catalog': ['src/base', 'src/tensor', 'src/equations', 'src/ir', 'src/data', 'src/document*'],
  'src/compile': [
    'src/base',
    'src/tensor',
    'src/equations',
    'src/document',
    'src/ir',
    'src/catalog',
    'src/plan',
  ],
  'src/export': ['src/base', 'src/tensor', 'src/document', 'src/catalog', 'src/compile*'],
  'src/placement': ['src/base', 'src/document*', 'src/catalog'],
  'src/samples': ['src/base', 'src/document', 'src/catalog', 'src/placement'],
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
  'src/session': ['src/base', 'src/document', 'workers/engine*'],
  // Milestones are a rule of the engine.
  'src/sweep': [
    'src/base',
    'src/tensor*',
    'src/document',
    'src/catalog',
    'src/session',
    'workers/engine',
  ],
  'src/state': [
    'src/base',
    'src/tensor*',
    'src/document',
    'src/catalog',
    'src/compile',
    'src/session*',
    'src/data',
    'src/samples',
    'src/placement',
    'workers/engine*',
    'workers/export*',
  ],
  'src/charts': ['src/base', 'src/tensor'],
  // The page, from below to above. Panels stand beside each other; `app` alone knows them all.
  'src/ui/kit': [
    'src/base',
    'src/tensor',
    'src/document',
    'src/catalog',
    'src/charts*',
    'src/state*',
  ],
  'src/ui/theme': ['src/ui/kit'],
  'src/ui/fields': ['src/base', 'src/ui/kit'],
  'src/ui/tex': ['src/ui/kit'],
  'src/ui/plot': [
    'src/base',
    'src/tensor',
    'src/charts',
    'src/session*',
    'workers/engine*',
    'src/ui/kit',
    'src/ui/theme',
  ],
  'src/ui/tensor': [
    'src/tensor',
    'src/document*',
    'src/charts',
    'src/state*',
    'workers/engine*',
    'src/ui/kit',
    'src/ui/theme',
  ],
  'src/ui/commands': ['src/base', 'src/state*', 'src/ui/kit', 'src/ui/fields', 'src/ui/paths'],
  'src/ui/checking': [
    'src/base',
    'src/tensor',
    'src/document*',
    'src/catalog',
    'src/charts',
    'src/state*',
    'workers/engine*',
    'src/ui/kit',
  ],
  'src/ui/paths': ['src/tensor', 'src/catalog', 'src/state*', 'workers/engine*', 'src/ui/kit'],
  'src/ui/stepping': [
    'src/base',
    'src/tensor',
    'src/document*',
    'src/catalog',
    'src/charts',
    'src/plan*',
    'src/compile',
    'src/state',
    'workers/engine*',
    'src/ui/kit',
    'src/ui/tex',
    'src/ui/tensor',
    'src/ui/commands',
  ],
  'src/ui/canvas': [
    'src/base',
    'src/tensor',
    'src/document',
    'src/plan*',
    'src/catalog',
    'src/charts',
    'src/session*',
    'src/placement',
    'src/state*',
    'workers/engine*',
    'workers/sketch.ts*',
    'src/ui/kit',
    'src/ui/checking',
    'src/ui/paths',
    'src/ui/plot',
    'src/ui/tensor',
    'src/ui/tex',
    'src/ui/stepping',
    'src/ui/commands',
  ],
  'src/ui/inspector': [
    'src/base',
    'src/tensor',
    'src/document',
    'src/plan*',
    'src/catalog',
    // How things are written, in a chunk of its own.
    'src/compile',
    'src/charts',
    'src/state*',
    'workers/engine*',
    'src/ui/kit',
    'src/ui/checking',
    'src/ui/paths',
    'src/ui/fields',
    'src/ui/tex',
    'src/ui/plot',
    'src/ui/tensor',
    'src/ui/stepping',
  ],
  'src/ui/palette': ['src/catalog', 'src/ui/kit'],
  'src/ui/training': [
    'src/base',
    'src/tensor',
    'src/catalog',
    'src/state',
    'src/ui/kit',
    'src/ui/fields',
    'src/ui/commands',
    'src/ui/stepping',
  ],
  'src/ui/curves': [
    'src/base',
    'src/tensor',
    'src/charts',
    'src/state*',
    'src/ui/kit',
    'src/ui/plot',
    'src/ui/commands',
  ],
  'src/ui/runs': [
    'src/base',
    'src/tensor',
    'src/document',
    'src/catalog',
    'src/charts',
    'src/state',
    'src/ui/kit',
    'src/ui/commands',
  ],
  'src/ui/map': [
    'src/tensor',
    'src/document*',
    'src/data',
    'src/catalog',
    'src/charts',
    'workers/engine*',
    'src/ui/kit',
    'src/ui/plot',
    'src/ui/tensor',
  ],
  'src/ui/plan': [
    'src/base',
    'src/tensor',
    'src/plan*',
    'src/catalog',
    'src/session*',
    'workers/engine*',
    'src/ui/kit',
  ],
  'src/ui/sweep': [
    'src/base',
    'src/tensor',
    'src/document',
    'src/catalog',
    'src/charts',
    // Its threads are wires like the session's.
    'src/session',
    'src/sweep',
    'src/state*',
    'src/ui/kit',
    'src/ui/fields',
    'src/ui/plot',
    'src/ui/commands',
  ],
  'src/ui/problems': ['src/base', 'src/catalog', 'src/ui/kit'],
  'src/ui/data': [
    'src/base',
    'src/tensor',
    'src/document*',
    'src/data',
    'src/catalog',
    'src/charts',
    'src/state',
    'workers/engine*',
    'src/ui/kit',
    'src/ui/fields',
    'src/ui/plot',
    'src/ui/tensor',
  ],
  'src/ui/files': [
    'src/base',
    'src/document*',
    'src/catalog',
    'src/samples',
    'src/placement',
    'src/state*',
    'src/ui/kit',
    'src/ui/fields',
    'src/ui/commands',
  ],
  'src/ui/app': [
    'src/base',
    'src/tensor',
    'src/state',
    'src/ui/kit',
    'src/ui/checking',
    'src/ui/paths',
    'src/ui/fields',
    'src/ui/tex',
    'src/ui/plot',
    'src/ui/tensor',
    'src/ui/commands',
    'src/ui/canvas',
    'src/ui/stepping',
    'src/ui/inspector',
    'src/ui/palette',
    'src/ui/training',
    'src/ui/curves',
    'src/ui/runs',
    'src/ui/map',
    'src/ui/plan',
    'src/ui/sweep',
    'src/ui/problems',
    'src/ui/data',
    'src/ui/files',
  ],
  'src/main.tsx': [
    'src/base',
    'src/document*',
    'src/samples',
    'src/placement',
    'src/session',
    'src/state',
    'src/ui/kit',
    'src/ui/theme',
    'src/ui/fields',
    'src/ui/app',
    'workers/layout.ts',
    'workers/files.ts',
    'workers/export',
  ],
  // One pass of the engine beside the export: what the page's worker zips and the CLI writes.
  'workers/export': [
    'src/base',
    'src/tensor',
    'src/document*',
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
    'workers/moments.ts',
    'workers/parts.ts',
    'src/compile*',
    'src/base',
    // How documents cross the wire is the same at both ends.
    'src/session',
  ],
  'workers/sweep.ts': [
    'workers/engine',
    'workers/backends',
    'workers/parts.ts',
    'src/sweep',
    'src/compile*',
    'src/base',
  ],
  'workers/parts.ts': [
    'workers/engine*',
    'workers/backends',
    'src/compile',
    'src/data',
    'src/base*',
  ],
  'workers/moments.ts': ['src/base', 'src/document', 'workers/engine*', 'workers/backends*'],
  'workers/spawn-thread.ts': ['workers/thread.ts', 'workers/backends*'],
  'workers/thread.ts': ['workers/backends'],
  'workers/data.ts': ['src/data'],
  'workers/sketch.ts': ['src/charts'],
  'workers/files.ts': ['src/document', 'src/catalog'],
  // Only the layout itself, which is plain data in and out.
  'workers/layout.ts': ['src/placement'],
};

/** Package → rooms that may use it; `src/ui` is all of its rooms. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  react: ['src/ui', 'src/main.tsx'],
  'react-dom': ['src/ui', 'src/main.tsx'],
  '@xyflow/react': ['src/ui/canvas'],
  recharts: ['src/ui/plot'],
  zustand: ['src/state', 'src/ui/kit'],
  comlink: [
    'src/main.tsx',
    'src/session',
    'src/sweep',
    'src/state',
    // Answers are marked with what is moved along.
    'workers/engine',
    'workers/train.ts',
    'workers/sweep.ts',
    'workers/data.ts',
    'workers/layout.ts',
    'workers/files.ts',
    'workers/export',
  ],
  '@tanstack/react-query': ['src/ui', 'src/main.tsx'],
};

/** Rooms that Node must be able to run. */
const CORE = [
  'src/base',
  'src/tensor',
  'src/equations',
  'src/document',
  'src/ir',
  'src/plan',
  'src/data',
  'src/catalog',
  'src/placement',
  'src/compile',
  'src/export',
  'src/samples',
  'src/sweep',
  'workers/engine',
  'workers/backends',
];

/** Rooms whose state depends on time: a test turns the hands itself (`base/clock`). */
const CLOCKED = ['src/state'];

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(join(ROOT, path)).isDirectory()) return filesUnder(path);
    return /\.tsx?$/.test(name) && !name.endsWith('.d.ts') ? [path] : [];
  });
}

const FILES = ['src', 'workers'].flatMap(filesUnder);
/** The first two folders of a path; the page has a room for each folder of its own. */
const roomOf = (path: string): string =>
  path
    .split('/')
    .slice(0, path.startsWith('src/ui/') ? 3 : 2)
    .join('/');

const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}
function importsOf(path: string): Import[] {
  const text = textOf(path);
  const found: Import[] = [];
  const statement = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
  for (const [, type, from] of text.matchAll(statement))
    found.push({ from: from!, typeOnly: type !== undefined });
  for (const [, from] of text.matchAll(/(?:\bimport\(|new URL\(\s*)'([^']+)'/g))
    found.push({ from: from!, typeOnly: false });
  return found;
}

const bare = (room: string) => room.replace(/\*$/, '');

/** File → files that it imports. */
const arrowsOf = (which: (i: Import) => boolean): Map<string, readonly string[]> =>
  new Map(
    FILES.map((path) => [
      path,
      importsOf(path)
        .filter((i) => i.from.startsWith('.') && which(i))
        .map((i) => relative(ROOT, join(ROOT, dirname(path), i.from.replace(/\?.*$/, '')))),
    ]),
  );

/** Sets of names that can all be reached from each other (Tarjan's strongly connected components). */
function circles(arrows: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const visit = (at: string) => {
    index.set(at, index.size);
    low.set(at, index.get(at)!);
    stack.push(at);
    for (const to of arrows.get(at) ?? []) {
      if (!index.has(to)) visit(to);
      if (stack.includes(to)) low.set(at, Math.min(low.get(at)!, low.get(to)!));
    }
    if (low.get(at) !== index.get(at)) return;
    const circle = stack.splice(stack.indexOf(at));
    if (circle.length > 1) found.push(circle.sort());
  };
  for (const at of arrows.keys()) if (!index.has(at)) visit(at);
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

  it('takes the time from the clock that is handed in, where bookkeeping depends on it', () => {
    const asks = /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bset(?:Timeout|Interval)\b/;
    const wrong = FILES.filter((path) => CLOCKED.includes(roomOf(path)) && asks.test(textOf(path)));
    expect(wrong).toEqual([]);
  });

  it('has no circle between rooms, nor between files', () => {
    expect(circles(new Map(Object.entries(ARROWS).map(([r, to]) => [r, to.map(bare)])))).toEqual(
      [],
    );
    expect(circles(arrowsOf((i) => !i.typeOnly))).toEqual([]);
    // A type goes round in no circle at run time; it says all the same that the files are one.
    expect(circles(arrowsOf(() => true))).toEqual([]);
  });

  it('says words only that its own strings have, or those of a room that it may import', () => {
    const owner = new Map(
      FILES.filter((path) => path.endsWith('/strings.ts')).flatMap((path) =>
        [...textOf(path).matchAll(/^ +'([\w.]+)':/gm)].map(([, key]) => [key!, roomOf(path)]),
      ),
    );
    expect(owner.size).toBeGreaterThan(500);
    const wrong = FILES.filter((path) => path.startsWith('src/ui/')).flatMap((path) =>
      [...textOf(path).matchAll(/\bt\((?:[^()'`]*\? )?'([\w.]+)'(?: : '([\w.]+)')?/g)]
        .flatMap(([, one, other]) => [one, other])
        .flatMap((key) => {
          const [room, of] = [roomOf(path), owner.get(key ?? '')];
          return !of || of === room || ARROWS[room]?.includes(of)
            ? []
            : [`${path}: ${key} (${of})`];
        }),
    );
    expect(wrong).toEqual([]);
  });

  it('has no arrow that nothing uses', () => {
    const used = new Set(
      FILES.flatMap((path) =>
        importsOf(path)
          .filter((i) => i.from.startsWith('.'))
          .map(({ from, typeOnly }) => {
            const target = roomOf(relative(ROOT, join(ROOT, dirname(path), from)));
            return `${roomOf(path)} -> ${target}${typeOnly ? '*' : ''}`;
          }),
      ),
    );
    const idle = Object.entries(ARROWS).flatMap(([room, targets]) =>
      targets.map((to) => `${room} -> ${to}`).filter((arrow) => !used.has(arrow)),
    );
    expect(idle).toEqual([]);
  });

  it('keeps packages in their rooms', () => {
    const wrong: string[] = [];
    for (const path of FILES)
      for (const { from } of importsOf(path))
        for (const [name, rooms] of Object.entries(PACKAGES))
          if (
            (from === name || from.startsWith(`${name}/`)) &&
            !rooms.some((r) => `${roomOf(path)}/`.startsWith(`${r}/`))
          )
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

describe('the engine', () => {
  it('puts what comes in a chunk of its own into a boundary of the same file', () => {
    // Without one the whole part around it is hidden until the chunk is there, and loses the focus.
    const lazy = FILES.filter((path) => /= lazily\(/.test(textOf(path)));
    expect(lazy).not.toEqual([]);
    expect(lazy.filter((path) => !textOf(path).includes('<Boundary'))).toEqual([]);
  });

  it('asks no clock but the one that it is given', () => {
    const wrong = FILES.filter(
      (path) =>
        roomOf(path) === 'workers/engine' &&
        path !== 'workers/engine/clock.ts' &&
        /\b(Date|performance)\b|\b(set(Timeout|Interval|Immediate)|queueMicrotask|requestAnimationFrame)\b|\bAtomics\.wait/.test(
          textOf(path).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''),
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
