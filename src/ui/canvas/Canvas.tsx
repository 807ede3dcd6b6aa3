/** Stands in until its owner lands it. */
export function Canvas() {
  return null;
}
