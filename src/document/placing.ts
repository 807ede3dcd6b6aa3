/** What new and moved records have in common: where they may lie, how they are called, how many fit. */

import { freshId } from '../base/ids.ts';
import { fail, issue } from '../base/issue.ts';
import type { Words } from '../base/words.ts';
import { LIMITS } from './limits.ts';
import type { Patch } from './patch.ts';
import type { Point, TableName } from './records.ts';

/** A patch that makes a record, with the id that it got. */
export interface Made {
  readonly patch: Patch;
  readonly id: string;
}

/** Whole canvas units within bounds: files stay readable, and no record can be lost in the distance. */
export function place({ x, y }: Point): Point {
  const within = (v: number) => {
    const whole = Math.round(Number.isFinite(v) ? v : 0);
    return Math.max(-LIMITS.coordinate, Math.min(LIMITS.coordinate, whole)) + 0;
  };
  return { x: within(x), y: within(y) };
}

/** Ids are the kind and a number; what could not stand in an id is left out. */
export const idPrefix = (kind: string): string => kind.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 40);
export const nodeId = (kind: string, taken: Iterable<string>): string =>
  freshId(idPrefix(kind), taken);

/** What the tables hold, in the plural. */
export const ITEMS: Readonly<Record<TableName, Words>> = {
  nodes: { en: 'nodes', zh: '节点' },
  edges: { en: 'edges', zh: '连线' },
  notes: { en: 'notes', zh: '便签' },
};

export const tooMany = (what: TableName) =>
  fail(
    issue(
      'document.full',
      { en: 'A document holds at most {most} {what}.', zh: '一个文档最多容纳 {most} 个 {what}。' },
      {
        args: { most: LIMITS[what], what: ITEMS[what] },
      },
    ),
  );
