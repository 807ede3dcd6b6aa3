/** Marks what lies over the canvas: showing all of a network leaves room for it. */
export const OVER = 'data-over-canvas';
export const over = { [OVER]: '' } as const;
