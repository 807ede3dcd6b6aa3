/** A document as a folder of Python: the model, its training, its weights and rows, and the proof. */
import { fail, hasErrors, issue, ok, type Result } from '../../base/issue.ts';
import { kindOf } from '../../catalog/index.ts';
import type { Compilation } from '../../compile/compilation.ts';
import type { Document, Weights } from '../../document/records.ts';
import type { TensorJson } from '../../tensor/tensor.ts';
import { writeSafetensors } from '../safetensors.ts';
import { modelOf } from './model.ts';
import { PARITY } from './parity.ts';
import { trainOf } from './train.ts';

type Tensors = Readonly<Record<string, TensorJson>>;

/** One pass in training mode as the app computed it. */
export interface Pass {
  readonly batch: Tensors;
  /** By `node.port`. */
  readonly values: Tensors;
  readonly cost: TensorJson | null;
  readonly weights: Weights;
  /** Of the objective, by weight; one that no loss depends on is left out. */
  readonly gradients: Tensors;
}

interface Exported {
  readonly document: Document;
  readonly compilation: Compilation;
  readonly pass: Pass;
  /** The rows to train on: `data1.x`, `data1.y`. */
  readonly data: Tensors;
  /** The rows that are kept apart, under the same names. */
  readonly validation: Tensors;
}

/** The document whose pass is compared: nothing in it is drawn at random. */
export function stilled(document: Document): Document {
  const nodes = Object.values(document.nodes).map((node) => {
    const deterministic = kindOf(node.kind)?.deterministic;
    return [
      node.id,
      deterministic
        ? { ...node, params: { ...node.params, ...deterministic } as typeof node.params }
        : node,
    ] as const;
  });
  return { ...document, nodes: Object.fromEntries(nodes) };
}

/** Files by name. */
export function toTorch({
  document,
  compilation,
  pass,
  data,
  validation,
}: Exported): Result<Readonly<Record<string, string | Uint8Array>>> {
  const model = modelOf(document, compilation.shapes, compilation.batch);
  const train = trainOf(document);
  const issues = [...model.issues, ...train.issues];
  if (hasErrors(issues)) return fail(...issues);
  if (pass.cost === null)
    return fail(
      issue('run.no-loss', {
        en: 'Nothing to train towards: add a loss and wire it up.',
        zh: '没有训练目标：请放上损失并接好线。',
      }),
    );
  const { weights, ...parity } = pass;
  return ok({
    'model.py': model.text,
    'train.py': train.text,
    'parity.py': PARITY,
    'parity.json': `${JSON.stringify(parity)}\n`,
    'weights.safetensors': writeSafetensors(weights),
    'data.safetensors': writeSafetensors(data),
    'validation.safetensors': writeSafetensors(validation),
  });
}
