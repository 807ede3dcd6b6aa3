/** Networks that see sequences: a signal by convolution, digits to sort and a text by attention. */
import { along, draw, folded, type Pen } from './build.ts';
import type { Sample } from './sample.ts';

const adam = (lr: number) => ({ kind: 'adam', params: { lr } });
const kaiming = { kind: 'kaiming', params: { distribution: 'normal' } };

/** Two convolutions over a signal; the largest answer of each filter, wherever it was. */
const waves = () =>
  draw('Waveforms', { seed: 1, batchSize: 32, optimiser: adam(0.01) }, (pen) => {
    const data = pen.node(
      'data',
      { column: 0 },
      { dataset: 'waveforms', samples: 1200, length: 64, noise: 0.05, validation: 0.25 },
    );
    const spot = folded(8);
    const conv = (filters: number) =>
      ['conv1d', { filters, kernel: [9], padding: 'same', init: kaiming }] as const;
    const logits = pen.chain(
      `${data}.x`,
      (i) => spot(i + 1),
      conv(8),
      ['relu'],
      ['maxPool1d'],
      conv(16),
      ['relu'],
      ['globalMaxPool'],
      ['dense', { units: 4 }],
    );
    const loss = pen.node('crossEntropy', spot(8));
    pen.wire(logits, `${loss}.prediction`);
    pen.wire(`${data}.y`, `${loss}.target`);
  });

interface Block {
  readonly heads: number;
  readonly width: number;
  readonly inner: number;
  readonly causal?: boolean;
}

/** A block of a transformer (Vaswani et al. 2017): attention and a layer at each place, both with a way around and a norm. */
function block(
  pen: Pen,
  from: string,
  row: number,
  { heads, width, inner, causal }: Block,
): string {
  const attention = pen.node(
    'multiHeadAttention',
    { column: 0, row },
    { heads, causal: causal ?? false },
  );
  pen.wire(from, `${attention}.query`, `${attention}.key`, `${attention}.value`);
  const around = pen.node('add', { column: 1, row });
  pen.wire(from, `${around}.in1`);
  pen.wire(`${attention}.out`, `${around}.in2`);
  const seen = pen.chain(`${around}.out`, along(2, row), ['layerNorm']);
  const told = pen.chain(
    seen,
    along(0, row + 1.4),
    ['dense', { units: inner, init: kaiming }],
    ['relu'],
    ['dense', { units: width }],
  );
  const sum = pen.node('add', { column: 3, row: row + 1.4 });
  pen.wire(seen, `${sum}.in1`);
  pen.wire(told, `${sum}.in2`);
  return pen.chain(`${sum}.out`, along(4, row + 1.4), ['layerNorm']);
}

const sorting = () =>
  draw('Sorting digits', { seed: 1, batchSize: 32, optimiser: adam(0.003) }, (pen) => {
    const data = pen.node(
      'data',
      { column: 0 },
      { dataset: 'sorting-digits', samples: 5000, length: 8, validation: 0.1 },
    );
    const width = 32;
    const start = pen.chain(
      `${data}.x`,
      along(1),
      ['embedding', { num: 10, dim: width }],
      ['positionalEncoding'],
    );
    const out = block(pen, start, 1.6, { heads: 4, width, inner: 64 });
    const logits = pen.chain(out, along(2, 4.6), ['dense', { units: 10 }]);
    const loss = pen.node('crossEntropy', { column: 3, row: 4.6 });
    pen.wire(logits, `${loss}.prediction`);
    pen.wire(`${data}.y`, `${loss}.target`);
  });

/** The characters of Alice's opening that its generator finds; another text asks for another number. */
const CHARACTERS = 41;

const text = () =>
  draw('Characters by attention', { seed: 1, batchSize: 16, optimiser: adam(0.003) }, (pen) => {
    const data = pen.node(
      'data',
      { column: 0 },
      { dataset: 'text', length: 24, stride: 1, validation: 0.1 },
    );
    const width = 32;
    const start = pen.chain(
      `${data}.x`,
      along(1),
      ['embedding', { num: CHARACTERS, dim: width }],
      ['positionalEncoding'],
    );
    const out = block(pen, start, 1.6, { heads: 4, width, inner: 64, causal: true });
    const logits = pen.chain(out, along(2, 4.6), ['dense', { units: CHARACTERS }]);
    const loss = pen.node('crossEntropy', { column: 3, row: 4.6 });
    pen.wire(logits, `${loss}.prediction`);
    pen.wire(`${data}.y`, `${loss}.target`);
  });

export const sequenceSamples = {
  waveforms: {
    id: 'waveforms',
    title: { en: 'Waveforms', zh: '波形' },
    look: { en: 'xx', zh: 'xx' },
    document: waves(),
  },
  sortingDigits: {
    id: 'sortingDigits',
    title: { en: 'Sorting digits', zh: '数字排序' },
    look: { en: 'xx', zh: 'xx' },
    document: sorting(),
  },
  charactersAttention: {
    id: 'charactersAttention',
    title: { en: 'Characters by attention', zh: '注意力字符模型' },
    look: { en: 'xx', zh: 'xx' },
    document: text(),
  },
} as const satisfies Record<string, Sample>;
