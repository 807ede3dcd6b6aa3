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


def mean(x):
    return x.reshape(BATCH, -1).mean(1)


def both(*s, target=None):
    return {"prediction": [list(s)], "target": [list(s if target is None else target)]}


def losses():
    for s in [(1,), (3,), (2, 3)]:
        case("mae", lambda i, w: mean(F.l1_loss(i["prediction"], i["target"], reduction="none")), both(*s))
        for delta in [1.0, 0.3]:
            f = lambda i, w, d=delta: mean(F.huber_loss(i["prediction"], i["target"], reduction="none", delta=d))
            case("huber", f, both(*s), {"delta": delta})
        bce = lambda i, w: mean(F.binary_cross_entropy(i["prediction"], i["target"], reduction="none"))
        case("bce", bce, both(*s), values={"prediction": torch.rand(BATCH, *s), "target": torch.rand(BATCH, *s)})
        sign = torch.sign(torch.randn(BATCH, *s))
        hinge = lambda i, w: mean(torch.relu(1 - i["target"] * i["prediction"]))
        case("hinge", hinge, both(*s), values={"target": sign})
    # No difference at all, one that is exactly delta, and large ones.
    edge = {"prediction": torch.tensor([[0.0, 1.0, -1.0, 1e3]] * 3), "target": torch.zeros(3, 4)}
    case("mae", lambda i, w: mean((i["prediction"] - i["target"]).abs()), both(4), values=edge)
    case("huber", lambda i, w: mean(F.huber_loss(i["prediction"], i["target"], reduction="none")), both(4),
         values=edge)
    sure = {"prediction": torch.tensor([[0.0, 1.0, 0.0, 1.0], [1e-9, 1 - 1e-9, 0.5, 1e-45], [1e-13, 1e-12, 0.25, 0.75]]),
            "target": torch.tensor([[0.0, 1.0, 1.0, 0.0], [1.0, 0.0, 0.5, 1.0], [1.0, 0.0, 1.0, 0.0]])}
    case("bce", lambda i, w: mean(F.binary_cross_entropy(i["prediction"], i["target"], reduction="none")), both(4),
         values=sure, held=["target"])
    case("hinge", lambda i, w: mean(torch.relu(1 - i["target"] * i["prediction"])), both(4),
         values={"prediction": torch.tensor([[1.0, -1.0, 1e3, -1e3]] * 3), "target": torch.ones(3, 4)})

    hot = F.one_hot(torch.tensor([2, 0, 3]), 4).to(EDGY)
    spread = torch.softmax(torch.randn(BATCH, 4), -1)
    index = torch.tensor([2.0, 0.0, 3.0])
    kept = lambda t: t[..., 0] if t.dim() == 2 else t
    for smoothing in [0.0, 0.1, 1.0]:
        params = {"labelSmoothing": smoothing}
        f = lambda i, w, e=smoothing: F.cross_entropy(i["prediction"], i["target"], reduction="none", label_smoothing=e)
        case("crossEntropy", f, both(4), params, values={"target": hot})
        case("crossEntropy", f, both(4), params, values={"target": spread})
        g = lambda i, w, e=smoothing: F.cross_entropy(
            i["prediction"], kept(i["target"]).long(), reduction="none", label_smoothing=e)
        case("crossEntropy", g, both(4, target=()), params, values={"target": index})
        case("crossEntropy", g, both(4, target=(1,)), params, values={
            "target": index[:, None], "prediction": 300 * torch.randn(BATCH, 4)})
        places = lambda i, w, e=smoothing: F.cross_entropy(
            i["prediction"].permute(0, 2, 1), i["target"].long(), reduction="none", label_smoothing=e).mean(1)
        case("crossEntropy", places, both(2, 3, target=(2,)), params, values={
            "target": torch.tensor([[0.0, 1.0], [2.0, 2.0], [1.0, 0.0]])})
    logp = torch.log_softmax(torch.randn(BATCH, 4), -1)
    nll = lambda i, w: F.nll_loss(i["prediction"], kept(i["target"]).long(), reduction="none")
    case("nll", nll, both(4, target=()), values={"prediction": logp, "target": index})
    case("nll", nll, both(4, target=(1,)), values={"prediction": logp, "target": index[:, None]})
    case("nll", lambda i, w: -(i["prediction"] * i["target"]).sum(-1), both(4), values={"prediction": logp, "target": hot})

    kl = lambda i, w: F.kl_div(i["prediction"], i["target"], reduction="none").reshape(BATCH, -1).sum(1)
    case("klDiv", kl, both(4), values={"prediction": logp, "target": spread})
    case("klDiv", kl, both(2, 3), values={
        "prediction": torch.log_softmax(torch.randn(BATCH, 2, 3), -1),
        "target": torch.softmax(torch.randn(BATCH, 2, 3), -1)})
    # A target that is sure: its zeros add nothing. PyTorch has no slope in the target there.
    case("klDiv", kl, both(4), values={"prediction": logp, "target": hot}, held=["target"])
    entropy = lambda i, w: torch.special.entr(i["in"]).sum(-1)
    case("entropy", entropy, {"in": [[4]]}, values={"in": spread})
    case("entropy", lambda i, w: entropy(i, w) / torch.log(torch.tensor(2.0)), {"in": [[4]]}, {"unit": "bits"},
         values={"in": spread})
    case("selfInformation", lambda i, w: -torch.log(i["in"]), {"in": [[4]]}, values={"in": spread})
    case("selfInformation", lambda i, w: -torch.log2(i["in"]), {"in": [[4]]}, {"unit": "bits"}, values={"in": spread})


if __name__ == "__main__":
    torch.manual_seed(11)
    activations()
    losses()
    write("functions.json", cases)
