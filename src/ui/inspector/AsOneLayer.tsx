/**
 * Linear layers in a row, multiplied out: the one layer that they are, from the weights of this
 * moment. Shown at the last of them.
 */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TensorView as View } from '../../../workers/engine/protocol.ts';
import { kindOf, titleOf } from '../../catalog/index.ts';
import { linearOf, multiplyOut, weighedBy, weightsOf } from '../../catalog/linear.ts';
import { size } from '../../tensor/shape.ts';
import { stats } from '../../tensor/statistics.ts';
import { Section } from '../kit/Section.tsx';
import { useApp } from '../kit/store.tsx';
import { useReading } from '../tensor/reading.ts';
import { TensorView } from '../tensor/TensorView.tsx';
import { Tex } from '../tex/Tex.tsx';
import classes from './inspector.module.css';

/** More weights than this are not multiplied on the page. */
const MOST = 65_536;

const FORMULA = String.raw`(\val{x}\,\wt{W_1}^\top + \wt{b_1})\,\wt{W_2}^\top + \wt{b_2} = \val{x}\,\wt{W}^\top + \wt{b}`;

const viewOf = (shape: readonly number[], data: Float64Array): View => ({
  shape,
  data: Float32Array.from(data),
  first: 0,
  stats: stats(data, 0, data.length),
});

export function AsOneLayer({ id }: { id: string }) {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const nodes = useApp((s) => s.document.nodes);
  const edges = useApp((s) => s.document.edges);
  const compilation = useApp((s) => s.compiled?.compilation);
  const linear = useMemo(
    () => linearOf({ nodes, edges }, kindOf, { node: id, port: 'out' }),
    [nodes, edges, id],
  );
  const own = useMemo(() => new Set(weightsOf(linear)), [linear]);
  const others = weighedBy(linear).filter((node) => node !== id);
  const sizes = (compilation?.parameters ?? []).reduce((n, p) => n + size(p.shape), 0);
  const shown = others.length > 0 && own.size > 0 && sizes <= MOST;
  const weights = useReading({
    of: ['one-layer', id, ...own],
    hertz: 3,
    enabled: shown,
    read: (engine) => engine.readWeights(),
  });
  const layer = useMemo(
    () =>
      shown && weights
        ? multiplyOut(linear, weights, (leaf) => compilation?.shapes[leaf]?.at(-1) ?? 1)
        : undefined,
    [shown, weights, linear, compilation],
  );
  if (!layer) return null;
  const title = (node: string) => {
    const record = nodes[node];
    return record ? titleOf(record, language) : node;
  };
  const several = layer.of.size > 1;
  return (
    <Section title={t('inspector.oneLayer')}>
      <p className={classes.text}>
        {t('inspector.oneLayerWith', {
          nodes: others.reverse().map(title).join(t('inspector.comma')),
        })}
      </p>
      <Tex block source={FORMULA} />
      {[...layer.of].map(([leaf, { rows, columns, data }]) => (
        <TensorView
          key={leaf}
          title={several ? `W · ${leaf}` : 'W'}
          name={several ? `W ${leaf}` : 'W'}
          hue="weight"
          tensor={viewOf([rows, columns], data)}
        />
      ))}
      <TensorView
        title="b"
        name="b"
        hue="weight"
        tensor={viewOf([layer.bias.length], layer.bias)}
      />
    </Section>
  );
}
