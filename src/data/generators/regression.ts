/** Numbers to be predicted. Noise is the standard deviation of what is added to the target. */
import { always, draw, type Generator, type Knob } from './generator.ts';

const KNOBS: readonly Knob[] = ['samples', 'noise', 'seed', 'validation'];

/** y = 0.6·x₁ − 0.3·x₂ + 0.1 over the square −2 … 2: one linear neuron learns it exactly. */
export const plane: Generator = {
  name: 'plane',
  title: { en: 'Plane (regression)', zh: '平面（回归）' },
  short: { en: 'Plane', zh: '平面' },
  elementSpec: always({ inputs: ['x1', 'x2'] }),
  task: 'regression',
  uses: KNOBS,
  make: ({ samples, noise }, r) =>
    draw(samples, 2, () => {
      const x1 = r.between(-2, 2);
      const x2 = r.between(-2, 2);
      return { at: [x1, x2], label: 0.6 * x1 - 0.3 * x2 + 0.1 + noise * r.normal() };
    }),
};

/** y = sin x for x in −π … π. */
export const sine: Generator = {
  name: 'sine',
  title: { en: 'Sine, 1-D (regression)', zh: '正弦（一维回归）' },
  short: { en: 'Sine, 1-D', zh: '正弦（一维）' },
  elementSpec: always({ inputs: ['x'] }),
  task: 'regression',
  uses: KNOBS,
  make: ({ samples, noise }, r) =>
    draw(samples, 1, () => {
      const x = r.between(-Math.PI, Math.PI);
      return { at: [x], label: Math.sin(x) + noise * r.normal() };
    }),
};
