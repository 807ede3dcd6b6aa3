/**
 * Targets held against what their loss is for and what the activation before it can give: what trains,
 * but not to any good. The compiler says what is wanted (`LossInfo.target`), the numbers are here.
 */
import { type Issue, issue } from '../../src/base/issue.ts';
import { rangeText } from '../../src/base/range.ts';
import type { LossInfo, TargetInfo } from '../../src/compile/compilation.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { formatNumber } from '../../src/tensor/format.ts';

interface Found {
  readonly low: number;
  readonly high: number;
  /** The first that is none of a few, not whole, or beyond a range. */
  readonly strange?: number;
  /** The sum along the last axis that is furthest from 1. */
  readonly sum: number;
}

/** Rounding of tables and of standard deviations; what is further off is meant so. */
const SLACK = 1e-4;

/** What was found of the numbers: they are looked at once, however often the network around them changes. */
const seen = new WeakMap<Float64Array, Map<string, Found>>();

function look(numbers: Float64Array, { takes, together }: TargetInfo): Found {
  const known = seen.get(numbers) ?? new Map<string, Found>();
  seen.set(numbers, known);
  const key = JSON.stringify([takes, together]);
  const found = known.get(key) ?? scan(numbers, takes, together);
  known.set(key, found);
  return found;
}

function scan(numbers: Float64Array, takes: TargetInfo['takes'], together: number): Found {
  const { low: least = Number.NEGATIVE_INFINITY, high: most = Number.POSITIVE_INFINITY } = takes;
  const { among, whole, shares } = takes;
  let [low, high, sum, worst] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1];
  let strange: number | undefined;
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i] as number;
    if (x < low) low = x;
    if (x > high) high = x;
    if (
      strange === undefined &&
      (x < least - SLACK ||
        x > most + SLACK ||
        (whole && !Number.isInteger(x)) ||
        (among && !among.includes(x)))
    )
      strange = x;
    if (!shares) continue;
    sum = i % together === 0 ? x : sum + x;
    if ((i + 1) % together === 0 && Math.abs(sum - 1) > Math.abs(worst - 1)) worst = sum;
  }
  return { low, high, sum: worst, ...(strange !== undefined && { strange }) };
}

/** What of the targets does not fit, loss by loss. */
export function targetIssues(
  losses: readonly LossInfo[],
  datasets: ReadonlyMap<string, Dataset>,
  titleOf: (node: string) => string,
): Issue[] {
  return losses.flatMap(({ node, target }) => {
    const dataset = target && datasets.get(target.data);
    // Inputs are targets too, where a network is to give back what it was given.
    const numbers = target?.port === 'x' ? dataset?.features : dataset?.targets;
    if (!target || !dataset || !numbers?.length) return [];
    return issuesOf(target, look(numbers, target), dataset, {
      loss: titleOf(node),
      data: titleOf(target.data),
      node,
      titleOf,
    });
  });
}

function issuesOf(
  { data: id, takes, reach }: TargetInfo,
  { low, high, strange, sum }: Found,
  dataset: Dataset,
  names: {
    readonly loss: string;
    readonly data: string;
    readonly node: string;
    readonly titleOf: (node: string) => string;
  },
): Issue[] {
  const { loss, data, titleOf } = names;
  const about = (args: Issue['args']) =>
    ({
      severity: 'warning',
      args: { loss, data, ...args },
      where: { node: names.node, port: 'target' },
    }) as const;
  const got = strange === undefined ? '' : formatNumber(strange);
  if (takes.whole && strange !== undefined)
    return [
      issue(
        'target.class',
        '{loss} takes the index of a class, a whole number from 0 to {last}; among those of {data} is {got}, and its loss is infinite.',
        about({ last: takes.high ?? 0, got }),
      ),
    ];
  if (takes.among && strange !== undefined) {
    const expected = takes.among.map((x) => formatNumber(x)).join(', ');
    const encoding = takes.among[0] === -1 ? '-1/+1' : '0/1';
    const told = '{loss} is for targets {expected}; among those of {data} is {got}.';
    return [
      dataset.task === 'binary'
        ? issue('target.among', `${told} Set encoding to {encoding}?`, {
            ...about({ expected, got, encoding }),
            fix: { type: 'set-param', node: id, param: 'encoding', value: encoding },
          })
        : issue('target.among', told, about({ expected, got })),
    ];
  }
  const between = { low: formatNumber(low), high: formatNumber(high) };
  if (strange !== undefined)
    return [
      issue(
        'target.range',
        '{loss} is for targets {expected}; those of {data} go from {low} to {high}.',
        about({ expected: rangeText(takes), ...between }),
      ),
    ];
  if (takes.shares && Math.abs(sum - 1) > SLACK)
    return [
      issue(
        'target.shares',
        '{loss} takes the share of each class, and the shares of {data} add up to {sum}, not 1.',
        about({ sum: formatNumber(sum) }),
      ),
    ];
  const { low: least = low, high: most = high } = reach?.range ?? {};
  if (!reach || (low >= least - SLACK && high <= most + SLACK)) return [];
  return [
    issue(
      'target.reach',
      '{title} can only give {range}, and the targets of {data} go from {low} to {high}: {loss} cannot become 0.',
      {
        ...about({
          title: titleOf(reach.node),
          range: rangeText(reach.range),
          ...between,
        }),
        ...(reach.fix && { fix: reach.fix }),
      },
    ),
  ];
}
