/** Bars as the data of one path: on a card's picture, where a canvas would be a layer of its own. */

interface Room {
  readonly left: number;
  /** From one bar to the next. */
  readonly pitch: number;
  readonly wide: number;
  /** Where they stand. */
  readonly height: number;
}

export const bars = (tall: readonly number[], { left, pitch, wide, height }: Room): string =>
  tall
    .map((h, i) => {
      const [x, w, y] = [left + i * pitch, wide, h].map((v) => v.toFixed(1));
      return h > 0 ? `M${x} ${height}v-${y}h${w}v${y}z` : '';
    })
    .join('');
