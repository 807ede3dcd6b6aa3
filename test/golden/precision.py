#!/usr/bin/env python3
"""How far PyTorch's float32 is from float64 where numbers cancel: what ours is measured by.

Run with a Python that has torch:  python3 test/golden/precision.py
Writes precision.json beside itself. Inputs are numbers of float32; errors are root mean squares over all numbers.
"""
import torch
import torch.nn.functional as F

from make import write

BATCH = 4
cases = []


def short(x):
    """The shortest decimals that round to these numbers of float32."""
    return {"shape": list(x.shape), "data": [float(str(v)) for v in x.reshape(-1).numpy()]}


def case(title, kind, params, forward, x, target=None, through=None):
    """`through`: a kind that stands before it."""
    x = x.float()

    def run(dtype):
        leaf = x.clone().to(dtype).requires_grad_()
        out = forward(leaf)
        # Each number of the result counts differently, as in the test.
        cotangent = torch.cos(1.7 * torch.arange(out.numel(), dtype=torch.float64) + 0.5).float().to(dtype)
        (out.reshape(-1) * cotangent).sum().backward()
        return out.detach().double(), leaf.grad.double()

    (out, grad), (out32, grad32) = run(torch.float64), run(torch.float32)
    off = lambda a, b: float((a - b).square().mean().sqrt())
    cases.append({"title": title, "case": kind, "through": through or "", "options": params, "input": short(x),
                  **({} if target is None else {"target": short(target.float())}),
                  "error": off(out32, out), "gradientError": off(grad32, grad)})


def norms():
    for offset in [0.0, 100.0, 1e4]:
        for spread in [1.0, 0.1]:
            name = f"at {offset:g} ± {spread:g}"
            case(f"layer norm of 32 {name}", "layerNorm", {}, lambda x: F.layer_norm(x, [x.shape[-1]]),
                 offset + spread * torch.randn(BATCH, 32))
            case(f"layer norm of 3×20 {name}", "layerNorm", {"axes": 2}, lambda x: F.layer_norm(x, [3, 20]),
                 offset + spread * torch.randn(BATCH, 3, 20))
            case(f"group norm {name}", "groupNorm", {"groups": 2}, lambda x: F.group_norm(x, 2),
                 offset + spread * torch.randn(BATCH, 4, 4, 4))
            case(f"instance norm {name}", "instanceNorm", {}, lambda x: F.instance_norm(x),
                 offset + spread * torch.randn(BATCH, 2, 6, 6))
            case(f"batch norm {name}", "batchNorm", {},
                 lambda x: F.batch_norm(x, None, None, training=True), offset + spread * torch.randn(BATCH, 3, 4, 4))
    first = torch.randn(BATCH, 32)
    first[:, 0] = 1e4
    case("layer norm with one outlier before all others", "layerNorm", {}, lambda x: F.layer_norm(x, [32]), first)


def saturated():
    for top in [4.0, 10.0, 15.0, 16.5, 17.0, 30.0]:
        for sign in [1, -1]:
            x = sign * torch.linspace(top - 1, top + 1, 40).reshape(BATCH, 10)
            for target in [0.0, 1.0]:
                t = torch.full_like(x, target)
                loss = lambda x, t=t: F.binary_cross_entropy(torch.sigmoid(x), t.to(x), reduction="none").mean(1)
                case(f"BCE of a sigmoid at {sign * top:g}, target {target:g}", "bce", {}, loss, x, t, "sigmoid")
                loss = lambda x, t=t: F.binary_cross_entropy_with_logits(x, t.to(x), reduction="none").mean(1)
                case(f"BCE of logits at {sign * top:g}, target {target:g}", "bceWithLogits", {}, loss, x, t)
    for top in [1.0, 10.0, 50.0]:
        x = top * torch.randn(BATCH, 10)
        case(f"log-softmax of ±{top:g}", "logSoftmax", {}, lambda x: F.log_softmax(x, -1), x)
        case(f"softmax of ±{top:g}", "softmax", {}, lambda x: F.softmax(x, -1), x)


if __name__ == "__main__":
    torch.manual_seed(37)
    norms()
    saturated()
    write("precision.json", cases)
