#!/usr/bin/env python3
"""Golden numbers from PyTorch for attention, in double precision.

Run with a Python that has torch (1.13 or later):  python3 test/golden/attention.py
Writes attention.json beside itself; it is committed.
"""
import math

import torch
import torch.nn.functional as F

import make
from make import case


def attend(i, causal=False):
    scores = i["query"] @ i["key"].transpose(-2, -1) / math.sqrt(i["query"].shape[-1])
    if causal:
        later = torch.ones(scores.shape[-2:]).triu(1).bool()
        scores = scores.masked_fill(later, float("-inf"))
    return torch.softmax(scores, -1) @ i["value"]


def layer(module, weights):
    """A module of torch.nn with these numbers in place of its own."""
    for name, value in weights.items():
        owner = module
        *path, last = name.split(".")
        for part in path:
            owner = getattr(owner, part)
        assert getattr(owner, last).shape == value.shape, name
        del owner._parameters[last]
        setattr(owner, last, value)
    return module


def heads(i, w, n, bias=True, causal=False):
    q, k, v = i["query"], i["key"], i["value"]
    module = layer(torch.nn.MultiheadAttention(
        q.shape[-1], n, bias=bias, kdim=k.shape[-1], vdim=v.shape[-1], batch_first=True), w)
    mask = torch.ones(q.shape[1], k.shape[1]).triu(1).bool() if causal else None
    return module(q, k, v, attn_mask=mask)[0]


def weights(e, k=None, v=None, bias=True):
    own = {"in_proj_weight": [3 * e, e]} if k is None else {
        "q_proj_weight": [e, e], "k_proj_weight": [e, k], "v_proj_weight": [e, v]}
    shifts = {"in_proj_bias": [3 * e], "out_proj.bias": [e]} if bias else {}
    return {**own, "out_proj.weight": [e, e], **shifts}


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
    for e, n, t, s, p in [
        (4, 2, 3, 3, {}),
        (6, 3, 5, 5, {"causal": True}),
        (4, 1, 1, 1, {}),
        (8, 4, 2, 6, {}),
        (4, 4, 3, 4, {"causal": True, "bias": False}),
    ]:
        case("multiHeadAttention",
             lambda i, w, n=n, p=p: heads(i, w, n, p.get("bias", True), p.get("causal", False)),
             {"query": [[t, e]], "key": [[s, e]], "value": [[s, e]]}, {"heads": n, **p},
             weights(e, bias=p.get("bias", True)))
    case("multiHeadAttention", lambda i, w: heads(i, w, 2),
         {"query": [[3, 4]], "key": [[5, 3]], "value": [[5, 2]]}, {"heads": 2}, weights(4, 3, 2))
    case("multiHeadAttention", lambda i, w: heads(i, w, 2, bias=False),
         {"query": [[2, 4]], "key": [[3, 4]], "value": [[3, 6]]}, {"heads": 2, "bias": False},
         weights(4, 4, 6, bias=False))

    look = lambda i, w: F.embedding(i["in"].long(), w["weight"])
    for shape, num, dim in [([5], 4, 3), ([], 3, 2), ([2, 3], 7, 1), ([6], 1, 4)]:
        case("embedding", look, {"in": [shape]}, {"num": num, "dim": dim}, {"weight": [num, dim]},
             values={"in": torch.randint(0, num, (make.BATCH, *shape)).double()}, held=("in",))
    make.write("attention.json", make.cases)
