/** Stands in until its owner lands it. */
export function App() {
  return null;
}
