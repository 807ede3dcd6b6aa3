/** Sequences: what a state is good for, how far back it reaches, and a text learnt letter by letter. */
import { draw, type Pen } from './build.ts';
import { type Sample, sample } from './sample.ts';

type Piece = readonly [kind: string, params?: Readonly<Record<string, unknown>>];

interface Branch {
  readonly title: string;
  readonly pieces: readonly Piece[];
}

const adam = (lr: number) => ({ kind: 'adam', params: { lr } });
/** States of unchanged length at first: even so an RNN forgets. */
const ORTHOGONAL = { kind: 'orthogonal', params: {} };
/** The two numbers that arrive are small beside 24 units, and their marks are to be seen. */
const WIDE = { kind: 'xavier', params: { gain: 2 } };

/** The same sequences through each cell, each with a loss of its own. */
function cells(pen: Pen, data: Piece[1], branches: readonly Branch[]): void {
  const source = pen.node('data', data);
  for (const { title, pieces } of branches) {
    const out = pen.chain(`${source}.x`, ...pieces);
    const loss = pen.node('mse', {}, title);
    pen.wire(out, `${loss}.prediction`);
    pen.wire(`${source}.y`, `${loss}.target`);
  }
}

const echo = () =>
  draw('Echo: a state remembers', { seed: 1, batchSize: 32, optimiser: adam(0.01) }, (pen) =>
    cells(pen, { dataset: 'echo', samples: 400, length: 12, delay: 3, validation: 0.2 }, [
      {
        title: 'Echo',
        pieces: [
          ['rnn', { units: 12 }],
          ['dense', { units: 1 }],
        ],
      },
    ]),
  );

const adding = () =>
  draw(
    'Adding: what an LSTM keeps and an RNN loses',
    { seed: 1, batchSize: 32, optimiser: adam(0.01) },
    (pen) =>
      cells(
        pen,
        { dataset: 'adding', samples: 2000, length: 40, validation: 0.1 },
        (['rnn', 'gru', 'lstm'] as const).map((kind) => ({
          title: kind.toUpperCase(),
          pieces: [
            [kind, { units: 24, gives: 'last', init: WIDE, stateInit: ORTHOGONAL }],
            ['dense', { units: 1 }],
          ] as const,
        })),
      ),
  );

const sine = () =>
  draw('The next value of a sine', { seed: 1, batchSize: 16, optimiser: adam(0.01) }, (pen) =>
    cells(pen, { dataset: 'sine-next', samples: 200, length: 24, noise: 0, validation: 0.2 }, [
      {
        title: 'Next value',
        pieces: [
          ['gru', { units: 16 }],
          ['dense', { units: 1 }],
        ],
      },
    ]),
  );

/** The different characters of the rhyme; another text asks for another number, with a repair. */
const CHARACTERS = 28;

const characters = () =>
  draw('Characters by an LSTM', { seed: 1, batchSize: 16, optimiser: adam(0.01) }, (pen) => {
    const data = pen.node('data', { dataset: 'text', length: 24, stride: 1, validation: 0.1 });
    const logits = pen.chain(
      `${data}.x`,
      ['embedding', { num: CHARACTERS, dim: 16 }],
      ['lstm', { units: 64 }],
      ['dense', { units: CHARACTERS }],
    );
    const loss = pen.node('crossEntropy');
    pen.wire(logits, `${loss}.prediction`);
    pen.wire(`${data}.y`, `${loss}.target`);
  });

export const recurrentSamples = {
  echo: sample({
    id: 'echo',
    title: { en: 'Echo: a state remembers', zh: '回声：状态会记忆' },
    instructions: {
      en: 'Bits arrive one by one, and each is to be said again three steps later, so that the state must hold the last three. Step to the RNN and walk through time: its units hand the bits on.',
      zh: '比特逐个到来，每个都要在三步之后重说一遍，因此状态必须记住最近三个。单步到 RNN，再沿时间逐步走：各单元把比特一步步传下去。',
    },
    document: () => echo(),
  }),
  sine: sample({
    id: 'sineNext',
    title: { en: 'The next value of a sine', zh: '预测正弦的下一个值' },
    instructions: {
      en: 'Windows of sines of many periods; at every place the next number is asked for. The first places can only be guessed, later ones show that the state has found period and phase.',
      zh: '各种周期的正弦片段，每个位置都要预测下一个值。开头只能猜，往后则说明状态已经掌握了周期与相位。',
    },
    document: () => sine(),
  }),
  adding: sample({
    id: 'adding',
    title: {
      en: 'Adding: what an LSTM keeps and an RNN loses',
      zh: '加法：LSTM 记得住，RNN 会遗忘',
    },
    instructions: {
      en: 'Two of forty numbers are marked, and their sum is asked for. Within some 600 steps GRU and LSTM find it; the RNN stays near 1/6, the loss of always saying 1. The charts over the cards show why: its gradient fades by several powers of ten on its way back to the first steps.',
      zh: '四十个数中有两个带标记，要求给出它们的和。约 600 步内 GRU 和 LSTM 就能学会；RNN 停在 1/6 附近，也就是总回答 1 的损失。卡片上方的小图说明了原因：它的梯度在传回最初几步的途中衰减了好几个数量级。',
    },
    document: () => adding(),
  }),
  charactersLstm: sample({
    id: 'charactersLstm',
    title: { en: 'Characters by an LSTM', zh: '用 LSTM 预测字符' },
    instructions: {
      en: 'Read character by character, the rhyme is kept in 64 numbers of memory, from which the next character is told: within some 300 steps nine of ten are right, on the end that it never trains on too. Step to the LSTM and walk through time: the memory c changes at some characters and holds at others. Paste a text of your own into the data.',
      zh: '逐个字符读入，童谣保存在 64 个记忆数中，由此预测下一个字符：约 300 步后十个能答对九个，从未训练过的结尾也是如此。单步到 LSTM，再沿时间逐步走：记忆 c 在有些字符处改变，在另一些处保持。可在数据节点中粘贴自己的文本。',
    },
    document: () => characters(),
  }),
} as const satisfies Record<string, Sample>;
