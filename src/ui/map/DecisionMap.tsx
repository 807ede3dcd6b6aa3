/** Stands in until its owner lands it. */
export function DecisionMap() {
  return null;
}
