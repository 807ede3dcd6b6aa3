/**
 * Each output starts as the input of the same number, as torch.nn.init.eye_; for kernels of a
 * convolution the 1 stands in the middle of its window, as dirac_. A single row passes on its first input.
 */
import { defineInitialiser } from '../thing.ts';

export const identity = defineInitialiser({
  name: 'identity',
  title: { en: 'Identity', zh: '恒等' },
  lesson: {
    help: {
      en: 'Starts a layer as one that passes its inputs on unchanged: ones on the diagonal, zeros elsewhere. With more outputs than inputs the rest start at 0.',
      zh: '让层一开始原样传递输入：对角线为 1，其余为 0。输出多于输入时，多出的从 0 开始。',
    },
    keywords: ['eye', 'dirac', 'diagonal', '单位矩阵', '对角'],
  },
  fields: {},
  draw: ({ b, shape }) => {
    const place = (axis: number) => b.iota(shape, axis);
    if (shape.length < 2) return shape.length ? b.equal(place(0), 0) : b.fill(1);
    return shape
      .slice(2)
      .reduce(
        (ones, extent, i) => b.mul(ones, b.equal(place(i + 2), Math.floor(extent / 2))),
        b.equal(place(0), place(1)),
      );
  },
});
