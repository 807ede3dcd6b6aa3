/**
 * What is pointed at, wherever it stands: a letter or a number of an equation, a map of a card, a wire, a
 * chip or a weight on the canvas. All of them carry the same marks, `data-of` and `data-name`, so that each
 * lights the others; marks are written outside React.
 */
import { type RefObject, useEffect } from 'react';
import type { Document } from '../../document/records.ts';
import type { Pointed } from '../../state/app.ts';
import { keptBy } from '../kit/kept.ts';
import { useActions, useAppStore } from '../kit/store.tsx';

/** What the element tells of. */
function ofMark(mark: Element): Pointed {
  const told = (name: string) => mark.getAttribute(name) ?? '';
  return { kind: told('data-of'), name: told('data-name') };
}
export function pointedIn(target: EventTarget | null): Pointed | undefined {
  const mark = target instanceof Element ? target.closest('[data-of]') : null;
  return mark ? ofMark(mark) : undefined;
}

/** The same of what has the focus: a wire on the canvas holds its marked line. */
export function focusedIn(target: Element): Pointed | undefined {
  const own = target.querySelector(':scope > [data-of]');
  return pointedIn(target) ?? (own ? ofMark(own) : undefined);
}

/** The marks that make a thing one that can be pointed at. */
export const marked = (kind: string, name: string) =>
  ({ 'data-of': kind, 'data-name': name }) as const;

const keyOf = ({ kind, name }: Pointed): string => `${kind}:${name}`;

/** What lights up: letters by their marks, and the wires that carry what they stand for. */
interface Meant {
  readonly marks: ReadonlySet<string>;
  readonly wires: ReadonlySet<string>;
}

/**
 * @param at the node of the current move, whose ports equations speak of
 * @param edgeOf the wire to which a weight belongs
 */
export function meantBy(
  pointed: Pointed,
  { edges }: Pick<Document, 'edges'>,
  at: string | undefined,
  edgeOf: (weight: string) => string | undefined,
): Meant {
  const marks = new Set([keyOf(pointed)]);
  const wires = new Set<string>();
  const { kind, name } = pointed;
  if (kind === 'wire') {
    wires.add(name);
    // What leaves the node is, in its equations, its output.
    const source = edges[name]?.source;
    if (source && source.node === at) marks.add(keyOf({ kind: 'output', name: source.port }));
  } else if (kind === 'output') {
    for (const { id, source } of Object.values(edges))
      if (source.node === at && source.port === name) wires.add(id);
  } else if (kind === 'weight') {
    const edge = edgeOf(name);
    if (edge !== undefined) wires.add(edge);
  }
  return { marks, wires };
}

/** Whether a mark is to be lit; on the canvas a wire is lit for all that it carries. */
export function isMeant(mark: Pointed, meant: Meant | undefined, drawn: boolean): boolean {
  if (!meant) return false;
  return (
    meant.marks.has(keyOf(mark)) || (drawn && mark.kind === 'wire' && meant.wires.has(mark.name))
  );
}

/**
 * Lights the marks within an element while one is pointed at anywhere.
 * @param drawn the element is the canvas
 */
export function useMarks(root: RefObject<Element | null>, drawn = false): void {
  const app = useAppStore();
  const { point } = useActions();
  useEffect(() => {
    const light = () => {
      const { pointed, document, cursor, compiled } = app.getState();
      const kept = keptBy(compiled?.compilation);
      const meant =
        pointed && meantBy(pointed, document, cursor?.move?.node, (name) => kept.get(name)?.edge);
      for (const mark of root.current?.querySelectorAll('[data-of]') ?? [])
        mark.toggleAttribute('data-pointed', isMeant(ofMark(mark), meant, drawn));
    };
    return app.subscribe((s, before) => {
      if (s.pointed !== before.pointed) light();
    });
  }, [app, root, drawn]);
  // Nothing stays lit that one can no longer leave.
  useEffect(() => () => point(undefined), [point]);
}
