/**
 * Everything that can be placed or chosen, as lists that one can read; the order is the palette's.
 * Adding a thing is its file and one line here.
 */
import {
  checkParams,
  complete,
  defaults,
  type Fields,
  type Params,
  type Thing,
} from '../base/fields.ts';
import { idNumber } from '../base/ids.ts';
import { hasErrors, type Issue, issue } from '../base/issue.ts';
import type { KindFace, Vocabulary } from '../document/vocabulary.ts';
import { elu } from './activations/elu.ts';
import { gelu } from './activations/gelu.ts';
import { leakyRelu } from './activations/leaky-relu.ts';
import { linear } from './activations/linear.ts';
import { logSoftmax } from './activations/log-softmax.ts';
import { relu } from './activations/relu.ts';
import { sigmoid } from './activations/sigmoid.ts';
import { silu } from './activations/silu.ts';
import { softmax } from './activations/softmax.ts';
import { softplus } from './activations/softplus.ts';
import { step } from './activations/step.ts';
import { tanh } from './activations/tanh.ts';
import { attention } from './attention/attention.ts';
import { embedding } from './attention/embedding.ts';
import { multiHeadAttention } from './attention/multi-head-attention.ts';
import { positionalEncoding } from './attention/positional-encoding.ts';
import { clipNone } from './clips/none.ts';
import { clipNorm } from './clips/norm.ts';
import { clipValue } from './clips/value.ts';
import { constantInitialiser } from './initialisers/constant.ts';
import { gaussian } from './initialisers/gaussian.ts';
import { identity } from './initialisers/identity.ts';
import { kaiming } from './initialisers/kaiming.ts';
import { orthogonal } from './initialisers/orthogonal.ts';
import { truncatedNormal } from './initialisers/truncated-normal.ts';
import { uniform } from './initialisers/uniform.ts';
import { xavier } from './initialisers/xavier.ts';
import { zeros } from './initialisers/zeros.ts';
import type { Clip, Initialiser, Kind, Language, Optimiser, Schedule, Stop } from './kind.ts';
import { avgPool1d } from './layers/avg-pool1d.ts';
import { avgPool2d } from './layers/avg-pool2d.ts';
import { convTranspose2d } from './layers/conv-transpose2d.ts';
import { conv1d } from './layers/conv1d.ts';
import { conv2d } from './layers/conv2d.ts';
import { dense } from './layers/dense.ts';
import { dropout } from './layers/dropout.ts';
import { globalAvgPool } from './layers/global-avg-pool.ts';
import { globalMaxPool } from './layers/global-max-pool.ts';
import { maxPool1d } from './layers/max-pool1d.ts';
import { maxPool2d } from './layers/max-pool2d.ts';
import { bce } from './losses/bce.ts';
import { bceWithLogits } from './losses/bce-with-logits.ts';
import { crossEntropy } from './losses/cross-entropy.ts';
import { hinge } from './losses/hinge.ts';
import { huber } from './losses/huber.ts';
import { klDiv } from './losses/kl-div.ts';
import { mae } from './losses/mae.ts';
import { mse } from './losses/mse.ts';
import { nll } from './losses/nll.ts';
import { perceptronLoss } from './losses/perceptron-loss.ts';
import { entropy } from './measures/entropy.ts';
import { selfInformation } from './measures/self-information.ts';
import { neuron } from './neurons/neuron.ts';
import { batchNorm } from './norms/batch-norm.ts';
import { groupNorm } from './norms/group-norm.ts';
import { instanceNorm } from './norms/instance-norm.ts';
import { layerNorm } from './norms/layer-norm.ts';
import { adagrad } from './optimisers/adagrad.ts';
import { adam } from './optimisers/adam.ts';
import { adamW } from './optimisers/adam-w.ts';
import { rmsprop } from './optimisers/rmsprop.ts';
import { sgd } from './optimisers/sgd.ts';
import { gru } from './recurrent/gru.ts';
import { lstm } from './recurrent/lstm.ts';
import { rnn } from './recurrent/rnn.ts';
import { constantSchedule } from './schedules/constant.ts';
import { cosine } from './schedules/cosine.ts';
import { exponential } from './schedules/exponential.ts';
import { plateau } from './schedules/plateau.ts';
import { stepSchedule } from './schedules/step.ts';
import { warmUp } from './schedules/warm-up.ts';
import { add } from './shaping/add.ts';
import { concat } from './shaping/concat.ts';
import { flatten } from './shaping/flatten.ts';
import { multiply } from './shaping/multiply.ts';
import { permute } from './shaping/permute.ts';
import { reshape } from './shaping/reshape.ts';
import { slice } from './shaping/slice.ts';
import { constant } from './sources/constant.ts';
import { data } from './sources/data.ts';
import { stopEarly } from './stops/early.ts';
import { stopNone } from './stops/none.ts';

export { labelIn } from './labels.ts';

export const KINDS: readonly Kind[] = [
  data,
  constant,
  neuron,
  dense,
  conv1d,
  conv2d,
  convTranspose2d,
  maxPool1d,
  maxPool2d,
  avgPool1d,
  avgPool2d,
  globalMaxPool,
  globalAvgPool,
  rnn,
  gru,
  lstm,
  embedding,
  positionalEncoding,
  attention,
  multiHeadAttention,
  dropout,
  batchNorm,
  layerNorm,
  instanceNorm,
  groupNorm,
  step,
  linear,
  sigmoid,
  tanh,
  relu,
  leakyRelu,
  elu,
  gelu,
  silu,
  softplus,
  softmax,
  logSoftmax,
  add,
  multiply,
  concat,
  reshape,
  flatten,
  permute,
  slice,
  mse,
  mae,
  huber,
  bceWithLogits,
  bce,
  crossEntropy,
  nll,
  klDiv,
  hinge,
  perceptronLoss,
  entropy,
  selfInformation,
];
export const OPTIMISERS: readonly Optimiser[] = [sgd, adam, adamW, adagrad, rmsprop];
export const INITIALISERS: readonly Initialiser[] = [
  zeros,
  constantInitialiser,
  uniform,
  gaussian,
  truncatedNormal,
  xavier,
  kaiming,
  orthogonal,
  identity,
];

export const SCHEDULES: readonly Schedule[] = [
  constantSchedule,
  stepSchedule,
  exponential,
  cosine,
  warmUp,
  plateau,
];
export const CLIPS: readonly Clip[] = [clipNone, clipNorm, clipValue];
export const STOPS: readonly Stop[] = [stopNone, stopEarly];

/** What a field of type `thing` may hold. */
export const THINGS = {
  initialisers: INITIALISERS,
  optimisers: OPTIMISERS,
  schedules: SCHEDULES,
  clips: CLIPS,
  stops: STOPS,
} as const;

const lookup = <T extends { readonly name: string }>(things: readonly T[]) => {
  const byName = new Map(things.map((t) => [t.name, t]));
  return (name: string): T | undefined => byName.get(name);
};
export const kindOf = lookup(KINDS);
export const optimiserOf = lookup(OPTIMISERS);
export const initialiserOf = lookup(INITIALISERS);
export const scheduleOf = lookup(SCHEDULES);
export const clipOf = lookup(CLIPS);
export const stopOf = lookup(STOPS);

/** What is wrong with parameters, inside nested things too; `param` names the outer parameter. */
export function checkFields(
  fields: Fields,
  params: Readonly<Record<string, unknown>>,
): readonly Issue[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    if (!(name in params)) return [];
    const own = checkParams({ [name]: field }, params);
    if (field.type !== 'thing' || own.length > 0) return own;
    return checkThing(field.family, params[name] as { kind: string; params: Params }, name);
  });
}

function checkThing(
  family: keyof typeof THINGS,
  { kind, params }: { readonly kind: string; readonly params: Params },
  param: string,
): readonly Issue[] {
  const things: readonly { readonly name: string; readonly fields: Fields }[] = THINGS[family];
  const thing = things.find((t) => t.name === kind);
  if (!thing)
    return [
      issue('param.thing', 'There is no “{kind}” here; expected one of {expected}.', {
        args: { kind: kind.slice(0, 60), expected: things.map((t) => t.name).join(', ') },
        where: { param },
      }),
    ];
  return checkFields(thing.fields, params).map((i) => ({ ...i, where: { ...i.where, param } }));
}

/** What is wrong with a thing of the run settings. */
export const checkRunThing = (
  thing: Thing,
  family: 'optimisers' | 'schedules' | 'clips' | 'stops',
  param: string,
): readonly Issue[] => checkThing(family, thing, param);

const faceOf = (kind: Kind): KindFace => ({
  name: kind.name,
  title: kind.title.en,
  // Ports must be told for parameters that are wrong, too: those fall back to what a kind starts with.
  ports: (params) => kind.ports(sound(kind.fields, params) as never),
  defaults: defaults(kind.fields),
  check: (params) => {
    const issues = checkFields(kind.fields, params);
    if (hasErrors(issues) || !kind.check) return issues;
    return [...issues, ...kind.check(complete(kind.fields, params as Params) as never)];
  },
});

/** Parameters over the defaults, without those that are out of range. */
function sound(fields: Fields, params: Params): Params {
  const good = Object.entries(params).filter(
    ([name]) => fields[name] && checkFields({ [name]: fields[name] }, params).length === 0,
  );
  return complete(fields, Object.fromEntries(good));
}

const FACES = new Map(KINDS.map((k) => [k.name, faceOf(k)]));

/** The catalogue as the document room sees it. */
export const vocabulary: Vocabulary = (kind) => FACES.get(kind);

/** What a person calls a node: its own title, or "Dense 2" after its kind and number. */
export function titleOf(
  node: { readonly id: string; readonly kind: string; readonly title?: string },
  language: Language = 'en',
): string {
  if (node.title) return node.title;
  const kind = kindOf(node.kind);
  const n = idNumber(node.id);
  return `${kind ? kind.title[language] : node.kind}${n === undefined ? '' : ` ${n}`}`;
}
