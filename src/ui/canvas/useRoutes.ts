/** The ways of a small document's wires, while something is dragged too. */
import { useEffect, useMemo, useRef } from 'react';
import type { Route } from '../../placement/route.ts';
import { routesIn } from './edges/routing.ts';
import type { Moving } from './flow.ts';
import type { Layout } from './layout.ts';

const NONE: ReadonlyMap<string, Route> = new Map();
/** Crossings of lines that a search may look at in all: at rest, and in a frame of a drag. */
const [AT_REST, IN_A_FRAME] = [400_000, 30_000];

/** @param layout that of the document; absent for a large one, whose wires are drawn plainly */
export function useRoutes(
  layout: Layout | undefined,
  moving: ReadonlyMap<string, Moving>,
): ReadonlyMap<string, Route> {
  const before = useRef(NONE);
  const routes = useMemo(
    () =>
      layout ? routesIn(layout, moving, before.current, moving.size ? IN_A_FRAME : AT_REST) : NONE,
    [layout, moving],
  );
  useEffect(() => {
    before.current = routes;
  }, [routes]);
  return routes;
}
