#!/usr/bin/env python3
"""Golden numbers where a kind has a bend and the argument lies exactly on it, in double precision; see make.py.

Run with a Python that has torch:  python3 test/golden/ties.py
Writes ties.json beside itself.
"""
import torch
import torch.nn.functional as F
from torch import nn

from make import BATCH, case, cases, write
from functions import both, mean

torch.set_default_dtype(torch.float64)
ZEROS = torch.zeros(BATCH, 4)


def activations():
    curves = {
        "step": lambda x: (x > 0).to(x) + 0 * x,
        "relu": torch.relu,
        "leakyRelu": lambda x: F.leaky_relu(x, 0.01),
        "elu": F.elu,
        "softplus": F.softplus,
        "gelu": F.gelu,
        "silu": F.silu,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
    }
    for name, f in curves.items():
        case(name, lambda i, w, f=f: f(i["in"]), {"in": [[4]]}, values={"in": ZEROS})
        case("neuron", lambda i, w, f=f: f((i["in"] * w["weight.e1"]).sum(1, keepdim=True) + w["bias"]), {"in": [[4]]},
             {"activation": name}, {"weight.e1": [4], "bias": [1]}, values={"in": ZEROS, "bias": torch.zeros(1)})


def losses():
    at = lambda p, t: {"prediction": torch.tensor([p] * BATCH), "target": torch.tensor([t] * BATCH)}
    case("mae", lambda i, w: mean((i["prediction"] - i["target"]).abs()), both(4),
         values=at([1.0, -1.0, 0.0, 2.0], [1.0, -1.0, 0.0, 0.0]))
    for d in [1.0, 0.5]:
        case("huber", lambda i, w, d=d: mean(F.huber_loss(i["prediction"], i["target"], reduction="none", delta=d)),
             both(4), {"delta": d}, values=at([d, -d, 0.0, 2 * d], [0.0, 0.0, 0.0, d]))
    case("hinge", lambda i, w: mean(torch.relu(1 - i["target"] * i["prediction"])), both(4),
         values=at([1.0, -1.0, 0.0, 2.0], [1.0, -1.0, 1.0, 0.5]))
    case("bceWithLogits",
         lambda i, w: mean(F.binary_cross_entropy_with_logits(i["prediction"], i["target"], reduction="none")),
         both(4), values=at([0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.5, 0.25]))
    step = lambda x: (x > 0).to(x)
    case("perceptronLoss", lambda i, w: ((step(i["prediction"]) - i["target"]) * i["prediction"]).sum(1), both(4),
         values=at([0.0, 0.0, 1.0, -1.0], [0.0, 1.0, 1.0, 1.0]), held=["target"])


def layers():
    same = torch.ones(BATCH, 1, 4, 4)
    case("maxPool2d", lambda i, w: F.max_pool2d(i["in"], 2), {"in": [[1, 4, 4]]}, values={"in": same})
    case("maxPool1d", lambda i, w: F.max_pool1d(i["in"], 2), {"in": [[1, 4]]}, values={"in": same[:, :, 0]})
    case("globalMaxPool", lambda i, w: i["in"].flatten(2).max(-1).values, {"in": [[1, 4]]}, values={"in": same[:, :, 0]})
    case("softmax", lambda i, w: torch.softmax(i["in"], -1), {"in": [[4]]}, values={"in": ZEROS})
    case("logSoftmax", lambda i, w: torch.log_softmax(i["in"], -1), {"in": [[4]]}, values={"in": ZEROS})


def recurrent():
    rnn = nn.RNN(2, 3, nonlinearity="relu", batch_first=True)

    def forward(i, w):
        rnn._flat_weights = [w[name] for name in rnn._flat_weights_names]
        return rnn(i["in"])[0]

    weights = {name: list(p.shape) for name, p in rnn.named_parameters()}
    zeros = {k: torch.zeros(*s) for k, s in weights.items() if k.startswith("bias")}
    case("rnn", forward, {"in": [[4, 2]]}, {"units": 3, "nonlinearity": "relu"}, weights,
         values={"in": torch.zeros(BATCH, 4, 2), **zeros})


if __name__ == "__main__":
    torch.manual_seed(29)
    activations()
    losses()
    layers()
    recurrent()
    write("ties.json", cases)
