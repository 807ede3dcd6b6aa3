/**
 * Whether a prediction is what its loss is for: told where the graph says so, else left for whoever has the
 * numbers. Which predictions those are is a facet of the loss; what arrives, of the kinds before it.
 */
import { type Args, type Fix, type Issue, issue } from '../base/issue.ts';
import { type Range, rangeText } from '../base/range.ts';
import type { Reads } from '../catalog/facets.ts';
import { isTrained, kindOf } from '../catalog/index.ts';
import type { PortRef } from '../document/records.ts';
import type { ReadInfo } from './compilation.ts';
import { portText, rangesOf, unbounded } from './ranges.ts';
import type { SoundNode } from './sound-node.ts';

type Verdict =
  | { readonly fits: true }
  /** It gives all numbers between these, and so some that the loss is not for. */
  | { readonly from: SoundNode; readonly range: Range; readonly fix?: Fix }
  | { readonly open: ReadInfo };

function verdictsOf(nodes: readonly SoundNode[]): ReadonlyMap<string, Verdict> {
  const losses = nodes.filter((n) => n.kind.reads);
  const { at, origin } = rangesOf(losses.length ? nodes : []);
  return new Map(
    losses.flatMap((loss): [string, Verdict][] => {
      const { reads } = loss.kind;
      const [wire] = loss.at.prediction ?? [];
      const found = wire && origin(wire.source);
      if (!reads || !found) return [];
      const { node, port } = found;
      const range = at(port);
      const inside = range !== undefined && isWithin(range, reads);
      const direct = portText(port) === portText(wire.source);
      if (reads.logs ? direct && node.kind.name === reads.from : inside)
        return [[loss.id, { fits: true }]];
      if (!inside && fills(node)) {
        const fix = repairOf(loss, node, reads);
        return [[loss.id, { from: node, range: range ?? {}, ...(fix && { fix }) }]];
      }
      const { from: _, instead, ...wanted } = reads;
      const fix: Fix | undefined = instead
        ? { type: 'replace-kind', node: loss.id, kind: instead }
        : undefined;
      return [[loss.id, { open: { ...wanted, ...(fix && { fix }) } }]];
    }),
  );
}

const isWithin = (range: Range, { low, high }: Range): boolean =>
  (low === undefined || (range.low !== undefined && range.low >= low)) &&
  (high === undefined || (range.high !== undefined && range.high <= high));

/** It comes to all numbers of its range, or to any where it has none: curves, and sums with trained weights. */
const fills = ({ kind, params }: SoundNode): boolean =>
  kind.family === 'activations' ||
  kind.activation !== undefined ||
  (kind.affine?.(params)?.weight !== undefined && isTrained(kind, params));

/** Numbers without a bound go to the loss that takes such; a bound of the wrong sort is exchanged. */
function repairOf(loss: SoundNode, node: SoundNode, reads: Reads): Fix | undefined {
  const { from, instead } = reads;
  if (node.kind.affine?.(node.params))
    return instead ? { type: 'replace-kind', node: loss.id, kind: instead } : undefined;
  if (node.kind.family === 'activations')
    return { type: 'replace-kind', node: node.id, kind: from };
  const param = node.kind.activation?.(node.params).param;
  const field = param === undefined ? undefined : node.kind.fields[param];
  return param !== undefined &&
    field?.type === 'choice' &&
    field.options.some((o) => o.value === from)
    ? { type: 'set-param', node: node.id, param, value: from }
    : undefined;
}

/** The nodes whose numbers leave an output, moved at most; each once. */
function giving(byId: ReadonlyMap<string, SoundNode>, { node }: PortRef): SoundNode[] {
  const found = new Set([node]);
  for (const id of found) {
    const { kind, at } = byId.get(id) ?? {};
    if (kind?.moves) for (const e of Object.values(at ?? {}).flat()) found.add(e.source.node);
  }
  return [...found].flatMap((id) => byId.get(id) ?? []).filter((n) => !n.kind.moves);
}

const activationOf = ({ kind, params }: SoundNode): string | undefined =>
  kind.family === 'activations' ? kind.name : kind.activation?.(params).kind;

/** Losses whose activation is applied before them, too: its probabilities are taken for logits. */
function appliedTwice(nodes: readonly SoundNode[]): Issue[] {
  const byId = new Map(nodes.map((n) => [n.id, n]));
  return nodes.flatMap((loss) => {
    const [wire] = loss.at.prediction ?? [];
    const activation = kindOf(loss.kind.applies ?? '');
    if (!wire || !activation) return [];
    return giving(byId, wire.source).flatMap((node) =>
      activationOf(node) !== activation.name
        ? []
        : issue(
            'prediction.twice',
            {
              en: '{loss} applies {activation} itself, and {title} has applied it already: however sure the network is, the loss stays large. Pass the numbers on as they are?',
              zh: '{loss} 自身会应用 {activation}，而 {title} 已经应用过一次：网络再有把握，损失也降不下来。改为原样传递？',
            },
            {
              severity: 'warning',
              args: {
                loss: { node: loss.id },
                activation: activation.title,
                title: { node: node.id },
              },
              where: { node: node.id },
              ...unbounded(node),
            },
          ),
    );
  });
}

/** What the graph says of predictions that their loss is not for. */
export const predictionIssues = (nodes: readonly SoundNode[]): Issue[] => [
  ...appliedTwice(nodes),
  ...beyondRange(nodes),
];

function beyondRange(nodes: readonly SoundNode[]): Issue[] {
  return [...verdictsOf(nodes)].flatMap(([id, verdict]) => {
    if (!('from' in verdict)) return [];
    const { from, range, fix } = verdict;
    const reads = nodes.find((n) => n.id === id)?.kind.reads ?? {};
    const about = <A extends Args>(args: A) =>
      ({
        severity: 'warning',
        args: { loss: { node: id }, title: { node: from.id }, range: rangeText(range), ...args },
        where: { node: id, port: 'prediction' },
        ...(fix && { fix }),
      }) as const;
    return [
      'logs' in reads
        ? issue(
            'prediction.logs',
            {
              en: '{loss} takes the logarithms of probabilities; {title} gives numbers {range}.',
              zh: '{loss} 的预测是概率的对数；{title} 给出的数为 {range}。',
            },
            about({}),
          )
        : issue(
            'prediction.range',
            {
              en: '{loss} takes predictions {expected}; {title} gives numbers {range}.',
              zh: '{loss} 用于 {expected} 的预测；{title} 给出的数为 {range}。',
            },
            about({ expected: rangeText(reads) }),
          ),
    ];
  });
}

/** By loss: what its prediction should be, where only the numbers can tell. */
export const readsOf = (nodes: readonly SoundNode[]): ReadonlyMap<string, ReadInfo> =>
  new Map(
    [...verdictsOf(nodes)].flatMap(([id, v]) => ('open' in v ? [[id, v.open] as const] : [])),
  );
