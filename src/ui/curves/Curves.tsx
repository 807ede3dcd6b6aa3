/** Stands in until its owner lands it. */
export function Curves() {
  return null;
}
