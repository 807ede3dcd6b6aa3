/**
 * TensorFlow Playground's six data sets by its own definitions (tensorflow/playground, dataset.ts),
 * except that numbers are drawn by our seeded generator. `noise` is its slider / 100. Its label +1 is
 * class 1, −1 is class 0; with the −1/+1 encoding the targets are the same as there. In circle, xor
 * and the regressions noise moves the point at which the label is read, not the point itself.
 */

import type { Random } from '../../base/random.ts';
import type { Words } from '../../base/words.ts';
import { always, draw, drawClasses, type Generator, type Knob } from './generator.ts';

const KNOBS: readonly Knob[] = ['samples', 'noise', 'seed', 'validation'];

const set = (
  name: string,
  title: Words,
  short: Words,
  task: Generator['task'],
  make: Generator['make'],
): Generator => ({
  name,
  title,
  short,
  elementSpec: always({ inputs: ['x1', 'x2'] }),
  task,
  uses: KNOBS,
  make,
});

const RADIUS = 5;
/** The positive class is drawn first there; our classes are drawn 0 first, so turn the order. */
const positive = (order: number) => order === 0;
function* turned(drawing: ReturnType<typeof drawClasses>): typeof drawing {
  const { features, labels } = yield* drawing;
  return { features, labels: labels.map((order) => 1 - order) };
}

export const playgroundCircle = set(
  'playground-circle',
  { en: 'Playground: circle', zh: 'Playground：圆环' },
  { en: 'circle', zh: '圆环' },
  'classes',
  ({ samples, noise }, r) => {
    const half = Math.ceil(samples / 2);
    return draw(samples, 2, (i) => {
      const radius = i < half ? r.between(0, RADIUS * 0.5) : r.between(RADIUS * 0.7, RADIUS);
      const angle = r.between(0, 2 * Math.PI);
      const x = radius * Math.sin(angle);
      const y = radius * Math.cos(angle);
      const [nx, ny] = shaken(x, y, RADIUS, noise, r);
      return { at: [x, y], label: Math.hypot(nx, ny) < RADIUS * 0.5 ? 1 : 0 };
    });
  },
);

export const playgroundXor = set(
  'playground-xor',
  { en: 'Playground: XOR', zh: 'Playground：异或' },
  { en: 'XOR', zh: '异或' },
  'classes',
  ({ samples, noise }, r) => {
    const padded = () => {
      const v = r.between(-RADIUS, RADIUS);
      return v > 0 ? v + 0.3 : v - 0.3;
    };
    return draw(samples, 2, () => {
      const x = padded();
      const y = padded();
      const [nx, ny] = shaken(x, y, RADIUS, noise, r);
      return { at: [x, y], label: nx * ny >= 0 ? 1 : 0 };
    });
  },
);

export const playgroundGauss = set(
  'playground-gauss',
  { en: 'Playground: Gaussian', zh: 'Playground：高斯' },
  { en: 'Gaussian', zh: '高斯' },
  'classes',
  ({ samples, noise }, r) => {
    // The variance goes from 0.5 at no noise to 4 at noise 0.5.
    const std = Math.sqrt(0.5 + 7 * noise);
    return turned(
      drawClasses(samples, 2, (order) => {
        const centre = positive(order) ? 2 : -2;
        return [centre + std * r.normal(), centre + std * r.normal()];
      }),
    );
  },
);

export const playgroundSpiral = set(
  'playground-spiral',
  { en: 'Playground: spiral', zh: 'Playground：螺旋' },
  { en: 'spiral', zh: '螺旋' },
  'classes',
  ({ samples, noise }, r) =>
    turned(
      drawClasses(samples, 2, (order, i, n) => {
        const radius = (i / n) * 5;
        const t = ((1.75 * i) / n) * 2 * Math.PI + (positive(order) ? 0 : Math.PI);
        return [
          radius * Math.sin(t) + r.between(-1, 1) * noise,
          radius * Math.cos(t) + r.between(-1, 1) * noise,
        ];
      }),
    ),
);

const regression = (
  name: string,
  title: Words,
  short: Words,
  label: (x: number, y: number) => number,
) =>
  set(name, title, short, 'regression', ({ samples, noise }, r) =>
    draw(samples, 2, () => {
      const x = r.between(-6, 6);
      const y = r.between(-6, 6);
      return { at: [x, y], label: label(...shaken(x, y, 6, noise, r)) };
    }),
  );

/** The linear scale from −10 … 10 to −1 … 1, not clamped: corners reach ±1.2. */
export const playgroundPlane = regression(
  'playground-plane',
  { en: 'Playground: plane (regression)', zh: 'Playground：平面（回归）' },
  { en: 'plane', zh: '平面' },
  (x, y) => (x + y) / 10,
);

const BUMPS = [
  [-4, 2.5, 1],
  [0, 2.5, -1],
  [4, 2.5, 1],
  [-4, -2.5, -1],
  [0, -2.5, 1],
  [4, -2.5, -1],
] as const;

/** Six cones of height ±1 and radius 2; the one that is largest in absolute value counts. */
export const playgroundGaussRegression = regression(
  'playground-gauss-regression',
  { en: 'Playground: Gaussians (regression)', zh: 'Playground：高斯（回归）' },
  { en: 'Gaussians', zh: '高斯' },
  (x, y) => {
    let label = 0;
    for (const [cx, cy, sign] of BUMPS) {
      const height = sign * Math.max(0, 1 - Math.hypot(x - cx, y - cy) / 2);
      if (Math.abs(height) > Math.abs(label)) label = height;
    }
    return label;
  },
);

function shaken(x: number, y: number, by: number, noise: number, r: Random): [number, number] {
  return [x + r.between(-by, by) * noise, y + r.between(-by, by) * noise];
}
