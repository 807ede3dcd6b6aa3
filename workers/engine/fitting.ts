/**
 * Targets held against what their loss is for and what the activation before it can give: what trains,
 * but not to any good. The compiler says what is wanted (`LossInfo.target`), the numbers are here.
 */
import { type Args, type Fix, type Issue, issue } from '../../src/base/issue.ts';
import { rangeText } from '../../src/base/range.ts';
import type { Words } from '../../src/base/words.ts';
import type { LossInfo, TargetInfo } from '../../src/compile/compilation.ts';
import { type Encoding, encodedAs } from '../../src/data/choice.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { TensorRef } from '../../src/plan/plan.ts';
import { formatNumber } from '../../src/tensor/format.ts';
import { size } from '../../src/tensor/shape.ts';
import type { Floats } from '../backends/backend.ts';
import type { Executor } from './executor.ts';

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

/** @param width numbers of a row */
function look(
  numbers: Float64Array,
  { takes, together, places }: TargetInfo,
  width: number,
): Found {
  const known = seen.get(numbers) ?? new Map<string, Found>();
  seen.set(numbers, known);
  const key = JSON.stringify([takes, together, places]);
  const found =
    known.get(key) ?? scan(places ? picked(numbers, places, width) : numbers, takes, together);
  known.set(key, found);
  return found;
}

/** Row by row what stands at these places. */
function picked(numbers: Float64Array, places: readonly number[], width: number): Float64Array {
  const each = places.length;
  const out = new Float64Array((numbers.length / width) * each);
  for (let i = 0; i < out.length; i++)
    out[i] = numbers[Math.floor(i / each) * width + places[i % each]!]!;
  return out;
}

function scan(numbers: Float64Array, takes: TargetInfo['takes'], together: number): Found {
  const { low: least = Number.NEGATIVE_INFINITY, high: most = Number.POSITIVE_INFINITY } = takes;
  const { among, whole, shares } = takes;
  let [low, high, sum, worst] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1];
  let strange: number | undefined;
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i]!;
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
): Issue[] {
  return losses.flatMap(({ node, target }) => {
    const dataset = target && datasets.get(target.data);
    const numbers = target?.inputs ? dataset?.features : dataset?.targets;
    if (!target || !dataset || !numbers?.length) return [];
    return issuesOf(node, target, look(numbers, target, numbers.length / dataset.rows), dataset);
  });
}

/** The encoding of two classes that a loss is for, where it is for one; inputs have none. */
function encodingFor({ inputs, takes }: TargetInfo, { task }: Dataset): Encoding | undefined {
  if (inputs || task !== 'binary') return undefined;
  const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY, among } = takes;
  const fits = (x: number) => (among ? among.includes(x) : x >= low && x <= high);
  return ENCODINGS.find(({ values }) => values.every(fits))?.encoding;
}
const ENCODINGS = [
  { encoding: '0/1', values: [0, 1] },
  { encoding: '-1/+1', values: [-1, 1] },
] as const;

function issuesOf(
  loss: string,
  target: TargetInfo,
  { low, high, strange, sum }: Found,
  dataset: Dataset,
): Issue[] {
  const { data, takes, reach } = target;
  const encoding = strange === undefined ? undefined : encodingFor(target, dataset);
  const offer: Words | '' = encoding
    ? { en: ` Set encoding to ${encoding}?`, zh: `把编码设为 ${encoding}？` }
    : '';
  const fix: Fix | undefined = encoding && {
    type: 'set-param',
    node: data,
    ...encodedAs(encoding),
  };
  const about = <A extends Args>(args: A) =>
    ({
      severity: 'warning',
      args: { loss: { node: loss }, data: { node: data }, offer, ...args },
      where: { node: loss, port: 'target' },
      ...(fix && { fix }),
    }) as const;
  const got = strange === undefined ? '' : formatNumber(strange);
  const between = { low: formatNumber(low), high: formatNumber(high) };
  if (takes.whole && strange !== undefined)
    return [
      issue(
        'target.class',
        {
          en: '{loss} takes the index of a class, a whole number from 0 to {last}; among those of {data} is {got}, and its loss is infinite.{offer}',
          zh: '{loss} 的目标是类别编号，即 0 到 {last} 的整数；{data} 的目标中有 {got}，损失因此为无穷大。{offer}',
        },
        about({ last: takes.high ?? 0, got }),
      ),
    ];
  if (takes.among && strange !== undefined)
    return [
      issue(
        'target.among',
        {
          en: '{loss} is for targets {expected}; among those of {data} is {got}.{offer}',
          zh: '{loss} 用于取值为 {expected} 的目标；{data} 的目标中有 {got}。{offer}',
        },
        about({ expected: takes.among.map((x) => formatNumber(x)).join(', '), got }),
      ),
    ];
  if (strange !== undefined)
    return [
      issue(
        'target.range',
        {
          en: '{loss} is for targets {expected}; those of {data} go from {low} to {high}.{offer}',
          zh: '{loss} 用于 {expected} 的目标；{data} 的目标从 {low} 到 {high}。{offer}',
        },
        about({ expected: rangeText(takes), ...between }),
      ),
    ];
  if (takes.shares && Math.abs(sum - 1) > SLACK)
    return [
      issue(
        'target.shares',
        {
          en: '{loss} takes the share of each class, and the shares of {data} add up to {sum}, not 1.',
          zh: '{loss} 的目标是各类别所占的份额，而 {data} 的份额合计为 {sum}，不是 1。',
        },
        about({ sum: formatNumber(sum) }),
      ),
    ];
  const { low: least = low, high: most = high } = reach?.range ?? {};
  if (!reach || (low >= least - SLACK && high <= most + SLACK)) return [];
  return [
    issue(
      'target.reach',
      {
        en: '{title} can only give {range}, and the targets of {data} go from {low} to {high}: {loss} cannot become 0.',
        zh: '{title} 只能给出 {range}，而 {data} 的目标从 {low} 到 {high}：{loss} 不可能降为 0。',
      },
      {
        ...about({
          title: { node: reach.node },
          range: rangeText(reach.range),
          ...between,
        }),
        ...(reach.fix && { fix: reach.fix }),
      },
    ),
  ];
}

/** A prediction of which some numbers are none that its loss is for, at the weights of now. */
export interface Unread {
  readonly loss: LossInfo;
  readonly low: number;
  readonly high: number;
  /** Of shares: the sum that is furthest from 1. */
  readonly sum: number;
}

/** Shares that single precision adds up. */
const ROUNDED = 1e-3;

/**
 * Losses whose prediction is not what they are for, by the first rows of the training part: the graph could
 * not tell. To be asked of an executor on which nothing is under way.
 */
export async function unreadOn(
  executor: Executor,
  losses: readonly LossInfo[],
): Promise<readonly Unread[]> {
  const routine = executor.plan.routines.predict;
  const asked = losses.filter((l) => l.reads && routine?.results.predictions[l.node]);
  const rows = Math.min(routine?.batch ?? 0, executor.dataLoader.rows('training'));
  if (!asked.length || !routine || !rows) return [];
  let read: (ref: TensorRef) => Floats;
  try {
    executor.dataLoader.rowsOf('predict', 'training', 0);
    executor.submit('predict', executor.step);
    read = await executor.readTensors(asked.map((l) => routine.results.predictions[l.node]!));
  } catch {
    // A backend that fails is met by whoever trains, who can mend it.
    return [];
  }
  return asked.flatMap((loss) => {
    const { reads } = loss;
    const ref = routine.results.predictions[loss.node];
    if (!reads || !ref) return [];
    const each = size(ref.shape) / routine.batch;
    const data = read(ref).subarray(0, rows * each);
    const together = ref.shape.at(-1) ?? 1;
    let [low, high, sum, worst] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1];
    for (const [i, shown] of data.entries()) {
      const x = reads.logs ? Math.log(shown) : shown;
      if (x < low) low = x;
      if (x > high) high = x;
      sum = i % together === 0 ? shown : sum + shown;
      if ((i + 1) % together === 0 && Math.abs(sum - 1) > Math.abs(worst - 1)) worst = sum;
    }
    const beyond = low < (reads.low ?? low) - SLACK || high > (reads.high ?? high) + SLACK;
    const apart = reads.logs && Math.abs(worst - 1) > ROUNDED;
    return beyond || apart ? [{ loss, low, high, sum: worst }] : [];
  });
}

/** The same for a person. */
export function unreadIssues(unread: readonly Unread[]): readonly Issue[] {
  return unread.map(({ loss: { node, reads }, low, high, sum }) => {
    const about = <A extends Args>(args: A) =>
      ({
        severity: 'warning',
        args: { loss: { node }, ...args },
        where: { node, port: 'prediction' },
        ...(reads?.fix && { fix: reads.fix }),
      }) as const;
    return reads?.logs
      ? issue(
          'prediction.sums',
          {
            en: '{loss} takes the logarithms of probabilities; with the weights of now the probabilities of a sample add up to {sum}, not 1.',
            zh: '{loss} 的预测是概率的对数；以当前的权重，一个样本的概率合计为 {sum}，不是 1。',
          },
          about({ sum: formatNumber(sum) }),
        )
      : issue(
          'prediction.found',
          {
            en: '{loss} takes predictions {expected}; with the weights of now they go from {low} to {high}.',
            zh: '{loss} 用于 {expected} 的预测；以当前的权重，预测从 {low} 到 {high}。',
          },
          about({
            expected: rangeText(reads ?? {}),
            low: formatNumber(low),
            high: formatNumber(high),
          }),
        );
  });
}
