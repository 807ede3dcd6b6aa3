/**
 * The store with the real document room and the real engine on the reference backend, all in one
 * process: what a browser spreads over two threads.
 */

import { expose } from 'comlink';
import type { Clock } from '../../src/base/clock.ts';
import { ring } from '../../src/base/ring.ts';
import { planCheckWith } from '../../src/compile/check-plans.ts';
import { compile } from '../../src/compile/compile.ts';
import { explain } from '../../src/compile/explain.ts';
import { pathsWith } from '../../src/compile/paths.ts';
import { makeDataset } from '../../src/data/make.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { createSession } from '../../src/session/connect.ts';
import type { Session } from '../../src/session/session.ts';
import type { JournalStorage } from '../../src/state/journal.ts';
import { memoryStorage, type ProjectStorage } from '../../src/state/storage.ts';
import { type App, type AppOptions, createApp } from '../../src/state/store.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { createEngine } from '../../workers/engine/engine.ts';
import type { EngineApi, EngineEvent } from '../../workers/engine/protocol.ts';
import { momentStore } from '../engine/moment-store.ts';

/** What was asked of the engine, by name, for tests of what must not be asked. */
export interface Asked {
  readonly calls: string[];
}

function listening(engine: EngineApi, calls: string[]): EngineApi {
  return new Proxy(engine, {
    get: (target, name: keyof EngineApi) => {
      calls.push(String(name));
      return target[name];
    },
  });
}

/** One page after the other finds there what was kept. */
const { moments } = momentStore();
const parts = {
  moments,
  compile,
  explain,
  planCheck: planCheckWith(),
  paths: pathsWith(),
  backends: [reference],
  makeDataset,
  tables: { get: async () => undefined },
};

export async function sessionInProcess(calls: string[] = []): Promise<Session> {
  const engine = createEngine(parts);
  let generation = 0;
  const listeners = new Set<(event: EngineEvent) => void>();
  await engine.listen((event) => {
    for (const listener of listeners) listener(event);
  });
  return {
    engine: listening(engine, calls),
    edge: () => ({ step: ring(8), value: ring(8), gradient: ring(8) }),
    curves: () => [],
    wires: () => ({}),
    laid: () => undefined,
    onPaint: () => () => undefined,
    onFrame: () => () => undefined,
    onEvent: (callback) => {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    generation: () => generation,
    nextGeneration: () => ++generation,
    clearCurves: () => undefined,
    dispose: () => void engine.dispose(),
  };
}

/** The whole of localStorage, without a browser. */
export function localStorageOf(): JournalStorage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

/** As much of it as views are kept in. Training goes at full speed, so that what is waited for is there sooner. */
export function smallStorage(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map([['chainrule.view', JSON.stringify({ trainingPace: 'full' })]]);
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  };
}

export interface World extends Asked {
  readonly app: App;
  readonly storage: ProjectStorage;
}

export async function world(
  storage: ProjectStorage = memoryStorage(),
  small = smallStorage(),
  options: AppOptions = {},
): Promise<World> {
  const calls: string[] = [];
  const session = await sessionInProcess(calls);
  const app = createApp(session, storage, { samples: SAMPLES, small, ...options });
  return { app, storage, calls };
}

/** A clock whose hands the test turns: what is due comes in its order, and nothing by itself. */
export function clockByHand(): Clock & { readonly advance: (milliseconds: number) => void } {
  let now = Date.now();
  let waiting: readonly { readonly at: number; readonly body: () => void }[] = [];
  return {
    now: () => now,
    after: (milliseconds, body) => {
      const due = { at: now + milliseconds, body };
      waiting = [...waiting, due];
      return () => {
        waiting = waiting.filter((d) => d !== due);
      };
    },
    advance: (milliseconds) => {
      const until = now + milliseconds;
      for (;;) {
        const [next] = waiting.filter((d) => d.at <= until).sort((a, b) => a.at - b.at);
        if (!next) break;
        waiting = waiting.filter((d) => d !== next);
        now = next.at;
        next.body();
      }
      now = until;
    },
  };
}

/** Resolves when the store says so; fails by the test's own time limit otherwise. */
export const until = (app: App, holds: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = () => {
      if (!holds()) return;
      forget();
      resolve();
    };
    const forget = app.subscribe(look);
    look();
  });

export interface MortalWorld extends World {
  readonly kill: (reason: string) => void;
}

/** The real session over wires that end in this process; `kill` does what a crash of the worker does. */
export function mortalWorld(
  more: { readonly shelfBytes?: number } = {},
  storage = memoryStorage('device'),
): MortalWorld {
  let death: (reason: string) => void = () => undefined;
  const session = createSession(() => {
    const { port1, port2 } = new MessageChannel();
    expose(createEngine({ ...parts, ...more }), port1);
    return {
      endpoint: port2,
      onDeath: (callback) => {
        death = callback;
      },
      close: () => {
        port1.close();
        port2.close();
      },
    };
  });
  const app = createApp(session, storage, { samples: SAMPLES, small: smallStorage() });
  return { app, storage, calls: [], kill: (reason) => death(reason) };
}
