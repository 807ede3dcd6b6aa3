#!/usr/bin/env python3
"""Golden initialisers: what PyTorch makes of given uniform or normal numbers, in double precision.

PyTorch draws its own numbers; its functions are run with those drawn put in their place.
Run with a Python that has torch:  python3 test/golden/initialisers.py
Writes initialisers.json beside itself.
"""
import math
from unittest.mock import patch

import torch
from torch.nn import init

from make import plain, write

torch.set_default_dtype(torch.float64)
cases = []


def case(name, params, shape, make):
    """`make` runs under patches by which uniform_ and normal_ scale the given numbers."""
    w = torch.empty(*shape)
    u = torch.rand(*shape)
    z = torch.randn(*shape)

    def uniform_(self, a=0.0, b=1.0, **_):
        return self.copy_(a + (b - a) * u.reshape(self.shape))

    def normal_(self, mean=0.0, std=1.0, **_):
        return self.copy_(mean + std * z.reshape(self.shape))

    with patch.object(torch.Tensor, "uniform_", uniform_), patch.object(torch.Tensor, "normal_", normal_):
        make(w)
    fan_in, fan_out = init._calculate_fan_in_and_fan_out(w)
    cases.append({"name": name, "params": params, "shape": list(shape), "fan": {"in": fan_in, "out": fan_out},
                  "uniform": plain(u)["data"], "normal": plain(z)["data"], "out": plain(w)["data"]})


def run():
    for shape in [(5, 4), (3, 7), (4, 3, 3, 2)]:
        case("constant", {"value": 0.3}, shape, lambda w: init.constant_(w, 0.3))
        case("zeros", {}, shape, init.zeros_)
        case("uniform", {"a": -0.2, "b": 0.7}, shape, lambda w: init.uniform_(w, -0.2, 0.7))
        case("gaussian", {"std": 0.3}, shape, lambda w: init.normal_(w, 0, 0.3))
        for std, cut in [(0.02, 2), (1, 0.5), (3, 4)]:
            case("truncatedNormal", {"std": std, "cut": cut}, shape,
                 lambda w, s=std, c=cut: init.trunc_normal_(w, 0, s, -c * s, c * s))
        for gain in [1, math.sqrt(2)]:
            case("xavier", {"distribution": "uniform", "gain": gain}, shape, lambda w, g=gain: init.xavier_uniform_(w, g))
            case("xavier", {"distribution": "normal", "gain": gain}, shape, lambda w, g=gain: init.xavier_normal_(w, g))
            case("orthogonal", {"gain": gain}, shape, lambda w, g=gain: init.orthogonal_(w, g))
        for mode, torch_mode in [("fanIn", "fan_in"), ("fanOut", "fan_out")]:
            for ours, theirs, a in [("relu", "relu", 0), ("leakyRelu", "leaky_relu", 0.2), ("tanh", "tanh", 0),
                                    ("linear", "linear", 0)]:
                params = {"mode": mode, "nonlinearity": ours, "negativeSlope": a}
                case("kaiming", {**params, "distribution": "uniform"}, shape,
                     lambda w, a=a, m=torch_mode, n=theirs: init.kaiming_uniform_(w, a, m, n))
                case("kaiming", {**params, "distribution": "normal"}, shape,
                     lambda w, a=a, m=torch_mode, n=theirs: init.kaiming_normal_(w, a, m, n))
    for shape in [(5, 4), (3, 7), (4, 4)]:
        case("identity", {}, shape, init.eye_)
    case("identity", {}, (4, 3, 3, 3), init.dirac_)
    case("orthogonal", {}, (12, 12), init.orthogonal_)


if __name__ == "__main__":
    torch.manual_seed(31)
    run()
    write("initialisers.json", cases)
