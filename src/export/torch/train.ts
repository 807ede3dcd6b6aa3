/**
 * `train.py`: optimiser, schedule, clipping, seed and data of the document. Its rows are drawn in
 * PyTorch's order, so that its curve is a run of the same network and not the app's curve again.
 */
import { complete, type Params, type Thing } from '../../base/fields.ts';
import { type Issue, issue } from '../../base/issue.ts';
import { clipOf, optimiserOf, scheduleOf } from '../../catalog/index.ts';
import type { Document } from '../../document/records.ts';
import type { Written } from './model.ts';

/** Steps where none are asked for. */
const STEPS = 1000;

export function trainOf({ run }: Document): Written {
  const issues: Issue[] = [];
  const params = (thing: Thing, fields: Parameters<typeof complete>[0]) =>
    complete(fields, thing.params as Params) as never;
  const missing = (thing: Thing, what: string) => {
    issues.push(
      issue('torch.run', 'The {what} {kind} has no form in PyTorch yet; it cannot be exported.', {
        args: { what, kind: thing.kind },
      }),
    );
    return '';
  };
  const { optimiser, schedule, clip } = run;
  const chosen = optimiserOf(optimiser.kind);
  const step = chosen?.torch?.(params(optimiser, chosen.fields)) ?? missing(optimiser, 'optimiser');
  const follow = schedule && scheduleOf(schedule.kind);
  const scheduled = schedule
    ? (follow?.torch?.(params(schedule, follow.fields)) ?? missing(schedule, 'schedule'))
    : '';
  const cut = clip && clipOf(clip.kind);
  const clipped = clip ? (cut?.torch?.(params(clip, cut.fields)) ?? missing(clip, 'clipping')) : '';
  return { issues, text: print(run, step, scheduled, clipped) };
}

const print = (
  run: Document['run'],
  optimiser: string,
  schedule: string,
  clip: string,
) => `"""Trains the model: python train.py, or the same file under torchrun --nproc_per_node=2."""
import argparse
import os
import pathlib

import torch
from torch import distributed
from torch.nn.parallel import DistributedDataParallel

from model import Model, load_safetensors, load_weights

SEED = ${run.seed}
BATCH = ${run.batchSize}
here = pathlib.Path(__file__).resolve().parent


def rows(data, chosen):
    return {name: numbers[chosen] for name, numbers in data.items()}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--steps", type=int, default=${STEPS})
    steps = options.parse_args().steps
    world = int(os.environ.get("WORLD_SIZE", 1))
    rank = int(os.environ.get("RANK", 0))
    device = torch.device("cpu")
    if torch.cuda.is_available():
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
        torch.cuda.set_device(device)
    if world > 1:
        distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    torch.manual_seed(SEED)
    data = {name: numbers.to(device) for name, numbers in load_safetensors(here / "data.safetensors").items()}
    total = min((len(numbers) for numbers in data.values()), default=BATCH)
    size = min(BATCH, total)
    if data and size < world:
        raise SystemExit(f"A batch of {size} rows cannot be shared by {world} processes.")

    model = Model()
    load_weights(model, here / "weights.safetensors")
    model.to(device)
    parameters = [p for p in model.parameters() if p.requires_grad]
    if not parameters:
        raise SystemExit("There is nothing to train: no weight is trainable.")
    # Some weights may lie where no loss depends on them.
    forward = DistributedDataParallel(model, find_unused_parameters=True) if world > 1 else model
    optimiser = ${optimiser}
${schedule ? `    schedule = ${schedule}\n` : ''}    draw = torch.Generator().manual_seed(SEED)
    order = torch.randperm(total, generator=draw)
    at = 0
    for step in range(1, steps + 1):
        if at + size > total:
            order, at = torch.randperm(total, generator=draw), 0
        chosen = order[at:at + size]
        at += size
        # Each process takes its share; weighed so that the mean over processes is the batch's.
        mine = chosen[rank::world]
        share = len(mine) * world / len(chosen) if data else 1.0
        result = forward(rows(data, mine.to(device)))
        objective = result["cost"] * share + (result["objective"] - result["cost"])
        if not objective.requires_grad:
            raise SystemExit("There is nothing to train: no loss depends on a trainable weight.")
        optimiser.zero_grad()
        objective.backward()
${clip ? `        ${clip}\n` : ''}        optimiser.step()
${schedule ? '        schedule.step()\n' : ''}        if rank == 0 and (step % max(1, steps // 10) == 0):
            print(f"step {step}  cost {result['cost'].item():.6g}", flush=True)
    if rank == 0:
        torch.save(model.state_dict(), here / "trained.pt")
    if world > 1:
        distributed.destroy_process_group()


if __name__ == "__main__":
    main()
`;
