/** `model.py`: one line for each node, in the order in which they are computed, under their names. */
import { complete, type Hyperparameters } from '../../base/fields.ts';
import { type Issue, issue } from '../../base/issue.ts';
import { isFrozen, kindOf } from '../../catalog/index.ts';
import { py, type Torch, type TorchWire } from '../../catalog/torch.ts';
import type { Document, NodeRecord } from '../../document/records.ts';
import { ownerOf } from '../../document/sharing.ts';
import { topologyOf, wireOrder } from '../../document/topology.ts';
import type { Shape } from '../../tensor/shape.ts';

export interface Written {
  readonly text: string;
  readonly issues: readonly Issue[];
}

/** What a Python variable and a PyTorch module can be called; no word of Python ends in a digit. */
const NAME = /^[A-Za-z][A-Za-z0-9]*[0-9]$/;

interface Line {
  readonly id: string;
  readonly torch: Torch;
  readonly frozen: boolean;
  /** It calls the module of another node. */
  readonly shared: boolean;
  readonly loss: boolean;
}

/** `shapes`: for one sample by `node.port`, as the compiler found them. */
export function modelOf(
  document: Document,
  shapes: Readonly<Record<string, Shape>>,
  batch: number,
): Written {
  const issues: Issue[] = [];
  const lines: Line[] = [];
  const { order } = topologyOf(document);
  for (const id of order) {
    const line = lineOf(document, document.nodes[id]!, shapes, issues);
    if (line) lines.push(line);
  }
  return { text: print(document, lines, batch), issues };
}

const variable = (node: string, port: string, single: boolean) =>
  single ? node : `${node}_${port}`;

function lineOf(
  document: Document,
  node: NodeRecord,
  shapes: Readonly<Record<string, Shape>>,
  issues: Issue[],
): Line | undefined {
  const kind = kindOf(node.kind);
  const where = { node: node.id };
  const refused = (told: Issue) => {
    issues.push(told);
    return undefined;
  };
  const write = kind?.export.torch;
  if (!kind || !write || write === 'none')
    return refused(
      issue(
        'torch.kind',
        {
          en: '{title} has no form in PyTorch yet; it cannot be exported.',
          zh: '{title} 在 PyTorch 中还没有对应形式，无法导出。',
        },
        { args: { title: where }, where },
      ),
    );
  const into = topologyOf(document).into.get(node.id) ?? [];
  const named = [node.id, ...into.map((e) => e.id)].find((name) => !NAME.test(name));
  if (named !== undefined)
    return refused(
      issue(
        'torch.name',
        {
          en: 'Python cannot take “{name}” as a name; expected letters and a number, such as dense2.',
          zh: 'Python 不能用“{name}”作名称；应为字母加数字，例如 dense2。',
        },
        { args: { name: named }, where },
      ),
    );
  const params: Hyperparameters = complete(kind.fields, node.params as Hyperparameters);
  const owner = ownerOf(document.nodes, node.id) ?? node.id;
  const { into: all, order } = topologyOf(document);
  const inTurn = wireOrder(order);
  const at = (id: string, port: string) =>
    (all.get(id) ?? []).filter((e) => e.target.port === port).sort(inTurn);
  const wires = (port: string): TorchWire[] =>
    at(node.id, port).map(({ id, source }, i) => ({
      // A module with weights for each edge knows them by the edges of its owner.
      edge: at(owner, port)[i]?.id ?? id,
      value: variable(source.node, source.port, source.port === 'out'),
      shape: shapes[`${source.node}.${source.port}`] ?? [],
    }));
  const torch = write({
    params,
    node: node.id,
    self: `self.${owner}`,
    inputs: wires,
    input: (port) => wires(port)[0] ?? { edge: '', value: 'None', shape: [] },
    out: (port) => shapes[`${node.id}.${port}`] ?? [],
  });
  const shared = owner !== node.id;
  return { id: node.id, torch, frozen: isFrozen(kind, params), shared, loss: !!kind.loss };
}

/** What is computed, by the ports that it gives. */
function expressionsOf({ forward }: Torch): (readonly [readonly string[], string])[] {
  if (typeof forward === 'string') return [[['out'], forward]];
  if (isCall(forward)) return [forward];
  return Object.entries(forward).map(([port, expression]) => [[port], expression]);
}
const isCall = (
  forward: Torch['forward'],
): forward is Extract<typeof forward, readonly unknown[]> => Array.isArray(forward);

function print(document: Document, lines: readonly Line[], batch: number): string {
  const helpers = [...new Set(lines.flatMap((l) => l.torch.helper ?? []))];
  const own = lines.filter((l) => !l.shared);
  const modules = own.flatMap(({ id, torch, frozen }) =>
    torch.init
      ? [`        self.${id} = ${torch.init}${frozen ? '.requires_grad_(False)' : ''}`]
      : [],
  );
  const values: string[] = [];
  const forward = lines.flatMap(({ id, torch, loss }) => {
    return expressionsOf(torch).map(([ports, expression]) => {
      const names = ports.map((port) => {
        const name = variable(id, port, port === 'out');
        if (!loss) values.push(`${py(`${id}.${port}`)}: ${name}`);
        return name;
      });
      return `        ${names.join(', ')} = ${expression}`;
    });
  });
  const losses = lines.filter((l) => l.loss).map((l) => l.id);
  const penalties = own.flatMap((l) => l.torch.objective ?? []);
  return [
    `"""${document.name.replace(/["\\\p{Cc}]/gu, "'")}: exported by Chainrule."""`,
    'import json',
    'import struct',
    '',
    'import torch',
    'from torch import nn',
    'from torch.nn import functional as F',
    '',
    '',
    READER,
    '',
    '',
    ...helpers.flatMap((h) => [h, '', '']),
    'class Model(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    ...modules,
    '',
    '    def forward(self, batch):',
    '        """Every value by `node.port`, the cost, and the objective that training lowers."""',
    `        n = len(next(iter(batch.values()))) if batch else ${batch}`,
    ...forward,
    `        cost = ${losses.join(' + ') || 'None'}`,
    `        objective = ${['cost', ...penalties].join(' + ')}`,
    `        values = {${values.join(', ')}}`,
    '        return {"values": values, "cost": cost, "objective": objective}',
    '',
  ].join('\n');
}

/** The format is small enough to be read without a package. */
const READER = `def load_safetensors(path):
    """The tensors of a safetensors file by name."""
    dtypes = {"F32": torch.float32, "F64": torch.float64, "I64": torch.int64}
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        body = bytearray(file.read())
    tensors = {}
    for name, told in header.items():
        if name != "__metadata__":
            begin, end = told["data_offsets"]
            numbers = torch.tensor([], dtype=dtypes[told["dtype"]])
            if end > begin:
                numbers = torch.frombuffer(body[begin:end], dtype=numbers.dtype)
            tensors[name] = numbers.reshape(told["shape"])
    return tensors


def load_weights(model, path):
    """Weights and running averages by name; PyTorch's own count of batches is not in the file."""
    left = model.load_state_dict(load_safetensors(path), strict=False)
    missing = [name for name in left.missing_keys if not name.endswith(".num_batches_tracked")]
    assert not missing and not left.unexpected_keys, (missing, left.unexpected_keys)`;
