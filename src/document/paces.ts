/**
 * Paces: how fast a run is let go, in training steps a second. `timeLapse` begins slowly and takes ever
 * more of them; at `full` the machine decides. What is computed is the same at each of them.
 */
export const PACES = ['timeLapse', 1, 3, 10, 30, 100, 1_000, 'full'] as const;
export type Pace = (typeof PACES)[number];
