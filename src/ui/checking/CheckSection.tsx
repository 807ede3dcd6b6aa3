/** In the panel of a node or a wire: what to check of it, and number by number what was found. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { GradientCheck, GradientScope } from '../../../workers/engine/protocol.ts';
import { ravel } from '../../charts/grid.ts';
import { formatNumber } from '../../tensor/format.ts';
import type { Shape } from '../../tensor/shape.ts';
import { keptBy } from '../kit/kept.ts';
import { useWeightName } from '../kit/names.ts';
import { Section } from '../kit/Section.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './checking.module.css';
import { placesOf } from './verdict.ts';
import { formatDifference, placeIn, useCheckWords } from './words.ts';

/** A number of a tensor that was picked in its picture. */
export interface PickedNumber {
  /** A weight by its whole name; none for the wire itself. */
  readonly weight?: string;
  readonly shape: Shape;
  readonly index: readonly number[];
}

const NONE: readonly GradientCheck[] = [];

interface Props {
  readonly of: { readonly node: string } | { readonly edge: string };
  readonly picked?: PickedNumber;
}

export function CheckSection({ of, picked }: Props) {
  const { t } = useTranslation();
  const { checkGradients } = useActions();
  const checked = useApp((s) => s.checked);
  const compiled = useApp((s) => s.compiled);
  const edges = useApp((s) => s.document.edges);
  const idle = useApp((s) => s.status === 'empty' || s.status === 'failed');
  const own = useWeightName('node' in of ? of.node : '');
  const { wires, nodes } = placesOf({ checked, compiled, document: { edges } });
  const checks = ('node' in of ? nodes.get(of.node) : wires.get(of.edge)) ?? NONE;
  const ask = (label: string, scope: GradientScope) => (
    <Button
      key={label}
      size="compact-xs"
      variant="default"
      disabled={idle || checked?.running}
      onClick={() => void checkGradients(scope)}
    >
      {label}
    </Button>
  );
  const kept = keptBy(compiled?.compilation);
  const single = picked && {
    name: `${picked.weight === undefined ? '' : own(picked.weight)} [${picked.index.join(', ')}]`.trim(),
    scope: {
      ...(picked.weight === undefined ? of : { weight: picked.weight }),
      index: ravel(picked.index, picked.shape),
    },
  };
  const weights =
    'node' in of
      ? [...kept.values()].filter((w) => w.node === of.node && w.edge === undefined).slice(0, FEW)
      : [];
  return (
    <Section title={t('checking.title')} closed={checks.length === 0 && !picked}>
      <p className={classes.soft}>{t('checking.why')}</p>
      <div className={classes.asks}>
        {ask(t('node' in of ? 'checking.node' : 'checking.wire'), of)}
        {weights
          .filter((w) => compiled?.compilation.parameters.some((p) => p.name === w.name))
          .map((w) => ask(t('checking.one', { name: own(w.name) }), { weight: w.name }))}
        {single && ask(t('checking.one', { name: single.name }), single.scope)}
      </div>
      {weights.length > 0 && !picked && <p className={classes.soft}>{t('checking.pickHint')}</p>}
      {checks.map((check) => (
        <Numbers key={check.edge ?? check.weight} check={check} />
      ))}
    </Section>
  );
}
/** A cell has more weights than there is room for buttons. */
const FEW = 4;

function Numbers({ check }: { check: GradientCheck }) {
  const { t } = useTranslation();
  const words = useCheckWords();
  const name = words.name(check);
  const place = (number: GradientCheck['worst']) =>
    number.index === undefined ? t('checking.direction') : placeIn(check, number) || '0';
  return (
    <div className={classes.numbers}>
      <p>{name}</p>
      {check.kinksAt.length > 0 && (
        <p className={classes.soft}>
          {t('checking.noSlope', { count: check.kinks, where: words.kinks(check.kinksAt) })}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
      <div className={classes.scroll} tabIndex={0}>
        <table aria-label={t('checking.table', { name })}>
          <thead>
            <tr>
              <th scope="col">{t('checking.index')}</th>
              <th scope="col">{t('checking.gradient')}</th>
              <th scope="col">{t('checking.measured')}</th>
              <th scope="col">{t('checking.difference')}</th>
            </tr>
          </thead>
          <tbody>
            {check.numbers.map((n) => (
              <tr key={n.index ?? 'direction'} data-outcome={n.outcome}>
                <th scope="row">{place(n)}</th>
                <td>{formatNumber(n.gradient, 6)}</td>
                <td>{formatNumber(n.measured, 6)}</td>
                <td>
                  {n.outcome === 'kink' ? t('checking.atKink') : formatDifference(n.difference)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
