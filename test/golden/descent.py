#!/usr/bin/env python3
"""Golden trajectories of optimisers, in double precision: ten steps on given gradients.

Run with a Python that has torch:  python3 test/golden/descent.py
Writes descent.json, guides.json (schedules and clipping) and penalties.json (L1, L2) beside itself.
"""
import torch

from make import plain, write

torch.set_default_dtype(torch.float64)
SGD, Adam, AdamW = torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW
Adagrad, RMSprop = torch.optim.Adagrad, torch.optim.RMSprop

# Chainrule's names of options -> PyTorch's.
NAMES = {"weightDecay": "weight_decay", "lrDecay": "lr_decay"}
MAKERS = {"sgd": SGD, "adam": Adam, "adamW": AdamW, "adagrad": Adagrad, "rmsprop": RMSprop}


def make(name, w, params):
    options = {NAMES.get(k, k): v for k, v in params.items() if not k.startswith("beta")}
    if "beta1" in params:
        options["betas"] = (params["beta1"], params["beta2"])
    return MAKERS[name]([w], **options)


def gradients():
    """Some are zero, as under a dead ReLU, some tiny, some huge."""
    for _ in range(10):
        g = torch.randn(6)
        g[0] = 0.0
        g[1] *= 1e-6
        g[2] *= 1e3
        yield g


RUNS = [
    ("sgd", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    ("sgd", {"lr": 0.1, "weightDecay": 0.1}),
    ("sgd", {"lr": 0.05, "momentum": 0.5, "weightDecay": 0.3}),
    ("sgd", {"lr": 0.05, "momentum": 0.8, "nesterov": True, "weightDecay": 0.02}),
    ("adagrad", {"lr": 0.05}),
    ("adagrad", {"lr": 0.5, "lrDecay": 0.1, "eps": 1e-3, "weightDecay": 0.2}),
    ("rmsprop", {"lr": 0.01}),
    ("rmsprop", {"lr": 0.02, "alpha": 0.9, "eps": 1e-4, "momentum": 0.9}),
    ("rmsprop", {"lr": 0.02, "alpha": 0.5, "eps": 1e-6, "centered": True, "weightDecay": 0.1}),
    ("rmsprop", {"lr": 0.02, "alpha": 0.7, "centered": True, "momentum": 0.3}),
    ("adam", {"lr": 0.05, "beta1": 0.9, "beta2": 0.999, "weightDecay": 0.3}),
    ("adamW", {"lr": 0.05, "beta1": 0.9, "beta2": 0.999, "weightDecay": 0.3}),
    ("adamW", {"lr": 0.01, "beta1": 0.5, "beta2": 0.9, "eps": 1e-3, "weightDecay": 0.0}),
    ("adamW", {"lr": 0.01}),
]


def optimisers():
    runs = []
    for name, params in RUNS:
        w = torch.randn(6).requires_grad_()
        run = {"name": name, "params": params, "start": plain(w)["data"], "gradients": [], "weights": []}
        optimiser = make(name, w, params)
        for g in gradients():
            w.grad = g.clone()
            optimiser.step()
            run["gradients"].append(plain(g)["data"])
            run["weights"].append(plain(w)["data"])
        runs.append(run)
    return runs


S = torch.optim.lr_scheduler
CONSTANT = lambda o: S.LambdaLR(o, lambda k: 1)


def warm(start, steps, then):
    def make(o):
        first = S.LinearLR(o, start_factor=start, end_factor=1.0, total_iters=steps)
        return S.SequentialLR(o, [first, then(o)], milestones=[steps])
    return make


def thing(kind, **params):
    return {"kind": kind, "params": params}


STEP = (thing("step", stepSize=4, gamma=0.3), lambda o: S.StepLR(o, 4, 0.3))
EXPONENTIAL = (thing("exponential", gamma=0.9), lambda o: S.ExponentialLR(o, 0.9))
COSINE = (thing("cosine", tMax=8, etaMin=0.01), lambda o: S.CosineAnnealingLR(o, 8, 0.01))
SCHEDULES = [
    (thing("constant"), CONSTANT),
    STEP,
    EXPONENTIAL,
    COSINE,
    (thing("warmUp", steps=5, start=0.2, next=thing("constant")), warm(0.2, 5, CONSTANT)),
    (thing("warmUp", steps=5, start=0.1, next=STEP[0]), warm(0.1, 5, STEP[1])),
    (thing("warmUp", steps=3, start=0.5, next=EXPONENTIAL[0]), warm(0.5, 3, EXPONENTIAL[1])),
    (thing("plateau", factor=0.5, every=1, patience=2, threshold=0.01, minLr=0.02),
     lambda o: S.ReduceLROnPlateau(o, factor=0.5, patience=2, threshold=0.01, min_lr=0.02)),
    (thing("plateau", factor=0.1, every=1, patience=0, threshold=0),
     lambda o: S.ReduceLROnPlateau(o, factor=0.1, patience=0, threshold=0)),
]
CLIPS = [
    (thing("none"), lambda ps: None),
    (thing("norm", maxNorm=0.7), lambda ps: torch.nn.utils.clip_grad_norm_(ps, 0.7)),
    (thing("norm", maxNorm=1e5), lambda ps: torch.nn.utils.clip_grad_norm_(ps, 1e5)),
    (thing("value", limit=0.4), lambda ps: torch.nn.utils.clip_grad_value_(ps, 0.4)),
]


def guided(schedule, clip, steps):
    """Two tensors under SGD with momentum and Adam; the costs are given, as a schedule would be told them."""
    runs = []
    for name, params in [("sgd", {"lr": 0.1, "momentum": 0.9, "weightDecay": 0.01}), ("adam", {"lr": 0.1})]:
        parts = [torch.randn(4).requires_grad_(), torch.randn(3).requires_grad_()]
        flat = lambda ts: [x for t in ts for x in plain(t)["data"]]
        optimiser = MAKERS[name](parts, **{NAMES.get(k, k): v for k, v in params.items()})
        scheduler = schedule and schedule[1](optimiser)
        run = {"name": name, "params": params, "start": flat(parts), "steps": []}
        run.update({"schedule": schedule[0]} if schedule else {})
        run.update({"clip": clip[0]} if clip else {})
        for k in range(steps):
            for p in parts:
                p.grad = torch.randn_like(p)
            cost = float(torch.rand(1)) + 3 / (1 + k)
            step = {"cost": cost, "gradient": flat([p.grad for p in parts]), "rate": optimiser.param_groups[0]["lr"]}
            if clip:
                clip[1](parts)
            optimiser.step()
            if isinstance(scheduler, S.ReduceLROnPlateau):
                scheduler.step(cost)
            elif scheduler:
                scheduler.step()
            run["steps"].append({**step, "weights": flat(parts)})
        runs.append(run)
    return runs


def penalised():
    """Two layers with penalties of their own: the cost leaves them out, gradients have them in."""
    runs = []
    for first, second in [({"l2": 0.3}, {}), ({"l1": 0.05}, {"l1": 0.02, "l2": 0.5})]:
        net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
        named = {f"dense{i + 1}.{n}": p for i, m in enumerate([net[0], net[2]]) for n, p in m.named_parameters()}
        x, y = torch.randn(5, 2), torch.randn(5, 1)
        optimiser = SGD(net.parameters(), lr=0.2)
        run = {"penalties": [first, second], "lr": 0.2, "x": plain(x), "y": plain(y),
               "start": {k: plain(p) for k, p in named.items()}, "steps": []}
        for _ in range(10):
            optimiser.zero_grad()
            cost = torch.nn.functional.mse_loss(net(x), y)
            objective = cost
            for layer, p in [(net[0], first), (net[2], second)]:
                w = layer.weight
                objective = objective + p.get("l1", 0) * w.abs().sum() + p.get("l2", 0) / 2 * (w * w).sum()
            objective.backward()
            gradients = {k: plain(p.grad) for k, p in named.items()}
            optimiser.step()
            run["steps"].append({"cost": float(cost), "objective": float(objective), "gradients": gradients,
                                 "weights": {k: plain(p) for k, p in named.items()}})
        runs.append(run)
    return runs


if __name__ == "__main__":
    torch.manual_seed(21)
    write("descent.json", optimisers())
    runs = [r for s in SCHEDULES for r in guided(s, None, 24)]
    runs += [r for c in CLIPS for r in guided(None, c, 10)]
    runs += guided(COSINE, CLIPS[1], 10)
    write("guides.json", runs)
    write("penalties.json", penalised())
