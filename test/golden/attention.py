#!/usr/bin/env python3
"""Golden numbers from PyTorch for attention, in double precision.

Run with a Python that has torch (1.13 or later):  python3 test/golden/attention.py
Writes attention.json beside itself; it is committed.
"""
import math

import torch

import make
from make import case


def attend(i, causal=False):
    scores = i["query"] @ i["key"].transpose(-2, -1) / math.sqrt(i["query"].shape[-1])
    if causal:
        later = torch.ones(scores.shape[-2:]).triu(1).bool()
        scores = scores.masked_fill(later, float("-inf"))
    return torch.softmax(scores, -1) @ i["value"]


def places(x):
    """As in PyTorch's tutorial on transformers, for an odd width too."""
    t, d = x.shape[-2:]
    at = torch.arange(t).double().unsqueeze(1)
    slow = torch.exp(torch.arange(0, d, 2).double() * (-math.log(10000.0) / d))
    out = torch.zeros(t, d)
    out[:, 0::2] = torch.sin(at * slow)
    out[:, 1::2] = torch.cos(at * slow)[:, : d // 2]
    return x + out


if __name__ == "__main__":
    make.BATCH = 2
    torch.manual_seed(11)
    case("attention", lambda i, w: attend(i), {"query": [[2, 3]], "key": [[4, 3]], "value": [[4, 2]]})
    case("attention", lambda i, w: attend(i, True), {"query": [[4, 3]], "key": [[4, 3]], "value": [[4, 5]]}, {"causal": True})
    case("attention", lambda i, w: attend(i, True), {"query": [[2, 3]], "key": [[5, 3]], "value": [[5, 1]]}, {"causal": True})
    case("positionalEncoding", lambda i, w: places(i["in"]), {"in": [[5, 6]]})
    case("positionalEncoding", lambda i, w: places(i["in"]), {"in": [[4, 5]]})
    make.write("attention.json", make.cases)
