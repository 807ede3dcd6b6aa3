/**
 * Polling for the faces of cards: asks the engine for a few nodes at a time, in turn, at most four
 * times a second, and only while somebody shows them. What it fetched goes straight to the painters,
 * while training with the next update: each frame that shows something else is one more to be paid for.
 * Where steps are slow, faces come with the frame of their step, all at once, and nothing is asked for.
 */
import type { EngineApi, NodeInspection, Pictures } from '../../../../workers/engine/protocol.ts';

export interface Poller {
  start(): () => void;
  /** Nodes with many numbers are asked for less often. Gives the function that ends it. */
  subscribe(node: string, show: (seen: NodeInspection) => void): () => void;
  /** Something may have changed: everyone is fetched once more. */
  touch(): void;
  /** Whether a node is in sight; those out of it wait. */
  setVisible(test: (node: string) => boolean): void;
}

const EVERY = 250;
const AT_A_TIME = 6;
/** Numbers from which a node is fetched only every two seconds. */
const LARGE = 20_000;

/** A node that is shown: by its face, by the edge that a recurrent layer has to itself … */
interface Reader {
  readonly node: string;
  readonly shows: Set<(seen: NodeInspection) => void>;
  seen: number;
  at: number;
  large: boolean;
}

/** Where what was fetched is shown. */
export interface Updates {
  /** Whether more updates are to come by themselves. */
  readonly coming: () => boolean;
  /** Called with each. Gives the function that ends it. */
  readonly on: (callback: () => void) => () => void;
  /** Called with each frame, and what it shows in pictures. */
  readonly onFrame: (callback: (pictures: Pictures | undefined) => void) => () => void;
  /** The step of the last frame. */
  readonly step: () => number;
}
const NO_UPDATES: Updates = {
  coming: () => false,
  on: () => () => {},
  onFrame: () => () => {},
  step: () => 0,
};

/** `sample`: the sample of the batch that pictures show now. */
export function createPoller(
  engine: EngineApi,
  sample: () => number,
  updates: Updates = NO_UPDATES,
): Poller {
  const readers = new Map<string, Reader>();
  let stamp = 1;
  let busy = false;
  let visible: (node: string) => boolean = () => true;
  let fetched: (() => void)[] = [];
  /** Pictures come with the frames. */
  let comes = false;
  /** What the engine was told to send with them. */
  let told = '';
  const showAll = () => {
    const shows = fetched;
    fetched = [];
    for (const show of shows) show();
  };

  const tell = () => {
    const nodes = document.hidden ? [] : [...readers.keys()].filter(visible);
    const key = JSON.stringify([nodes, sample()]);
    if (key === told) return;
    told = key;
    void engine.show({ nodes, first: sample() });
  };
  const take = (pictures: Pictures | undefined) => {
    comes = pictures !== undefined;
    for (const seen of pictures?.nodes ?? []) {
      const reader = readers.get(seen.node);
      if (!reader) continue;
      reader.seen = stamp;
      fetched.push(() => {
        for (const show of reader.shows) show(seen);
      });
    }
  };

  /** Asks; what comes back is to be shown later. */
  const fetch = async (reader: Reader, now: number): Promise<(() => void) | undefined> => {
    reader.seen = stamp;
    reader.at = now;
    const seen = await engine.inspectNode(reader.node, sample());
    if (!seen || readers.get(reader.node) !== reader) return undefined;
    // Beside pictures of one step none of another is shown.
    if (comes && seen.step !== updates.step()) {
      reader.seen = 0;
      return undefined;
    }
    const wires = [...seen.inputs, ...seen.outputs, ...seen.free];
    const numbers =
      seen.weights.reduce((n, w) => n + w.value.data.length, 0) +
      wires.reduce((n, w) => n + (w.value?.data.length ?? 0), 0);
    reader.large = numbers > LARGE;
    return () => {
      for (const show of reader.shows) show(seen);
    };
  };

  const tick = async () => {
    tell();
    if (busy || document.hidden) return;
    const now = performance.now();
    const due = [...readers.values()]
      .filter(
        (r) => r.seen < (comes ? 1 : stamp) && (!r.large || now - r.at > 2000) && visible(r.node),
      )
      .sort((a, b) => a.at - b.at)
      .slice(0, AT_A_TIME);
    if (due.length === 0) return;
    busy = true;
    // A worker that died answers nothing; the session replaces it and the next round asks again.
    const answers = await Promise.allSettled(due.map((r) => fetch(r, now)));
    busy = false;
    // All in one frame: the page is put together anew once, not once for each card.
    for (const answer of answers)
      if (answer.status === 'fulfilled' && answer.value) fetched.push(answer.value);
    if (!updates.coming()) showAll();
  };

  return {
    start() {
      const timer = setInterval(() => void tick(), EVERY);
      const forget = [updates.on(showAll), updates.onFrame(take)];
      return () => {
        clearInterval(timer);
        for (const end of forget) end();
      };
    },
    subscribe(node, show) {
      const known = readers.get(node);
      const reader = known ?? { node, shows: new Set(), seen: 0, at: 0, large: false };
      readers.set(node, reader);
      reader.shows.add(show);
      // Who comes later has not seen what the others were shown.
      reader.seen = 0;
      return () => {
        reader.shows.delete(show);
        if (!reader.shows.size && readers.get(node) === reader) readers.delete(node);
      };
    },
    touch() {
      stamp++;
    },
    setVisible(test) {
      visible = test;
    },
  };
}
