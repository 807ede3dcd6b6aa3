#!/usr/bin/env python3
"""Golden numbers from PyTorch for batch norm: one batch in training and in inference, and a training run.

Run with a Python that has torch (1.13 or later):  python3 test/golden/batch-norm.py
Writes batch-norm.json beside itself; it is committed.
"""
import torch
import torch.nn.functional as F

from make import plain, write


def batches():
    found = []
    for shape, params in [
        ([3], {}),
        ([2, 4], {"momentum": 0.5, "eps": 0.1}),
        ([3, 2, 3], {}),
        ([2, 2, 2], {"affine": False, "momentum": 0.0}),
        ([2, 2, 2], {"momentum": 1.0}),
    ]:
        for mode in ["train", "eval"]:
            x = (2 * torch.randn(4, *shape) + 1).requires_grad_()
            c = shape[0]
            w = {"weight": torch.randn(c).requires_grad_(), "bias": torch.randn(c).requires_grad_()}
            if not params.get("affine", True):
                w = {}
            mean, var = torch.randn(c), torch.rand(c) + 0.5
            states = {"running_mean": plain(mean)["data"], "running_var": plain(var)["data"]}
            out = F.batch_norm(x, mean, var, w.get("weight"), w.get("bias"), mode == "train",
                               params.get("momentum", 0.1), params.get("eps", 1e-5))
            cotangent = torch.randn_like(out)
            leaves = {"in": x, **w}
            grads = torch.autograd.grad((out * cotangent).sum(), list(leaves.values()))
            found.append({
                "kind": "batchNorm", "mode": mode, "params": params, "at": {"in": [shape]}, "states": states,
                "after": {"running_mean": plain(mean)["data"], "running_var": plain(var)["data"]},
                "inputs": {"in": plain(x)}, "weights": {k: plain(v) for k, v in w.items()},
                "cotangent": plain(cotangent), "out": plain(out),
                "gradients": {k: plain(g) for k, g in zip(leaves, grads)},
            })
    return found


def run():
    """Five steps of a network with two batch norms, its state after each, and its losses in inference."""
    x, t = torch.randn(6, 3), torch.randn(6, 1)
    net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Tanh(),
                              torch.nn.Linear(4, 2), torch.nn.BatchNorm1d(2, momentum=0.3), torch.nn.Linear(2, 1))
    ids = {0: "dense1", 1: "batchNorm1", 3: "dense2", 4: "batchNorm2", 5: "dense3"}
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(torch.randn_like(p))

    def numbers():
        return {f"{ids[i]}.{n}": plain(v) for i in ids for n, v in net[i].state_dict().items()
                if n != "num_batches_tracked"}

    start = numbers()
    o = torch.optim.SGD(net.parameters(), lr=0.1)
    steps = []
    for _ in range(5):
        net.train()
        o.zero_grad()
        cost = F.mse_loss(net(x), t)
        cost.backward()
        o.step()
        net.eval()
        losses = F.mse_loss(net(x), t, reduction="none").mean(1)
        steps.append({"cost": float(cost.detach()), "numbers": numbers(), "losses": plain(losses)["data"]})
    return {"x": plain(x), "y": plain(t), "start": start, "steps": steps}


if __name__ == "__main__":
    torch.manual_seed(5)
    write("batch-norm.json", {"batches": batches(), "run": run()})
