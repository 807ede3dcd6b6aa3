/** Stands in until its owner lands it. */
export function DataPanel() {
  return null;
}
