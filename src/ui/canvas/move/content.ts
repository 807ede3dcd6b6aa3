/**
 * What the card of a move shows of all that is told of it: its few main equations, and for tensors the
 * product as small maps. Pure.
 */
import type { Explanation, ShownEquation } from '../../../../workers/engine/protocol.ts';
import { arranged, FIRST } from '../../stepping/Equations.tsx';
import { productsOf, type TensorMap, type Told, updatesOf } from '../../stepping/tensorMaps.ts';

/** More equations stand in the panel alone. */
const MOST = 4;
/** Letters on the way beside maps: of a cell its state, and what that is made of. */
const LETTERS = 2;
/** Rows of maps. */
const ROWS = 2;

export interface Content {
  readonly equations: readonly ShownEquation[];
  /** How many more there are, which the panel has. */
  readonly more: number;
  readonly maps: readonly (readonly TensorMap[])[];
}
export function contentOf(told: Told): Content {
  const { phase } = told.explanation.move;
  const all = inPanel(told.explanation.equations);
  const shown = chosen(all, phase);
  const maps = (phase === 'update' ? updatesOf(told) : productsOf(told)).slice(0, ROWS);
  // Beside maps as many as they are: each says what the other shows.
  const equations = maps.length ? besideMaps(shown, maps.length) : shown;
  return { equations, more: all.length - equations.length, maps };
}

/** Of a cell in several layers the panel tells of one at a time. */
function inPanel(equations: readonly ShownEquation[]): readonly ShownEquation[] {
  const { first, recalled, weights, updates } = arranged(equations, FIRST);
  const told = new Set([...first, ...recalled, ...weights, ...updates.flatMap(([, of]) => of)]);
  return equations.filter((e) => told.has(e));
}

/** Those that say what comes out, where there are some. */
function mainOf(equations: readonly ShownEquation[]): readonly ShownEquation[] {
  const main = equations.filter((e) => e.role === 'main');
  return main.length > 0 ? main : equations;
}

/** Where what comes out is a letter and nothing more, y = h, what it stands for is told too. */
function besideMaps(shown: readonly ShownEquation[], rows: number): readonly ShownEquation[] {
  const main = mainOf(shown).slice(0, rows);
  const isCopy = main.every((e) => !e.numbers.text.includes(' = '));
  const letters = shown.filter((e) => e.role === 'define').slice(0, LETTERS);
  return isCopy ? [...main, ...letters] : main;
}

/** The equations that stand for a move, in the order in which one reads them. */
function chosen(
  equations: readonly ShownEquation[],
  phase: Explanation['move']['phase'],
): readonly ShownEquation[] {
  if (phase === 'update') {
    const becomes = equations.filter((e) => e.of.of === 'weight' && e.of.after);
    return becomes.slice(0, MOST);
  }
  const { first, weights } = arranged(equations);
  const main = first.filter((e) => e.role === 'main');
  const told = [...first, ...weights];
  if (told.length <= MOST) return told;
  // A letter on the way that the few read, as δ, is worth a line more.
  const few = main.slice(0, MOST);
  const shown = first.filter((e) => few.includes(e) || (main.length <= 2 && e.role === 'define'));
  return shown.slice(0, MOST + 1);
}
