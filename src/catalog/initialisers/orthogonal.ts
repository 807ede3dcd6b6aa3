/**
 * Saxe et al. 2013: rows (or columns, whichever are fewer) at right angles and of length 1, the Q of a
 * matrix of normal numbers. Made by modified Gram–Schmidt, row after row, which gives the one Q whose
 * R has a positive diagonal, as torch.nn.init.orthogonal_ does. The rows are unrolled, so their number
 * is bounded.
 */
import { issue } from '../../base/issue.ts';
import type { V } from '../../ir/builder.ts';
import { type Shape, size } from '../../tensor/shape.ts';
import { defineInitialiser } from '../thing.ts';
import { gainField } from './spread.ts';

const MOST = 128;

/** A weight as a matrix: outputs by all that each reads. */
function matrixOf(shape: Shape): readonly [rows: number, columns: number] {
  const rows = shape.length < 2 ? 1 : shape[0]!;
  return [rows, size(shape) / rows];
}

export const orthogonal = defineInitialiser({
  name: 'orthogonal',
  title: { en: 'Orthogonal', zh: '正交' },
  lesson: {
    help: {
      en: 'Starts with rows at right angles to each other, so that a signal keeps its length through the layer. Useful for deep and recurrent networks.',
      zh: '让各行互相垂直，信号经过该层时长度不变。适合很深的网络与循环网络。',
    },
    keywords: ['qr', 'gram', 'schmidt', 'rotation', '旋转'],
    paper: { label: 'Saxe et al. 2013', url: 'https://arxiv.org/abs/1312.6120' },
  },
  fields: { gain: gainField },
  check: ({ shape }) => {
    const rank = Math.min(...matrixOf(shape));
    return rank <= MOST
      ? undefined
      : issue(
          'init.orthogonal',
          {
            en: 'Orthogonal weights are made for at most {most} rows or columns, whichever are fewer; these have {got}.',
            zh: '正交权重最多支持 {most} 行或列（取较少者），这里有 {got}。',
          },
          { args: { most: MOST, got: rank } },
        );
  },
  draw: ({ params, b, shape, normal }) => {
    const [rows, columns] = matrixOf(shape);
    const wide = rows < columns;
    const drawn = b.reshape(normal(), [rows, columns]);
    let rest = wide ? drawn : b.permute(drawn, [1, 0]);
    const [count, length] = rest.shape as [number, number];
    const done: V[] = [];
    for (let left = count; left > 0; left--) {
      const row = b.slice(rest, [0, 0], [1, length]);
      const unit = b.div(row, b.sqrt(b.sum(b.mul(row, row), [1], true)));
      done.push(unit);
      if (left === 1) break;
      const below = b.slice(rest, [1, 0], [left - 1, length]);
      const along = b.dot(below, unit, { transposeB: true });
      rest = b.sub(below, b.mul(along, unit));
    }
    const q = b.concat(done, 0);
    return b.reshape(b.mul(wide ? q : b.permute(q, [1, 0]), params.gain), shape);
  },
});
