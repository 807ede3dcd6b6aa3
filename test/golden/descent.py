#!/usr/bin/env python3
"""Golden trajectories of optimisers, in double precision: ten steps on given gradients.

Run with a Python that has torch:  python3 test/golden/descent.py
Writes descent.json beside itself.
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


if __name__ == "__main__":
    torch.manual_seed(21)
    write("descent.json", optimisers())
