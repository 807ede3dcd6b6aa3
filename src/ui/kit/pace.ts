/** How fast a run is let go: as somebody chose, and until then as what is open recommends. */
import type { AppState } from '../../state/app.ts';

export const paceOf = ({
  trainingPace,
  recommendedPace,
}: Pick<AppState, 'trainingPace' | 'recommendedPace'>): AppState['recommendedPace'] =>
  trainingPace ?? recommendedPace;
