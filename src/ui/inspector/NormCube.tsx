/**
 * What a norm averages together, shaded on a block of N×C×(H·W) cells (after Wu and He 2018, figure
 * 2): one set of numbers that share a mean and a variance. Which they are the kind says, by the same
 * function that it computes with; the drawing knows no norm.
 */
import { useTranslation } from 'react-i18next';
import { complete } from '../../base/fields.ts';
import type { Averaged } from '../../catalog/facets.ts';
import type { Kind } from '../../catalog/kind.ts';
import { blockOf } from '../../charts/block.ts';
import { formatCount } from '../../tensor/format.ts';
import { type Shape, size } from '../../tensor/shape.ts';
import { Section } from '../kit/Section.tsx';
import { useApp } from '../kit/store.tsx';
import classes from './inspector.module.css';

/** More cells would be a grey block; so many stand for all. */
const DRAWN = { N: 4, C: 6, one: 4, of: [2, 3] } as const;

export function NormCube({ id, kind }: { id: string; kind: Kind }) {
  const params = useApp((s) => s.document.nodes[id]?.params);
  const shape = useApp((s) => s.compiled?.compilation.shapes[`${id}.out`]);
  const batch = useApp((s) => s.compiled?.compilation.batch ?? 1);
  const averaged =
    params && shape?.length ? kind.averaged?.(complete(kind.fields, params), shape) : undefined;
  return averaged && shape ? <Averages averaged={averaged} shape={[batch, ...shape]} /> : null;
}

/** @param shape the batch first */
function Averages({ averaged, shape }: { averaged: Averaged; shape: Shape }) {
  const { t } = useTranslation();
  const said = useSentence(averaged, shape);
  const { axes, groups, letters } = averaged;
  const extents = drawn(shape, groups);
  // One set: of the first sample, the last channels, the first row and column, where they are apart.
  const perGroup = groups === undefined ? 1 : extents[1]! / Math.min(groups, 3);
  const last = extents[1]! - 1;
  const block = blockOf(extents, (at) =>
    at.every((x, axis) => {
      if (axis === 1 && groups !== undefined)
        return Math.floor(x / perGroup) === Math.floor(last / perGroup);
      return axes.includes(axis) || x === (axis === 1 ? last : 0);
    }),
  );
  const letter = (from: number, to?: number) => letters.slice(from, to).join('·');
  const held = (from: number, to = letters.length) =>
    letters.slice(from, to).every((_, i) => axes.includes(from + i)) || undefined;
  return (
    <Section title={t('norm.averaged')}>
      <svg
        className={classes.block}
        viewBox={`-30 -2 ${block.width + 48} ${block.height + 22}`}
        width={block.width + 48}
        role="img"
        aria-label={said}
      >
        {block.cells.map(({ face, points, marked }) => (
          <polygon
            key={`${face} ${points}`}
            points={points}
            data-face={face}
            data-marked={marked || undefined}
          />
        ))}
        <text x={block.back[0]} y={block.back[1]} data-held={held(0, 1)}>
          {letters[0]}
        </text>
        <text x={block.right[0]} y={block.right[1]} textAnchor="middle" data-held={held(1, 2)}>
          {letters[1]}
        </text>
        {letters.length > 2 && (
          <text
            x={block.down[0]}
            y={block.down[1]}
            dy="0.35em"
            textAnchor="end"
            data-held={held(2)}
          >
            {letter(2)}
          </text>
        )}
      </svg>
      <p className={classes.text}>{said}</p>
    </Section>
  );
}

/** As many cells along each axis as stand for all of it; groups stay whole. */
function drawn(shape: Shape, groups: number | undefined): number[] {
  const [batch = 1, channels = 1, ...rest] = shape;
  const shown = Math.min(groups ?? 1, 3);
  const across =
    groups === undefined
      ? Math.min(DRAWN.C, channels)
      : shown * Math.min(channels / groups, DRAWN.C / shown);
  return [
    Math.min(DRAWN.N, batch),
    across,
    ...rest.map((d, i) => Math.min(d, rest.length === 1 ? DRAWN.one : (DRAWN.of[i] ?? 1))),
  ];
}

/** Which axes are averaged, what has a mean of its own, and how many numbers stand behind each. */
function useSentence({ axes, groups, letters }: Averaged, shape: Shape): string {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const list = new Intl.ListFormat(language === 'en' ? 'en-GB' : language, { type: 'conjunction' });
  // Without places to be found at, channels are the plain numbers of a sample.
  const word = (axis: number) =>
    letters[axis] === 'C' && (letters.length === 2 || letters[1] === 'T') ? 'F' : letters[axis];
  const together = axes.map((axis) =>
    axis === 1 && groups !== undefined
      ? t('norm.inGroup')
      : t('norm.axis', { letter: letters[axis], what: t(`norm.many.${word(axis)}`) }),
  );
  const apart = letters.flatMap((_, axis) => {
    if (axis === 1 && groups !== undefined) return [t('norm.one.group')];
    return axes.includes(axis) ? [] : [t(`norm.one.${word(axis)}`)];
  });
  const count = size(shape.filter((_, axis) => !axes.includes(axis))) * (groups ?? 1);
  return t('norm.said', {
    axes: list.format(together),
    each: apart.reduce((outer, inner) => t('norm.nest', { inner, outer })),
    count: formatCount(count),
    numbers: formatCount(size(shape) / count),
  });
}
