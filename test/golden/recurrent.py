#!/usr/bin/env python3
"""Golden numbers from PyTorch for RNN, GRU and LSTM over sequences of 1, 3 and 17 steps, in double precision.

Run with a Python that has torch (1.13 or later):  python3 test/golden/recurrent.py
Writes recurrent.json beside itself; it is committed.
"""
import torch
from torch import nn

import make
from make import case

MODULES = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


def recurrent(kind, steps, features, units, gives="sequence", layers=1, bidirectional=False, bias=True, **more):
    module = MODULES[kind](features, units, num_layers=layers, bidirectional=bidirectional, bias=bias,
                           batch_first=True, **more)

    def forward(i, w):
        # The weights as they are called upon: leaves, whose gradients are asked for.
        module._flat_weights = [w[name] for name in module._flat_weights_names]
        states, last = module(i["in"])
        if gives == "sequence":
            return states
        # Of the last layer, one for each direction.
        h = (last[0] if kind == "lstm" else last)[-(2 if bidirectional else 1):]
        return torch.cat(list(h), -1)

    params = {"units": units, "gives": gives, "layers": layers, "bidirectional": bidirectional, "bias": bias, **more}
    weights = {name: list(p.shape) for name, p in module.named_parameters()}
    case(kind, forward, {"in": [[steps, features]]}, params, weights)


if __name__ == "__main__":
    make.BATCH = 2
    torch.manual_seed(17)
    for kind in MODULES:
        for steps in (1, 3, 17):
            recurrent(kind, steps, 2, 3)
            recurrent(kind, steps, 2, 2, gives="last")
        recurrent(kind, 3, 2, 3, bias=False)
        recurrent(kind, 4, 2, 2, layers=3)
        recurrent(kind, 3, 3, 2, bidirectional=True)
        recurrent(kind, 5, 2, 2, layers=2, bidirectional=True, gives="last")
    recurrent("rnn", 4, 2, 3, nonlinearity="relu")
    make.write("recurrent.json", make.cases)
