#!/usr/bin/env python3
"""Golden numbers from PyTorch for windows, convolution, pooling, norms and movement, in double precision.

Run with a Python that has torch (1.13 or later):  python3 test/golden/layers.py
Writes layers.json beside itself; it is committed.
"""
import torch
import torch.nn.functional as F

import make
from make import case


def movement():
    case("permute", lambda i, w: i["in"].permute(0, 2, 1), {"in": [[2, 3]]})
    case("permute", lambda i, w: i["in"].permute(0, 3, 1, 2), {"in": [[2, 3, 4]]}, {"order": [2, 0, 1]})
    case("slice", lambda i, w: i["in"][:, 1:], {"in": [[4]]}, {"start": 1})
    case("slice", lambda i, w: i["in"][:, :-1], {"in": [[3, 2]]}, {"axis": 0, "stop": -1})
    case("slice", lambda i, w: i["in"][:, :, -5:5:2], {"in": [[2, 6]]}, {"start": -5, "stop": 5, "step": 2})
    case("slice", lambda i, w: i["in"][:, :, 1::3], {"in": [[2, 5, 2]]}, {"axis": 1, "start": 1, "step": 3})
    case("slice", lambda i, w: i["in"][:, -9:2], {"in": [[4]]}, {"start": -9, "stop": 2})


def affine(shape):
    return {"weight": shape, "bias": shape}


def norms():
    case("layerNorm", lambda i, w: F.layer_norm(i["in"], [5], w["weight"], w["bias"]), {"in": [[5]]}, {}, affine([5]))
    case("layerNorm", lambda i, w: F.layer_norm(i["in"], [3, 4], w["weight"], w["bias"], 0.1),
         {"in": [[2, 3, 4]]}, {"axes": 2, "eps": 0.1}, affine([3, 4]))
    case("layerNorm", lambda i, w: F.layer_norm(i["in"], [4]), {"in": [[2, 4]]}, {"affine": False})
    case("instanceNorm", lambda i, w: F.instance_norm(i["in"]), {"in": [[2, 5]]})
    case("instanceNorm", lambda i, w: F.instance_norm(i["in"], weight=w["weight"], bias=w["bias"], eps=0.1),
         {"in": [[3, 2, 4]]}, {"affine": True, "eps": 0.1}, affine([3]))
    for groups, channels, rest in [(1, 4, [3]), (2, 4, [2, 3]), (4, 4, [2, 2]), (3, 6, [2])]:
        case("groupNorm", lambda i, w, g=groups: F.group_norm(i["in"], g, w["weight"], w["bias"]),
             {"in": [[channels, *rest]]}, {"groups": groups}, affine([channels]))
    case("groupNorm", lambda i, w: F.group_norm(i["in"], 2, eps=0.5), {"in": [[4]]},
         {"groups": 2, "affine": False, "eps": 0.5})


def one(x):
    """A size for each axis, as PyTorch takes it."""
    return x[0] if len(x) == 1 else tuple(x)


def convolutions():
    conv = {1: F.conv1d, 2: F.conv2d}
    for axes, channels, rest, p in [
        (1, 2, [7], {"filters": 3}),
        (1, 2, [8], {"filters": 4, "kernel": [2], "stride": [2], "padding": "number", "pad": [1], "groups": 2}),
        (1, 1, [9], {"filters": 2, "kernel": [4], "dilation": [2], "padding": "same"}),
        (1, 3, [10], {"filters": 1, "kernel": [2], "stride": [3], "dilation": [2], "bias": False}),
        (1, 2, [4], {"filters": 2, "kernel": [4]}),
        (2, 2, [5, 6], {"filters": 3}),
        (2, 2, [5, 6], {"filters": 3, "padding": "same"}),
        (2, 1, [5, 6], {"filters": 2, "kernel": [2, 4], "padding": "same", "dilation": [1, 2]}),
        (2, 1, [6, 5], {"filters": 2, "kernel": [2, 3], "stride": [2, 1], "padding": "number", "pad": [1, 0]}),
        (2, 4, [5, 5], {"filters": 4, "kernel": [3], "stride": [2], "padding": "number", "pad": [1], "groups": 2}),
        (2, 3, [7, 7], {"filters": 6, "kernel": [3], "stride": [2], "dilation": [2], "padding": "number",
                        "pad": [2], "groups": 3, "bias": False}),
        (2, 3, [4, 6], {"filters": 4, "kernel": [2], "stride": [2]}),
        (2, 3, [5, 7], {"filters": 4, "kernel": [2, 3], "stride": [2, 3]}),
        (2, 3, [3, 3], {"filters": 4, "kernel": [1]}),
        (2, 2, [5, 5], {"filters": 2, "kernel": [1], "stride": [2], "padding": "number", "pad": [1]}),
    ]:
        kernel = (p.get("kernel", [3]) * axes)[:axes]
        ws = {"weight": [p["filters"], channels // p.get("groups", 1), *kernel]}
        if p.get("bias", True):
            ws["bias"] = [p["filters"]]
        padding = {"valid": 0, "same": "same", "number": one(p.get("pad", [1]))}[p.get("padding", "valid")]
        case(f"conv{axes}d",
             lambda i, w, p=p, f=conv[axes], padding=padding: f(
                 i["in"], w["weight"], w.get("bias"), one(p.get("stride", [1])), padding,
                 one(p.get("dilation", [1])), p.get("groups", 1)),
             {"in": [[channels, *rest]]}, p, ws)
    for channels, rest, p in [
        (2, [2, 3], {"filters": 3, "kernel": [2], "stride": [2]}),
        (2, [3, 3], {"filters": 3}),
        (1, [3, 2], {"filters": 2, "kernel": [3, 2], "pad": [1, 0]}),
        (3, [3, 4], {"filters": 2, "kernel": [3], "stride": [2], "pad": [1], "outputPad": [1]}),
        (4, [3, 2], {"filters": 6, "kernel": [2, 3], "stride": [3, 2], "pad": [1, 2], "outputPad": [2, 1],
                     "dilation": [2, 1], "groups": 2, "bias": False}),
        (2, [3, 3], {"filters": 2, "kernel": [1], "stride": [2]}),
    ]:
        kernel = (p.get("kernel", [3]) * 2)[:2]
        ws = {"weight": [channels, p["filters"] // p.get("groups", 1), *kernel]}
        if p.get("bias", True):
            ws["bias"] = [p["filters"]]
        case("convTranspose2d",
             lambda i, w, p=p: F.conv_transpose2d(
                 i["in"], w["weight"], w.get("bias"), one(p.get("stride", [1])), one(p.get("pad", [0])),
                 one(p.get("outputPad", [0])), p.get("groups", 1), one(p.get("dilation", [1]))),
             {"in": [[channels, *rest]]}, p, ws)


def pools():
    largest, mean = {1: F.max_pool1d, 2: F.max_pool2d}, {1: F.avg_pool1d, 2: F.avg_pool2d}
    for axes, rest, p in [
        (1, [6], {}),
        (1, [7], {"kernel": [3], "stride": [1], "pad": [1], "dilation": [2]}),
        (2, [4, 5], {}),
        (2, [5, 5], {"kernel": [3], "stride": [2], "pad": [1]}),
        (2, [5, 6], {"kernel": [2, 3], "stride": [1, 2], "dilation": [2, 1]}),
        (2, [4, 4], {"kernel": [2], "stride": [3], "pad": [1]}),
        (2, [4, 4], {"kernel": [2], "stride": [2], "pad": [1]}),
    ]:
        f = lambda i, w, p=p, axes=axes: largest[axes](
            i["in"], one(p.get("kernel", [2])), one(p.get("stride", [2])), one(p.get("pad", [0])),
            one(p.get("dilation", [1])))
        case(f"maxPool{axes}d", f, {"in": [[2, *rest]]}, p)
        # Whole numbers from a small range: many ties, and windows whose numbers are all negative.
        case(f"maxPool{axes}d", f, {"in": [[2, *rest]]}, p,
             values={"in": torch.randint(-3, 0, (make.BATCH, 2, *rest)).double()})
    for axes, rest, p in [
        (1, [6], {}),
        (1, [7], {"kernel": [3], "stride": [1], "pad": [1]}),
        (1, [7], {"kernel": [3], "stride": [2], "pad": [1], "countPad": False}),
        (2, [4, 5], {}),
        (2, [5, 5], {"kernel": [3], "stride": [2], "pad": [1]}),
        (2, [5, 4], {"kernel": [2, 3], "stride": [1], "pad": [1, 0], "countPad": False}),
        (2, [4, 4], {"kernel": [2], "stride": [2], "pad": [1], "countPad": False}),
    ]:
        case(f"avgPool{axes}d",
             lambda i, w, p=p, axes=axes: mean[axes](
                 i["in"], one(p.get("kernel", [2])), one(p.get("stride", [2])), one(p.get("pad", [0])),
                 count_include_pad=p.get("countPad", True)),
             {"in": [[2, *rest]]}, p)
    case("globalAvgPool", lambda i, w: F.adaptive_avg_pool2d(i["in"], 1).flatten(1), {"in": [[3, 2, 4]]})
    case("globalAvgPool", lambda i, w: F.adaptive_avg_pool1d(i["in"], 1).flatten(1), {"in": [[3, 5]]})
    case("globalMaxPool", lambda i, w: F.adaptive_max_pool2d(i["in"], 1).flatten(1), {"in": [[3, 2, 4]]})
    case("globalMaxPool", lambda i, w: F.adaptive_max_pool2d(i["in"], 1).flatten(1), {"in": [[3, 3, 4]]},
         values={"in": torch.randint(0, 3, (make.BATCH, 3, 3, 4)).double()})


if __name__ == "__main__":
    make.BATCH = 2
    torch.manual_seed(4)
    movement()
    norms()
    convolutions()
    pools()
    make.write("layers.json", make.cases)
