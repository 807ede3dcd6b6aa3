/** Stands in until its owner lands it. */
export function CsvDialog() {
  return null;
}
