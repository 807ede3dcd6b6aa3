/** What several checked tensors come to together, and to which wires and nodes they belong. */
import type { CheckedNumber, GradientCheck, KinkAt } from '../../../workers/engine/protocol.ts';
import type { Document } from '../../document/records.ts';
import type { AppState } from '../../state/app.ts';
import { keptBy } from '../kit/kept.ts';

export interface Verdict {
  readonly outcome: GradientCheck['outcome'];
  /** Numbers that were compared one by one, and tensors that were besides in a random direction. */
  readonly compared: number;
  readonly directions: number;
  readonly kinks: number;
  readonly kinksAt: readonly KinkAt[];
  /** The largest difference where there is a derivative; none where there is none at all. */
  readonly worst?: { readonly check: GradientCheck; readonly number: CheckedNumber };
}

const far = ({ difference }: CheckedNumber): number =>
  Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;

/** Nothing where nothing was checked. */
export function verdictOf(checks: readonly GradientCheck[]): Verdict | undefined {
  if (checks.length === 0) return undefined;
  let worst: Verdict['worst'];
  for (const check of checks)
    for (const number of check.numbers)
      if (number.outcome !== 'kink' && (!worst || far(number) > far(worst.number)))
        worst = { check, number };
  const kinksAt = new Map(checks.flatMap((c) => c.kinksAt).map((k) => [JSON.stringify(k), k]));
  const has = (outcome: GradientCheck['outcome']) => checks.some((c) => c.outcome === outcome);
  return {
    outcome: has('disagrees') ? 'disagrees' : has('kink') ? 'kink' : 'agrees',
    compared: checks.reduce((n, c) => n + c.checked, 0),
    directions: checks.filter((c) => c.direction).length,
    kinks: checks.reduce((n, c) => n + c.kinks, 0),
    kinksAt: [...kinksAt.values()],
    ...(worst && { worst }),
  };
}

type Known = Pick<AppState, 'checked' | 'compiled'> & {
  readonly document: Pick<Document, 'edges'>;
};

/** The node that a check is of: whose weight it is, or into which the wire leads. */
export const nodeOf = (check: GradientCheck, { document, compiled }: Known): string | undefined =>
  check.edge === undefined
    ? keptBy(compiled?.compilation).get(check.weight ?? '')?.node
    : document.edges[check.edge]?.target.node;

/** The wire that a check is of: its gradient, or the weight that it has to itself. */
const wireOf = (check: GradientCheck, { compiled }: Known): string | undefined =>
  check.edge ?? keptBy(compiled?.compilation).get(check.weight ?? '')?.edge;

/** What was found, by wire and by node; of a node only where it was asked for or all was. */
export function placesOf(state: Known): {
  readonly wires: ReadonlyMap<string, readonly GradientCheck[]>;
  readonly nodes: ReadonlyMap<string, readonly GradientCheck[]>;
} {
  const wires = new Map<string, GradientCheck[]>();
  const nodes = new Map<string, GradientCheck[]>();
  const put = (into: typeof wires, id: string | undefined, check: GradientCheck) => {
    if (id !== undefined) into.set(id, [...(into.get(id) ?? []), check]);
  };
  const { checked } = state;
  for (const check of checked?.checks ?? []) {
    put(wires, wireOf(check, state), check);
    if (checked?.scope.edge === undefined) put(nodes, nodeOf(check, state), check);
  }
  return { wires, nodes };
}
