/**
 * `train.py`: optimiser, schedule, clipping, seed and data of the document. Its rows are drawn in
 * PyTorch's order, so that its curve is a run of the same network and not the app's curve again.
 */
import { complete, type Hyperparameters, type Thing } from '../../base/fields.ts';
import { type Issue, issue } from '../../base/issue.ts';
import type { Words } from '../../base/words.ts';
import { clipOf, optimiserOf, scheduleOf, stopOf } from '../../catalog/index.ts';
import type { Clip, Optimiser, StopRule } from '../../catalog/thing.ts';
import type { TorchSchedule } from '../../catalog/torch.ts';
import type { Document } from '../../document/records.ts';
import type { Written } from './model.ts';

/** Steps where none are asked for. */
const STEPS = 1000;

export function trainOf({ run }: Document): Written {
  const issues: Issue[] = [];
  const params = (thing: Thing, fields: Parameters<typeof complete>[0]) =>
    complete(fields, thing.params as Hyperparameters);
  const written = (of: Optimiser | Clip | undefined, thing: Thing): string | undefined =>
    of && of.export.torch !== 'none' ? of.export.torch(params(thing, of.fields)) : undefined;
  const missing = (thing: Thing, what: Words) => {
    issues.push(
      issue(
        'torch.run',
        {
          en: 'The {what} {kind} has no form in PyTorch yet; it cannot be exported.',
          zh: '{what} {kind} 在 PyTorch 中还没有对应形式，无法导出。',
        },
        {
          args: { what, kind: thing.kind },
        },
      ),
    );
    return '';
  };
  const { optimiser, schedule, clip, stop } = run;
  const chosen = optimiserOf(optimiser.kind);
  const step = written(chosen, optimiser) ?? missing(optimiser, { en: 'optimiser', zh: '优化器' });
  const follow = (thing: Thing): TorchSchedule | undefined => {
    const found = scheduleOf(thing.kind);
    const write = found?.export.torch ?? 'none';
    return write === 'none' ? undefined : write(params(thing, found!.fields), follow);
  };
  const scheduled = schedule && follow(schedule);
  if (schedule && !scheduled) missing(schedule, { en: 'schedule', zh: '学习率调度' });
  const clipped = clip
    ? (written(clipOf(clip.kind), clip) ?? missing(clip, { en: 'clipping', zh: '梯度裁剪' }))
    : '';
  const ending = stop && stopOf(stop.kind);
  if (stop && !ending) missing(stop, { en: 'stopping', zh: '停止条件' });
  const rule = ending?.rule?.(params(stop!, ending.fields));
  const parts = { optimiser: step, schedule: scheduled, clip: clipped, stop: rule };
  return { issues, text: print(run, parts) };
}

interface Parts {
  readonly optimiser: string;
  readonly schedule?: TorchSchedule;
  readonly clip: string;
  readonly stop?: StopRule;
}

/** The cost over the rows that are kept apart, equal in all processes. */
const JUDGE = `def judged(model, data, world):
    """The validation cost, taken in evaluation mode as the app does."""
    total = min(len(numbers) for numbers in data.values())
    model.eval()
    cost = torch.zeros((), device=next(iter(data.values())).device)
    with torch.no_grad():
        for at in range(0, total, 256):
            part = {name: numbers[at:min(at + 256, total)] for name, numbers in data.items()}
            cost += model(part)["cost"] * (min(at + 256, total) - at) / total
    model.train()
    if world > 1:
        distributed.broadcast(cost, 0)
    return cost.item()`;

/** Sections of the script that only some documents need. */
function pieces({ schedule, stop }: Parts) {
  const own = (schedule?.helpers?.length ?? 0) > 0;
  const validates = schedule?.validates || stop;
  const held = `    held = {name: numbers.to(device) for name, numbers in load_safetensors(here / "validation.safetensors").items()}
    if not held or min(len(numbers) for numbers in held.values()) == 0:
        raise SystemExit("There are no validation rows to go by.")
`;
  const judge = validates ? 'lambda: judged(model, held, world)' : 'None';
  const told = `        told = (result["cost"] * share).detach()
        if world > 1:
            distributed.all_reduce(told)
            told /= world
        schedule.step(told.item(), ${judge}, step)
`;
  const back = stop?.restore ? '\n                model.load_state_dict(best)' : '';
  const ending = stop
    ? `        if step % (${stop.every} * max(1, total // size)) == 0:
            cost = judged(model, held, world)
            if cost < lowest - ${stop.delta}:
                lowest, lowest_at, failures = cost, step, 0
                best = {name: numbers.clone() for name, numbers in model.state_dict().items()}
            else:
                failures += 1
            if failures >= ${stop.patience}:${back}
                if rank == 0:
                    print(f"stopped early at step {step}; the validation cost was lowest at step {lowest_at}: {lowest:.6g}", flush=True)
                break
`
    : '';
  return {
    helpers: [...new Set([...(schedule?.helpers ?? []), ...(validates ? [JUDGE] : [])])],
    held: validates ? held : '',
    before: stop
      ? '    lowest, lowest_at, failures, best = float("inf"), 0, 0, model.state_dict()\n'
      : '',
    make: schedule?.init ? `    schedule = ${schedule.init}\n` : '',
    step: !schedule?.init ? '' : own ? told : '        schedule.step()\n',
    ending,
  };
}

function print(run: Document['run'], parts: Parts): string {
  const { optimiser, clip } = parts;
  const piece = pieces(parts);
  return `"""Trains the model: python train.py, or the same file under torchrun --nproc_per_node=2."""
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


${piece.helpers.map((h) => `${h}\n\n\n`).join('')}def main():
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
${piece.held}    if data and size < world:
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
${piece.make}${piece.before}    draw = torch.Generator().manual_seed(SEED)
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
${piece.step}        if rank == 0 and (step % max(1, steps // 10) == 0):
            print(f"step {step}  cost {result['cost'].item():.6g}", flush=True)
${piece.ending}    if rank == 0:
        torch.save(model.state_dict(), here / "trained.pt")
    if world > 1:
        distributed.destroy_process_group()


if __name__ == "__main__":
    main()
`;
}
