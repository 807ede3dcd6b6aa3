/** Single neurons: McCulloch–Pitts gates, Rosenblatt's perceptron, XOR drawn neuron by neuron. */
import type { Weights } from '../document/records.ts';
import { draw } from './build.ts';
import { once, type Sample, sample } from './sample.ts';

const sgd = (lr: number) => ({ kind: 'sgd', params: { lr, momentum: 0 } });
const adam = (lr: number) => ({ kind: 'adam', params: { lr } });
const table = (dataset: string) => ({ dataset, split: true, validation: 0 });

/** XOR = (x1 OR x2) AND NOT (x1 AND x2), the gates as McCulloch and Pitts drew them in 1943. */
const gates = once(() => {
  const weights: Record<string, Weights[string]> = {};
  const document = draw('Logic gates', { batchSize: 4, optimiser: sgd(0.1) }, (pen) => {
    const data = pen.node('data', table('xor-points'));
    let wires = 0;
    const gate = (
      title: string,
      bias: number,
      inputs: readonly (readonly [from: string, weight: number])[],
    ) => {
      const params = { activation: 'step', trainable: false };
      const id = pen.node('neuron', params, title);
      for (const [from, weight] of inputs) {
        pen.wire(from, `${id}.in`);
        wires++;
        weights[`${id}.weight.e${wires}`] = { shape: [1], data: Float64Array.of(weight) };
      }
      weights[`${id}.bias`] = { shape: [1], data: Float64Array.of(bias) };
      return `${id}.out`;
    };
    const [x1, x2] = [`${data}.x1`, `${data}.x2`];
    const or = gate('OR', -0.5, [
      [x1, 1],
      [x2, 1],
    ]);
    const and = gate('AND', -1.5, [
      [x1, 1],
      [x2, 1],
    ]);
    const not = gate('NOT', 0.5, [[and, -1]]);
    const both = gate('AND 2', -1.5, [
      [or, 1],
      [not, 1],
    ]);
    const loss = pen.node('mse');
    pen.wire(both, `${loss}.prediction`);
    pen.wire(`${data}.y`, `${loss}.target`);
  });
  return { document, weights };
});

/** One point after the other, as Rosenblatt's machine was shown them. */
const perceptron = (name: string, dataset: string, seed: number) =>
  draw(name, { seed, batchSize: 1, optimiser: sgd(0.5) }, (pen) => {
    const data = pen.node('data', table(dataset));
    const neuron = pen.node('neuron', { activation: 'linear' });
    pen.wire(`${data}.x1`, `${neuron}.in`);
    pen.wire(`${data}.x2`, `${neuron}.in`);
    const loss = pen.node('perceptronLoss');
    pen.wire(`${neuron}.out`, `${loss}.prediction`);
    pen.wire(`${data}.y`, `${loss}.target`);
  });

const xorNeurons = () => {
  const run = { seed: 3, batchSize: 4, optimiser: adam(0.03) };
  return draw('XOR, neuron by neuron', run, (pen) => {
    const data = pen.node('data', table('xor-points'));
    const hidden = [0, 1, 2, 3].map(() => {
      const id = pen.node('neuron', { activation: 'tanh' });
      pen.wire(`${data}.x1`, `${id}.in`);
      pen.wire(`${data}.x2`, `${id}.in`);
      return id;
    });
    const output = pen.node('neuron', { activation: 'linear' });
    for (const id of hidden) pen.wire(`${id}.out`, `${output}.in`);
    const loss = pen.node('bceWithLogits');
    pen.wire(`${output}.out`, `${loss}.prediction`);
    pen.wire(`${data}.y`, `${loss}.target`);
  });
};

export const neuronSamples = {
  gates: sample({
    id: 'gates',
    title: { en: 'Logic gates', zh: '逻辑门（M-P 神经元）' },
    instructions: {
      en: 'Four McCulloch–Pitts neurons with fixed weights: OR, AND, NOT and AND together make XOR. Step forward and compare each gate’s output with its truth table; the loss is 0.',
      zh: '四个权重固定的 M-P 神经元：或、与、非、与，合起来就是异或。单步前进，将每个门的输出与真值表对照；损失为 0。',
    },
    document: () => gates().document,
    weights: () => gates().weights,
  }),
  perceptronAnd: sample({
    id: 'perceptronAnd',
    pace: 3,
    title: { en: 'Perceptron on AND', zh: '感知机：与门' },
    instructions: {
      en: 'One point a step. Press 1 training step again and again and watch the line in the decision map: it moves only where the point shown is on its wrong side, and once none is, it stays.',
      zh: '每步只看一个点。反复点击“训练一步”并观察决策图中的直线：只有当前的点分错时它才移动，全部分对后便静止不动。',
    },
    document: () => perceptron('Perceptron on AND', 'and', 2),
  }),
  perceptronXor: sample({
    id: 'perceptronXor',
    pace: 3,
    title: { en: 'Perceptron on XOR', zh: '感知机：异或' },
    instructions: {
      en: 'No line divides these four points (Minsky and Papert 1969). Train and watch the decision map: the line never comes to rest, and some point is always on its wrong side.',
      zh: '没有一条直线能分开这四个点（Minsky 与 Papert，1969）。训练并观察决策图：直线永不停歇，总有点分错。',
    },
    document: () => perceptron('Perceptron on XOR', 'xor-points', 2),
  }),
  xorNeurons: sample({
    id: 'xorNeurons',
    title: { en: 'XOR, neuron by neuron', zh: '异或：逐个神经元' },
    instructions: {
      en: 'Each neuron is a node and each weight sits on a wire. Pause and step back through one training step: the gradient splits over the hidden neurons by the output’s weights.',
      zh: '每个神经元是一个节点，每个权重位于一条连线上。暂停后逐步查看一次训练：梯度按输出层的权重分配到各隐藏神经元。',
    },
    document: xorNeurons,
  }),
} as const satisfies Record<string, Sample>;
