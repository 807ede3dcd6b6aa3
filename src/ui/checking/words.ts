/** A verdict in words. */
import { useTranslation } from 'react-i18next';
import type { CheckedNumber, GradientCheck, KinkAt } from '../../../workers/engine/protocol.ts';
import { complete } from '../../base/fields.ts';
import { kindOf, titleOf } from '../../catalog/index.ts';
import { formatIndex, unravel } from '../../charts/grid.ts';
import { formatNumber } from '../../tensor/format.ts';
import { size } from '../../tensor/shape.ts';
import { keptBy } from '../kit/kept.ts';
import { portsOf } from '../kit/ports.ts';
import { useApp } from '../kit/store.tsx';
import type { Verdict } from './verdict.ts';

/** A relative difference: one digit says it. */
export const formatDifference = (difference: number): string => formatNumber(difference, 2);

/** `[2, 1]`; nothing where there is but one number, or all are moved at once. */
export const placeIn = (check: GradientCheck, { index }: CheckedNumber): string =>
  index === undefined || size(check.shape) === 1 ? '' : formatIndex(unravel(index, check.shape));

interface CheckWords {
  /** What a tensor is called: by the ends of its wire, or as the weight of its node. */
  readonly name: (check: GradientCheck) => string;
  /** Where a number is: its tensor, and its place there. */
  readonly where: (worst: NonNullable<Verdict['worst']>) => string;
  readonly kinks: (kinks: readonly KinkAt[]) => string;
  /** One sentence for a badge. */
  readonly sentence: (of: string, verdict: Verdict) => string;
  /** Some sentences for a summary. */
  readonly summary: (verdict: Verdict, whole: boolean) => string;
}

export function useCheckWords(): CheckWords {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const nodes = useApp((s) => s.document.nodes);
  const edges = useApp((s) => s.document.edges);
  const kept = keptBy(useApp((s) => s.compiled?.compilation));

  const title = (id: string): string => {
    const node = nodes[id];
    return node ? titleOf(node, language) : id;
  };
  const wireOf = (edge: string): string => {
    const ends = edges[edge];
    if (!ends) return edge;
    const { source, target } = ends;
    const from = nodes[source.node];
    const port = from && portsOf(from).outputs.length > 1 ? ` ${source.port}` : '';
    return `${title(source.node)}${port} → ${title(target.node)}`;
  };
  const name: CheckWords['name'] = ({ edge, weight = '' }) => {
    if (edge !== undefined) return wireOf(edge);
    const own = kept.get(weight);
    if (!own) return weight;
    return own.edge === undefined
      ? t('checking.weightOf', { name: own.own, node: title(own.node) })
      : t('checking.weightOn', { wire: wireOf(own.edge) });
  };
  const kink = ({ node: id, of, at }: KinkAt): string => {
    const node = nodes[id];
    const kind = node && kindOf(node.kind);
    const named = { node: title(id), at: at === undefined ? '' : formatNumber(at) };
    if (of !== 'corner') return t(`checking.${of}`, named);
    if (at === undefined) return t('checking.corner', named);
    const inside = kind?.activation?.(complete(kind.fields, node?.params ?? {})).kind;
    const activation = kind?.family === 'activations' ? kind : kindOf(inside ?? '');
    return activation
      ? t('checking.activationAt', { ...named, activation: activation.title[language] })
      : t('checking.cornerAt', named);
  };
  const kinks: CheckWords['kinks'] = (all) => all.map(kink).join(t('checking.comma'));
  const compared = (v: Verdict) => t('checking.compared', { count: v.compared });
  const summary: CheckWords['summary'] = (v, whole) => {
    const said = compared(v);
    const difference = formatDifference(v.worst?.number.difference ?? 0);
    const others = v.kinks > 0 ? 'checking.othersAgree' : 'checking.allAgree';
    return [
      t('checking.full', { said: whole ? said : t('checking.comparedPart', { compared: said }) }),
      ...(v.kinks > 0 ? [t('checking.noSlope', { count: v.kinks, where: kinks(v.kinksAt) })] : []),
      ...(v.worst
        ? [t(v.outcome === 'disagrees' ? 'checking.differs' : others, { difference })]
        : []),
    ].join(t('checking.space'));
  };
  return {
    name,
    kinks,
    summary,
    where: ({ check, number }) => `${name(check)} ${placeIn(check, number)}`.trim(),
    sentence: (of, v) => {
      const { gradient, measured, difference } = v.worst?.number ?? NOTHING;
      return t(`checking.${v.outcome}`, {
        of,
        compared: compared(v),
        summary: summary(v, true),
        difference: formatDifference(difference),
        // So many digits that one sees where they part.
        gradient: formatNumber(gradient, 6),
        measured: formatNumber(measured, 6),
      });
    },
  };
}

const NOTHING = { gradient: Number.NaN, measured: Number.NaN, difference: 0 };
