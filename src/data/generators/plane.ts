/**
 * Points in the plane, in coordinates of about −2 … 2 so that they train without being standardised.
 * Noise moves the points (a normal jitter), never the labels.
 */
import { always, drawClasses, type Generator, type Knob } from './generator.ts';

const KNOBS: readonly Knob[] = ['samples', 'noise', 'seed', 'validation'];
const common = {
  elementSpec: always({ inputs: ['x1', 'x2'] }),
  task: 'classes',
  uses: KNOBS,
} as const;

/** Four clouds at (±1, ±1); the class is 1 where the signs differ. Standard deviation 0.15 + noise/2. */
export const xor: Generator = {
  ...common,
  name: 'xor',
  title: { en: 'XOR, clouds', zh: '异或（点云）' },
  make: ({ samples, noise }, r) => {
    const std = 0.15 + noise / 2;
    return drawClasses(samples, 2, (label, i) => {
      const x = i % 2 === 0 ? -1 : 1;
      const y = label === 0 ? x : -x;
      return [x + std * r.normal(), y + std * r.normal()];
    });
  },
};

/** A disc of radius 0.8 (class 1) within a ring from 1.2 to 2, each uniform in area. */
export const circle: Generator = {
  ...common,
  name: 'circle',
  title: { en: 'Circle', zh: '圆环' },
  make: ({ samples, noise }, r) =>
    drawClasses(samples, 2, (label) => {
      const [inner, outer] = label === 1 ? [0, 0.8] : [1.2, 2];
      const radius = Math.sqrt(r.between(inner * inner, outer * outer));
      const angle = r.between(0, 2 * Math.PI);
      return [
        radius * Math.cos(angle) + noise * r.normal(),
        radius * Math.sin(angle) + noise * r.normal(),
      ];
    }),
};

/** One normal cloud for each class, centres evenly on a circle of radius 1.5. */
export const gaussians: Generator = {
  ...common,
  name: 'gaussians',
  title: { en: 'Gaussians', zh: '高斯分布' },
  uses: [...KNOBS, 'groups'],
  make: ({ samples, noise, groups }, r) => {
    const std = 0.3 + noise;
    return drawClasses(samples, groups, (label) => {
      const angle = (2 * Math.PI * label) / groups + Math.PI / 4;
      return [1.5 * Math.cos(angle) + std * r.normal(), 1.5 * Math.sin(angle) + std * r.normal()];
    });
  },
};

/** Two half circles that reach into each other, as in scikit-learn's make_moons, centred. */
export const moons: Generator = {
  ...common,
  name: 'moons',
  title: { en: 'Moons', zh: '双月' },
  make: ({ samples, noise }, r) =>
    drawClasses(samples, 2, (label) => {
      const t = r.between(0, Math.PI);
      const [x, y] =
        label === 0 ? [Math.cos(t), Math.sin(t)] : [1 - Math.cos(t), 0.5 - Math.sin(t)];
      return [x - 0.5 + noise * r.normal(), y - 0.25 + noise * r.normal()];
    }),
};

/** Arms that wind one and a half times about the origin, out to radius 2. */
export const spiral: Generator = {
  ...common,
  name: 'spiral',
  title: { en: 'Spiral', zh: '螺旋' },
  uses: [...KNOBS, 'groups'],
  make: ({ samples, noise, groups }, r) =>
    drawClasses(samples, groups, (label, i, n) => {
      const along = (i + 0.5) / n;
      const angle = 1.5 * 2 * Math.PI * along + (2 * Math.PI * label) / groups;
      return [
        2 * along * Math.sin(angle) + 0.5 * noise * r.normal(),
        2 * along * Math.cos(angle) + 0.5 * noise * r.normal(),
      ];
    }),
};
