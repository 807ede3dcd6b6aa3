/** Stands in until its owner lands it. */
export function Problems() {
  return null;
}
