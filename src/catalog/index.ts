/**
 * Everything that can be placed, as a list that one can read (what is chosen: things.ts); the order is
 * the palette's.
 * Adding a thing is its file and one line here.
 */
import { complete, defaults, type Fields, type Hyperparameters } from '../base/fields.ts';
import { idNumber } from '../base/ids.ts';
import { hasErrors, type NameOf } from '../base/issue.ts';
import type { KindSignature, Signature, Vocabulary } from '../document/vocabulary.ts';
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
import { checkFields, RUN_FIELDS } from './hyperparameters.ts';
import type { Kind, Language } from './kind.ts';
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
import { LEARNING_RATE } from './optimisers/fields.ts';
import { gru } from './recurrent/gru.ts';
import { lstm } from './recurrent/lstm.ts';
import { rnn } from './recurrent/rnn.ts';
import { add } from './shaping/add.ts';
import { concat } from './shaping/concat.ts';
import { flatten } from './shaping/flatten.ts';
import { multiply } from './shaping/multiply.ts';
import { permute } from './shaping/permute.ts';
import { reshape } from './shaping/reshape.ts';
import { slice } from './shaping/slice.ts';
import { constant } from './sources/constant.ts';
import { data } from './sources/data.ts';
import { lookup, thingOf } from './things.ts';

export { checkFields, checkHyperparameters, checkRun, RUN_FIELDS } from './hyperparameters.ts';
export {
  CLIPS,
  clipOf,
  INITIALISERS,
  initialiserOf,
  OPTIMISERS,
  optimiserOf,
  SCHEDULES,
  STOPS,
  scheduleOf,
  stopOf,
  THINGS,
} from './things.ts';
export { isFrozen, isTrained } from './trained.ts';
export { LEARNING_RATE };

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
export const kindOf = lookup(KINDS);

/** The kind that a table of one's own goes to. */
export const DATASET_KIND = data.name;
/** Whether such a node gives batches of a data set. */
export const holdsDataset = ({ kind }: { readonly kind: string }): boolean =>
  kindOf(kind)?.batches !== undefined;

const signatureOf = (fields: Fields): Signature => ({
  defaults: defaults(fields),
  thing: (param, name) => {
    const field = Object.hasOwn(fields, param) ? fields[param] : undefined;
    const thing = field?.type === 'thing' ? thingOf(field.family, name) : undefined;
    return thing && signatureOf(thing.fields);
  },
});

const kindSignature = (kind: Kind): KindSignature => ({
  ...signatureOf(kind.fields),
  name: kind.name,
  title: kind.title.en,
  // Ports must be known for hyperparameters out of range, too: those fall back to their defaults.
  ports: (params) => kind.ports(sound(kind.fields, params)),
  check: (params) => {
    const issues = checkFields(kind.fields, params);
    if (hasErrors(issues) || !kind.check) return issues;
    return [...issues, ...kind.check(complete(kind.fields, params as Hyperparameters))];
  },
});

/** Hyperparameters over the defaults, without those that are out of range. */
function sound(fields: Fields, params: Hyperparameters): Hyperparameters {
  const good = Object.entries(params).filter(
    ([name]) =>
      Object.hasOwn(fields, name) && !hasErrors(checkFields({ [name]: fields[name]! }, params)),
  );
  return complete(fields, Object.fromEntries(good));
}

const SIGNATURES = new Map(KINDS.map((k) => [k.name, kindSignature(k)]));

/** The catalogue as the document room sees it. */
export const vocabulary: Vocabulary = Object.assign((kind: string) => SIGNATURES.get(kind), {
  run: signatureOf(RUN_FIELDS),
});

/** What the nodes of a document are called; one that is not there by its id. */
export const namesIn =
  (
    nodes: Readonly<Record<string, Parameters<typeof titleOf>[0]>>,
    language: Language = 'en',
  ): NameOf =>
  (id) => {
    const node = Object.hasOwn(nodes, id) ? nodes[id] : undefined;
    return node ? titleOf(node, language) : id;
  };

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
