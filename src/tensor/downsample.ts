/** A matrix made smaller, for a picture of it: each cell the mean of its block of numbers. */

/** A picture of at most rows × columns cells, each the mean of its block of numbers. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly data: ArrayLike<number>;
  /** Numbers in one cell along each side; 1 where nothing was left out. */
  readonly blockRows: number;
  readonly blockColumns: number;
}

export function downsample(
  data: ArrayLike<number>,
  rows: number,
  columns: number,
  maxRows: number,
  maxColumns: number,
): Grid {
  const blockRows = Math.max(1, Math.ceil(rows / maxRows));
  const blockColumns = Math.max(1, Math.ceil(columns / maxColumns));
  if (blockRows === 1 && blockColumns === 1)
    return { rows, columns, data, blockRows, blockColumns };
  const r = Math.ceil(rows / blockRows);
  const c = Math.ceil(columns / blockColumns);
  const out = new Float32Array(r * c);
  for (let i = 0; i < r; i++)
    for (let j = 0; j < c; j++) {
      let sum = 0;
      let n = 0;
      for (let a = i * blockRows; a < Math.min(rows, (i + 1) * blockRows); a++)
        for (let b = j * blockColumns; b < Math.min(columns, (j + 1) * blockColumns); b++) {
          const index = a * columns + b;
          if (index >= data.length) continue;
          sum += data[index]!;
          n++;
        }
      out[i * c + j] = n ? sum / n : 0;
    }
  return { rows: r, columns: c, data: out, blockRows, blockColumns };
}
