/**
 * What crosses between the threads of the page: no list of numbers, which is copied one by one on the
 * page's thread, at either end. The store over a real message channel, through all that weights go through.
 * What a large network was compiled to is read in parts, none of which holds the page up.
 */

import { expose } from 'comlink';
import { expect, test, vi } from 'vitest';
import { issue } from '../../src/base/issue.ts';
import { vocabulary } from '../../src/catalog/index.ts';
import { planCheckWith } from '../../src/compile/check-plans.ts';
import { compile } from '../../src/compile/compile.ts';
import { pathsWith } from '../../src/compile/paths.ts';
import { makeDataset } from '../../src/data/make.ts';
import { serialise } from '../../src/document/codec.ts';
import { filesOf, opened } from '../../src/document/reading.ts';
import { connect, createSession } from '../../src/session/connect.ts';
import { PART } from '../../src/session/parcels.ts';
import { memoryStorage, type ProjectStorage } from '../../src/state/storage.ts';
import { createApp } from '../../src/state/store.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { createEngine } from '../../workers/engine/engine.ts';
import type { LoadReply } from '../../workers/engine/protocol.ts';
import { until } from '../state/world.ts';
import { adam, bceWithLogits, data, dense, draw, tanh } from '../vocabulary.ts';

/** Longer than any shape. */
const LONG = 8;

/** Where in a value lists of numbers lie. */
function listsIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  if (Array.isArray(value) && value.length > LONG && value.every((x) => typeof x === 'number'))
    return [path];
  return Object.entries(value).flatMap(([key, own]) => listsIn(own, `${path}.${key}`));
}

const network = draw(
  [
    data('moons', { samples: 60, noise: 0.3, validation: 0.3 }),
    dense(6),
    tanh(),
    dense(1),
    bceWithLogits(),
  ],
  [
    'data1.x -> dense1.in',
    'dense1.out -> tanh1.in',
    'tanh1.out -> dense2.in',
    'dense2.out -> bceWithLogits1.prediction',
    'data1.y -> bceWithLogits1.target',
  ],
  {
    batchSize: 8,
    optimiser: adam(0.05),
    stop: { kind: 'early', params: { every: 1, patience: 1_000 } },
  },
);

test.each([reference, wasm])('no list of numbers does, on $name', async (backend) => {
  const lists: string[] = [];
  let numbers = 0;
  const seen = (what: string, value: unknown) => {
    lists.push(...listsIn(value, what));
  };
  const { port1, port2 } = new MessageChannel();
  for (const port of [port1, port2]) {
    const post = port.postMessage.bind(port) as (...args: unknown[]) => void;
    port.postMessage = (...args: unknown[]) => {
      seen('wire', args[0]);
      post(...args);
    };
  }
  const parts = {
    compile,
    makeDataset,
    // Gradients are checked on the one in float64.
    backends: backend === reference ? [backend] : [backend, reference],
    tables: { get: async () => undefined },
  };
  expose(
    createEngine({
      ...parts,
      planCheck: planCheckWith(),
      paths: pathsWith(),
      explain: () => ({
        now: [],
        before: [],
        from: () => ({ equations: [], left: 0, lines: [], chain: [], fan: [] }),
      }),
    }),
    port1,
  );
  const session = createSession(() => ({
    endpoint: port2,
    onDeath: () => {},
    close: () => {
      port1.close();
      port2.close();
    },
  }));
  const kept = memoryStorage('device');
  const storage: ProjectStorage = {
    ...kept,
    write: (save) => {
      seen('storage', save);
      for (const { data } of Object.values(save.weights ?? {})) numbers += data.length;
      return kept.write(save);
    },
  };
  const { read, write } = filesOf(vocabulary);
  const clerk = {
    read: async (text: string) => {
      const answer = read(text);
      seen('clerk', answer);
      return structuredClone(answer);
    },
    write: async (...[document, run]: Parameters<typeof write>) => {
      seen('clerk', run);
      return write(document, structuredClone(run));
    },
  };
  const app = createApp(session, storage, { samples: [], clerk });
  const { actions } = app.getState();
  const project = () => app.getState().project.id;
  await actions.importText(serialise(network));
  const first = project();
  await actions.train();
  await until(app, () => app.getState().step >= 20);
  await actions.pause();
  const text = await actions.exportJson({ weights: true, training: true });
  // As long as a file that a worker reads.
  await actions.importText(text + ' '.repeat(40_000));
  expect(project()).not.toBe(first);
  expect(await actions.exportJson({ weights: true, training: true })).toBe(text);
  await session.engine.readWeights();
  await actions.reset();
  await actions.saveNow();
  await actions.openProject(first);
  expect(project()).toBe(first);
  await actions.checkGradients();
  expect(app.getState().checked?.checks.length).toBeGreaterThan(5);
  expect((await opened(read(text))).ok).toBe(true);
  expect(numbers).toBeGreaterThan(0);
  expect(lists).toEqual([]);
  session.dispose();
});

/** How long the longest list of a value is. */
const longest = (value: unknown): number =>
  typeof value !== 'object' || value === null || ArrayBuffer.isView(value)
    ? 0
    : Math.max(Array.isArray(value) ? value.length : 0, ...Object.values(value).map(longest));

test('what a large network was compiled to comes in parts, and is whole', async () => {
  const layers = 2 * PART + 1;
  const each = <T>(of: (i: number) => T): T[] => Array.from({ length: layers }, (_, i) => of(i));
  const reply: LoadReply = {
    generation: 7,
    compilation: {
      key: 'k',
      issues: each((i) =>
        issue('told', { en: 'Told.', zh: '说明。' }, { where: { node: `${i}` } }),
      ),
      shapes: { a: [4] },
      batch: 4,
      parameters: each((i) => ({
        name: `${i}.weight`,
        node: `${i}`,
        own: 'weight',
        shape: [4, 4],
        trainable: true,
        users: [],
        penalty: { l1: -0, l2: Number.POSITIVE_INFINITY },
      })),
      states: [],
      sources: [],
      losses: [],
      intermediates: [],
      ungraded: { target: [], indices: [] },
      penalised: true,
    },
    moves: each((i) => ({ phase: 'forward', node: `${i}`, from: i, to: i + 1 })),
    status: 'ready',
    restarted: ['1.weight'],
    data: [],
  };
  const post = vi.spyOn(MessagePort.prototype, 'postMessage');
  const { port1, port2 } = new MessageChannel();
  expose({ listen() {}, show() {}, beat() {}, load: () => reply }, port1);
  const session = connect(port2);
  expect(await session.engine.load({ document: network, generation: 7 })).toStrictEqual(reply);
  expect(Math.max(...post.mock.calls.map(([message]) => longest(message)))).toBe(PART);
  post.mockRestore();
  session.dispose();
  for (const port of [port1, port2]) port.close();
});
