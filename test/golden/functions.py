#!/usr/bin/env python3
"""Golden numbers for activations and losses, in double precision; see make.py.

Run with a Python that has torch:  python3 test/golden/functions.py
Writes functions.json beside itself.
"""
import torch
import torch.nn.functional as F

from make import BATCH, case, cases, write

torch.set_default_dtype(torch.float64)
EDGY = torch.tensor([[0.0, -0.5, 50.0, -50.0], [1e-3, -1e-3, 2.0, -2.0], [700.0, -700.0, 0.3, 9.0]])


def activations():
    curves = [
        ("leakyRelu", {}, F.leaky_relu),
        ("leakyRelu", {"negativeSlope": 0.3}, lambda x: F.leaky_relu(x, 0.3)),
        ("elu", {}, F.elu),
        ("elu", {"alpha": 0.5}, lambda x: F.elu(x, 0.5)),
        ("gelu", {}, F.gelu),
        ("gelu", {"approximate": "tanh"}, lambda x: F.gelu(x, approximate="tanh")),
        ("silu", {}, F.silu),
        # PyTorch answers x itself above its threshold; past 700 its formula would overflow.
        ("softplus", {}, lambda x: F.softplus(x, threshold=600)),
    ]
    for name, params, f in curves:
        act = lambda i, w, f=f: f(i["in"])
        case(name, act, {"in": [[4]]}, params)
        case(name, act, {"in": [[2, 3]]}, params)
        case(name, act, {"in": [[4]]}, params, values={"in": EDGY})
        if params in ({}, {"approximate": "none"}):
            def neuron(i, w, f=f):
                z = sum((x.reshape(BATCH, -1) * w["weight." + k[3:]]).sum(1, keepdim=True) for k, x in i.items())
                return f(z + w["bias"])

            case("neuron", neuron, {"in": [[1], [2]]}, {"activation": name},
                 {"weight.e1": [1], "weight.e2": [2], "bias": [1]})
    log_softmax = lambda i, w: torch.log_softmax(i["in"], -1)
    case("logSoftmax", log_softmax, {"in": [[4]]})
    case("logSoftmax", log_softmax, {"in": [[2, 3]]})
    case("logSoftmax", log_softmax, {"in": [[3]]}, values={
        "in": torch.tensor([[1000.0, 1000.5, -1000.0], [0.0, 0.0, 0.0], [-1e4, -1e4 + 1, -1e4 - 1]])})


if __name__ == "__main__":
    torch.manual_seed(11)
    activations()
    write("functions.json", cases)
