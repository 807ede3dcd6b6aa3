/**
 * Each sample as it is first seen in a window of 1440 × 900: no card on a card, no wire behind a card;
 * on each wire a chart or a ribbon and, before a neuron, its weight, over no card and nothing else.
 */
import { describe, expect, it } from 'vitest';
import { type Box, meets } from '../../src/base/boxes.ts';
import { atOnce } from '../../src/base/piecemeal.ts';
import { cardSize, isRound, NAME_HEIGHT } from '../../src/catalog/card.ts';
import { kindOf } from '../../src/catalog/index.ts';
import { pointAt } from '../../src/placement/curve.ts';
import { enters } from '../../src/placement/route.ts';
import { waysOf } from '../../src/placement/ways.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { BADGE, placeBadges } from '../../src/ui/canvas/checks/place.ts';
import { CHART_FORMS } from '../../src/ui/canvas/edges/chartForms.ts';
import {
  CHANGE,
  type Place,
  placeOnWires,
  type Room,
  scaleAt,
  standingOf,
  TOLD_FROM,
  WEIGHT,
} from '../../src/ui/canvas/edges/place.ts';
import { cardBoxes, routesIn } from '../../src/ui/canvas/edges/routing.ts';
import { formsOf } from '../../src/ui/canvas/edges/stepForms.ts';
import { layOut } from '../../src/ui/canvas/layout.ts';
import { fitting, seenOf } from '../../src/ui/canvas/room.ts';
import { boundsOf } from '../../src/ui/canvas/seeing.ts';

/** The canvas of a first visit, and the bar over it (e2e/wires.spec.ts holds that it is as large). */
const CANVAS = { width: 1060, height: 670 };
const BAR = { x: 8, y: 622, width: 523, height: 32 };

describe.each(SAMPLES.map((sample) => [sample.id, sample] as const))('%s', (_, sample) => {
  const { document } = sample;
  const layout = atOnce(layOut(document));
  const cards = cardBoxes(layout, layout.boxes);
  const routes = routesIn(layout, new Map());
  const bounds = seenOf(document, boundsOf(layout)!, routes.values());
  const { zoom } = fitting(bounds, CANVAS, [BAR], 0.01);
  const wires = layout.wires.map((id, i) => {
    const [sx, sy, tx, ty] = layout.curves.slice(5 * i, 5 * i + 4) as unknown as number[];
    const ends = { sx: sx!, sy: sy!, tx: tx!, ty: ty!, via: routes.get(id) };
    const { node } = document.edges[id]!.target;
    const round = isRound(kindOf(document.nodes[node]!.kind));
    return { id, ends, forms: CHART_FORMS, ...(round && { weighs: node }) };
  });

  it('has its wires where they are on the canvas, in a small picture, too', () => {
    const ways = waysOf(document);
    expect(ways.size).toBe(wires.length);
    for (const { id, ends } of wires) expect(ways.get(id), id).toEqual(ends);
  });

  it('has no card on a card', () => {
    const all = [...cards];
    for (const [i, [a, box]] of all.entries())
      for (const [b, other] of all.slice(i + 1))
        expect(meets(box, other, 12), `${a} and ${b}`).toBe(false);
  });

  it('counts the numbers of a neuron to its card', () => {
    for (const [id, { y, height }] of cards) {
      const node = document.nodes[id]!;
      if (!isRound(kindOf(node.kind))) continue;
      expect(node.position.y - y).toBe(28);
      expect(height).toBe(28 + cardSize(node).height + NAME_HEIGHT);
    }
  });

  it('has no wire behind a card, and none whose way was not found', () => {
    for (const { id, ends } of wires) {
      const { source, target } = document.edges[id]!;
      expect(ends.via || ends.tx > ends.sx, `${id} runs back`).toBeTruthy();
      const points = Array.from({ length: 401 }, (_, k) => pointAt(ends, k / 400));
      const behind = [...cards].filter(
        ([card, box]) =>
          card !== source.node &&
          card !== target.node &&
          points.some((p, k) => k > 0 && enters(points[k - 1]!, p, box)),
      );
      expect(behind, `${id} behind`).toEqual([]);
    }
  });

  it('tells on each wire of its numbers, and before each neuron its weight, over nothing', () => {
    expect(zoom).toBeGreaterThanOrEqual(TOLD_FROM);
    const scale = scaleAt(zoom);
    const { told, weights, changes } = placeOnWires(
      wires,
      [...cards.values()],
      scale,
      undefined,
      bounds,
    );
    expect(changes.size).toBe(weights.size);
    expect([...told.keys()].sort()).toEqual(wires.map((w) => w.id).sort());
    expect(weights.size).toBe(wires.filter((w) => w.weighs).length);
    const standing = standingOf({ told, weights });
    const chips = [...standing.told, ...standing.weights];
    const all = [...chips, ...cards.values()];
    expect(chips.filter((chip, i) => all.slice(i + 1).some((other) => meets(chip, other)))).toEqual(
      [],
    );
  });

  const points = new Map(
    wires.map(({ id, ends }) => [
      id,
      Array.from({ length: 401 }, (_, k) => pointAt(ends, k / 400)),
    ]),
  );
  /** The other wires that run through what stands on one, and those of them nearer to its middle than its own. */
  const upon = (id: string, { x, y, width, height, scale }: Place<Room>) => {
    const near = (of: string) =>
      Math.min(...points.get(of)!.map((p) => Math.hypot(p.x - x, p.y - y)));
    const crossing = wires.filter(
      (other) =>
        other.id !== id &&
        points
          .get(other.id)!
          .some(
            (p) =>
              Math.abs(p.x - x) < (width * scale) / 2 && Math.abs(p.y - y) < (height * scale) / 2,
          ),
    );
    return { crossing, nearer: crossing.filter((other) => near(other.id) <= near(id)) };
  };

  it('tells of each wire upon that wire, and of none upon another one', () => {
    const scale = scaleAt(zoom);
    const all = [...cards.values()];
    const charts = [...placeOnWires(wires, all, scale, undefined, bounds).told];
    const crossed = charts.filter(([id, place]) => upon(id, place).crossing.length);
    expect(crossed.length, crossed.join()).toBeLessThanOrEqual(0.05 * charts.length);
    const numbers = placeOnWires(
      wires.map((wire) => ({ ...wire, forms: formsOf([1]) })),
      all,
      scale,
      undefined,
      bounds,
    );
    const places = [...charts, ...numbers.told];
    const mistaken = places.filter(([id, place]) => upon(id, place).nearer.length);
    // Numbers are higher than charts: among wires that fan out and cross one may find no place of its own.
    expect(mistaken.length, mistaken.join()).toBeLessThanOrEqual(0.05 * places.length);
    for (const [room, spots] of [
      [WEIGHT, numbers.weights],
      [CHANGE, numbers.changes],
    ] as const)
      for (const [id, spot] of spots)
        expect(
          upon(id, { ...room, ...spot }).nearer.map((w) => w.id),
          id,
        ).toEqual([]);
  });

  it('tells in a lecture, where nothing is read smaller, each weight and most wires', () => {
    const zoom = 1.125;
    const { told, weights, changes } = placeOnWires(
      wires,
      [...cards.values()],
      scaleAt(zoom, 18),
      1,
    );
    expect(changes.size).toBe(weights.size);
    expect(weights.size).toBe(wires.filter((w) => w.weighs).length);
    expect(told.size).toBeGreaterThanOrEqual(0.75 * wires.length);
  });

  it('has a gradient check’s badge on each wire, over no card, no weight and no other badge', () => {
    const scale = scaleAt(zoom);
    const standing = standingOf(placeOnWires(wires, [...cards.values()], scale));
    // Into a given target goes no gradient that could be checked.
    const checked = wires.filter(({ id }) => document.edges[id]!.target.port !== 'target');
    const badges = placeBadges(checked, [...cards.values()], standing, scale);
    expect([...badges.keys()].sort()).toEqual(checked.map((w) => w.id).sort());
    const side = BADGE * scale;
    const boxes = [...badges.values()].map(
      ({ x, y }): Box => ({ x: x - side / 2, y: y - side / 2, width: side, height: side }),
    );
    const all = [...boxes, ...standing.weights, ...cards.values()];
    expect(boxes.filter((box, i) => all.slice(i + 1).some((other) => meets(box, other)))).toEqual(
      [],
    );
  });
});
