#!/usr/bin/env python3
"""Golden numbers from PyTorch, in double precision: what Chainrule's mathematics must agree with.

Run with a Python that has torch (1.13 or later):  python3 test/golden/make.py
Writes kinds.json, optimisers.json and training.json beside itself; they are committed.
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
HERE = pathlib.Path(__file__).parent
BATCH = 3


def plain(t):
    return {"shape": list(t.shape), "data": [float(x) for x in t.detach().reshape(-1)]}


def write(name, content):
    text = json.dumps(content, separators=(",", ":"), allow_nan=False)
    (HERE / name).write_text(text.replace('{"kind"', '\n{"kind"').replace('{"name"', '\n{"name"') + "\n")


cases = []


def case(kind, forward, at, params=None, weights=None, values=None, held=()):
    """One kind on a batch. `at`: port -> list of sample shapes; `values`: given numbers by name;
    `held`: inputs whose gradient is not compared."""
    params = params or {}
    values = values or {}
    inputs, edge = {}, 0
    for port, shapes in at.items():
        for shape in shapes:
            edge += 1
            name = f"{port}.e{edge}" if len(shapes) > 1 else port
            t = values.get(name)
            t = torch.randn(BATCH, *shape) if t is None else t.clone()
            inputs[name] = t.requires_grad_()
    ws = {k: (values[k].clone() if k in values else torch.randn(*s)).requires_grad_() for k, s in (weights or {}).items()}
    out = forward(inputs, ws)
    cotangent = torch.randn_like(out)
    leaves = {k: v for k, v in {**inputs, **ws}.items() if k not in held}
    grads = torch.autograd.grad((out * cotangent).sum(), list(leaves.values()), allow_unused=True)
    cases.append({
        "kind": kind,
        "params": params,
        "at": at,
        "inputs": {k: plain(v) for k, v in inputs.items()},
        "weights": {k: plain(v) for k, v in ws.items()},
        "cotangent": plain(cotangent),
        "out": plain(out),
        "gradients": {k: plain(torch.zeros_like(v) if g is None else g)
                      for (k, v), g in zip(leaves.items(), grads)},
    })


def kinds():
    torch.manual_seed(1)
    linear = lambda i, w: F.linear(i["in"], w["weight"], w.get("bias"))
    case("dense", linear, {"in": [[4]]}, {"units": 5}, {"weight": [5, 4], "bias": [5]})
    case("dense", linear, {"in": [[3]]}, {"units": 2, "bias": False}, {"weight": [2, 3]})
    case("dense", linear, {"in": [[2, 4]]}, {"units": 3}, {"weight": [3, 4], "bias": [3]})

    curves = {
        "step": lambda x: (x > 0).to(x) + 0 * x,
        "linear": lambda x: x * 1,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
    }
    edgy = torch.tensor([[0.0, -0.5, 50.0, -50.0], [1e-3, -1e-3, 2.0, -2.0], [700.0, -700.0, 0.3, 9.0]])
    for name, f in curves.items():
        case(name, lambda i, w, f=f: f(i["in"]), {"in": [[4]]})
        case(name, lambda i, w, f=f: f(i["in"]), {"in": [[2, 3]]})
        case(name, lambda i, w, f=f: f(i["in"]), {"in": [[4]]}, values={"in": edgy})

        def neuron(i, w, f=f):
            z = sum((x.reshape(BATCH, -1) * w["weight." + k[3:]]).sum(1, keepdim=True) for k, x in i.items())
            return f(z + w["bias"] if "bias" in w else z)

        case("neuron", neuron, {"in": [[1], [1]]}, {"activation": name},
             {"weight.e1": [1], "weight.e2": [1], "bias": [1]})
        case("neuron", neuron, {"in": [[3], [], [2, 2]]}, {"activation": name, "bias": False},
             {"weight.e1": [3], "weight.e2": [1], "weight.e3": [4]})

    softmax = lambda i, w: torch.softmax(i["in"], -1)
    case("softmax", softmax, {"in": [[4]]})
    case("softmax", softmax, {"in": [[2, 3]]})
    case("softmax", softmax, {"in": [[3]]}, values={
        "in": torch.tensor([[1000.0, 1000.5, -1000.0], [0.0, 0.0, 0.0], [-1e4, -1e4 + 1, -1e4 - 1]])})

    case("add", lambda i, w: i["in1"] + i["in2"], {"in1": [[3]], "in2": [[3]]})
    case("add", lambda i, w: i["in1"] + i["in2"][:, None] + i["in3"][:, None, None],
         {"in1": [[2, 3]], "in2": [[3]], "in3": [[]]}, {"inputs": 3})
    case("multiply", lambda i, w: i["in1"] * i["in2"], {"in1": [[3]], "in2": [[3]]})
    case("multiply", lambda i, w: i["in1"] * i["in2"] * i["in3"][:, None],
         {"in1": [[3, 1]], "in2": [[1, 3]], "in3": [[3]]}, {"inputs": 3})
    case("concat", lambda i, w: torch.cat(list(i.values()), -1), {"in1": [[3]], "in2": [[2]]})
    case("concat", lambda i, w: torch.cat(list(i.values()), 1),
         {"in1": [[2, 3]], "in2": [[1, 3]], "in3": [[3, 3]]}, {"inputs": 3, "axis": 0})
    case("reshape", lambda i, w: i["in"].reshape(BATCH, 3, 2), {"in": [[6]]}, {"shape": [3, 2]})
    case("flatten", lambda i, w: torch.flatten(i["in"], 1), {"in": [[2, 3]]})

    def mean(x):
        return x.reshape(BATCH, -1).mean(1)

    both = lambda *s: {"prediction": [list(s)], "target": [list(s)]}
    for s in [(1,), (3,), (2, 3)]:
        case("mse", lambda i, w: mean(F.mse_loss(i["prediction"], i["target"], reduction="none")), both(*s))
        case("mse", lambda i, w: 0.5 * mean(F.mse_loss(i["prediction"], i["target"], reduction="none")),
             both(*s), {"scale": "0.5"})
        bce = lambda i, w: mean(
            F.binary_cross_entropy_with_logits(i["prediction"], i["target"], reduction="none"))
        case("bceWithLogits", bce, both(*s), values={"target": (torch.randn(BATCH, *s) > 0).to(edgy)})
        case("bceWithLogits", bce, both(*s), values={"target": torch.rand(BATCH, *s)})
    case("bceWithLogits", bce, both(4), values={
        "prediction": torch.tensor([[100.0, -100.0, 0.5, 0.01], [800.0, -800.0, 1.0, -1.0], [30.0, 40.0, -30.0, -40.0]]),
        "target": torch.tensor([[0.0, 1.0, 1.0, 0.0], [1.0, 0.0, 1.0, 1.0], [1.0, 0.0, 1.0, 0.0]])})

    ce = lambda i, w: F.cross_entropy(i["prediction"], i["target"], reduction="none")
    hot = F.one_hot(torch.tensor([2, 0, 3]), 4).to(edgy)
    case("crossEntropy", ce, both(4), values={"target": hot})
    case("crossEntropy", ce, both(4), values={"target": torch.softmax(torch.randn(BATCH, 4), -1)})
    case("crossEntropy", ce, both(4), values={"target": hot, "prediction": 400 * torch.randn(BATCH, 4)})
    case("crossEntropy",
         lambda i, w: F.cross_entropy(i["prediction"].permute(0, 2, 1), i["target"].permute(0, 2, 1),
                                      reduction="none").mean(1),
         both(2, 3), values={"target": torch.softmax(torch.randn(BATCH, 2, 3), -1)})

    rule = lambda i, w: (((i["prediction"] > 0).to(edgy) - i["target"]).detach() * i["prediction"]).sum(1)
    for s in [(1,), (3,)]:
        case("perceptronLoss", rule, both(*s), values={"target": (torch.randn(BATCH, *s) > 0).to(edgy)})
    write("kinds.json", cases)


def optimisers():
    """Ten steps on given gradients; some are zero, as under a dead ReLU."""
    torch.manual_seed(2)
    runs = []
    for name, params in [
        ("sgd", {"lr": 0.1, "momentum": 0}),
        ("sgd", {"lr": 0.1, "momentum": 0.9}),
        ("sgd", {"lr": 1.5, "momentum": 0.3}),
        ("adam", {"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}),
        ("adam", {"lr": 0.3, "beta1": 0.5, "beta2": 0.9, "eps": 1e-3}),
        ("adam", {"lr": 0.05, "beta1": 0.0, "beta2": 0.0, "eps": 1e-8}),
    ]:
        w = torch.randn(5).requires_grad_()
        start = plain(w)
        optimiser = (torch.optim.SGD([w], lr=params["lr"], momentum=params["momentum"]) if name == "sgd" else
                     torch.optim.Adam([w], lr=params["lr"], betas=(params["beta1"], params["beta2"]), eps=params["eps"]))
        gradients, weights = [], []
        for _ in range(10):
            g = torch.randn(5)
            g[0] = 0.0
            g[1] *= 1e-6
            w.grad = g
            optimiser.step()
            gradients.append(plain(g)["data"])
            weights.append(plain(w)["data"])
        runs.append({"name": name, "params": params, "start": start["data"], "gradients": gradients, "weights": weights})
    write("optimisers.json", runs)


def training():
    """Whole training steps of small networks on one batch: losses, gradients and weights of each step."""
    torch.manual_seed(3)
    runs = []

    def run(name, layers, x, t, loss, kind, optimiser, steps=10):
        net = torch.nn.Sequential(*layers)
        dense = [m for m in net if isinstance(m, torch.nn.Linear)]
        named = {f"dense{i + 1}.{n}": p for i, m in enumerate(dense) for n, p in m.named_parameters()}
        for p in named.values():
            with torch.no_grad():
                p.copy_(0.7 * torch.randn_like(p))
        start = {k: plain(v) for k, v in named.items()}
        params = optimiser["params"]
        o = (torch.optim.SGD(net.parameters(), lr=params["lr"], momentum=params["momentum"])
             if optimiser["kind"] == "sgd" else torch.optim.Adam(net.parameters(), lr=params["lr"]))
        history = []
        for _ in range(steps):
            o.zero_grad()
            cost = loss(net(x), t)
            cost.backward()
            gradients = {k: plain(v.grad) for k, v in named.items()}
            o.step()
            history.append({"cost": float(cost.detach()), "gradients": gradients,
                            "weights": {k: plain(v) for k, v in named.items()}})
        words = []
        for m in layers:
            words.append(["dense", {"units": m.out_features}] if isinstance(m, torch.nn.Linear)
                         else [type(m).__name__.lower(), {}])
        runs.append({"name": name, "layers": words, "loss": kind, "optimiser": optimiser, "x": plain(x), "y": plain(t),
                     "start": start, "steps": history})

    L, Tanh, ReLU, Sigmoid = torch.nn.Linear, torch.nn.Tanh, torch.nn.ReLU, torch.nn.Sigmoid
    xor = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    labels = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
    sgd = lambda lr, m=0: {"kind": "sgd", "params": {"lr": lr, "momentum": m}}
    adam = lambda lr: {"kind": "adam", "params": {"lr": lr}}
    run("XOR 2-8-1", [L(2, 8), Tanh(), L(8, 1)], xor, labels, F.binary_cross_entropy_with_logits,
        "bceWithLogits", sgd(0.5))
    run("XOR 2-8-1 with momentum", [L(2, 8), Tanh(), L(8, 1)], xor, labels, F.binary_cross_entropy_with_logits,
        "bceWithLogits", sgd(0.1, 0.9))
    run("4-5-3", [L(4, 5), ReLU(), L(5, 3)], torch.randn(6, 4), F.one_hot(torch.tensor([0, 1, 2, 2, 1, 0]), 3).to(xor),
        F.cross_entropy, "crossEntropy", adam(0.05))
    run("regression 1-6-6-1", [L(1, 6), Sigmoid(), L(6, 6), Tanh(), L(6, 1)], torch.linspace(-3, 3, 7)[:, None],
        torch.sin(torch.linspace(-3, 3, 7))[:, None], F.mse_loss, "mse", adam(0.02))
    write("training.json", runs)


if __name__ == "__main__":
    kinds()
    optimisers()
    training()
    assert math.isclose(F.mse_loss(torch.tensor([1.5, 1.5]), torch.tensor([1.0, 2.0])).item(), 0.25)
