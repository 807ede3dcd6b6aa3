/** A verdict in words. */
import { useTranslation } from 'react-i18next';
import type { CheckedNumber, GradientCheck, KinkAt } from '../../../workers/engine/protocol.ts';
import { complete } from '../../base/fields.ts';
import { kindOf, titleOf } from '../../catalog/index.ts';
import { formatIndex, unravel } from '../../charts/grid.ts';
import { formatNumber } from '../../tensor/format.ts';
import { size } from '../../tensor/shape.ts';
import { keptBy } from '../kit/kept.ts';
import { useApp } from '../kit/store.tsx';
import type { Verdict } from './verdict.ts';

/** A relative difference: one digit says it. */
export const formatDifference = (difference: number): string => formatNumber(difference, 2);

/** `[2, 1]`; nothing where there is but one number, or all are moved at once. */
export const placeIn = (check: GradientCheck, { index }: CheckedNumber): string =>
  index === undefined || size(check.shape) === 1 ? '' : formatIndex(unravel(index, check.shape));

export interface CheckWords {
  /** What a tensor is called: by the ends of its wire, or as the weight of its node. */
  readonly name: (check: GradientCheck) => string;
  /** Where a number is: its tensor, and its place there. */
  readonly where: (worst: NonNullable<Verdict['worst']>) => string;
  readonly kinks: (kinks: readonly KinkAt[]) => string;
  readonly compared: (verdict: Verdict) => string;
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
  const name: CheckWords['name'] = ({ edge, weight = '' }) => {
    const wire = edge === undefined ? undefined : edges[edge];
    if (wire) return `${title(wire.source.node)} → ${title(wire.target.node)}`;
    const own = kept.get(weight);
    if (!own) return weight;
    const from = own.edge === undefined ? undefined : edges[own.edge]?.source.node;
    const of = from === undefined ? own.own : `${own.own} ← ${title(from)}`;
    return t('checking.weightOf', { name: of, node: title(own.node) });
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
  const compared: CheckWords['compared'] = (v) => t('checking.compared', { count: v.compared });
  return {
    name,
    kinks,
    compared,
    where: ({ check, number }) => `${name(check)} ${placeIn(check, number)}`.trim(),
    sentence: (of, v) => {
      const { gradient, measured, difference } = v.worst?.number ?? NOTHING;
      const said = {
        of,
        compared: compared(v),
        where: kinks(v.kinksAt),
        difference: formatDifference(difference),
        // So many digits that one sees where they part.
        gradient: formatNumber(gradient, 6),
        measured: formatNumber(measured, 6),
      };
      return t(`checking.${v.outcome}`, said);
    },
    summary: (v, whole) => {
      const said = compared(v);
      const difference = formatDifference(v.worst?.number.difference ?? 0);
      return [
        `${whole ? said : t('checking.comparedPart', { compared: said })}${language === 'zh' ? '。' : '.'}`,
        v.kinks > 0 && t('checking.noSlope', { count: v.kinks, where: kinks(v.kinksAt) }),
        v.worst &&
          t(
            v.outcome === 'disagrees'
              ? 'checking.differs'
              : v.kinks > 0
                ? 'checking.othersAgree'
                : 'checking.allAgree',
            { difference },
          ),
      ]
        .filter(Boolean)
        .join(language === 'zh' ? '' : ' ');
    },
  };
}

const NOTHING = { gradient: Number.NaN, measured: Number.NaN, difference: 0 };
