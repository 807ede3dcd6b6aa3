/** Stands in until its owner lands it. */
export function TrainingBar() {
  return null;
}
