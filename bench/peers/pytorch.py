"""PyTorch as a contestant, on one thread, asked over its standard input: one line of JSON in, one out.

    {"prepare": FILE}             the job, with each array as a file of float32 beside it
    {"start": true}               goes back to the job's numbers
    {"losses": N, "ms": TIME}     -> the costs of the first steps
    {"measure": TIME}             -> {"steps": N, "seconds": S, "processor": S}
    {"products": true}            -> GFLOP/s of its matrix products, which depend on the BLAS beneath it

Modules, gradients and optimisers are its own; only the weights and the batch are the job's.
"""
import json
import os
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)


class LastState(nn.Module):
    def __init__(self, lstm):
        super().__init__()
        self.lstm = lstm

    def forward(self, x):
        return self.lstm(x)[0][:, -1]


def array(folder, name, shape):
    data = open(os.path.join(folder, name), "rb").read()
    return torch.frombuffer(bytearray(data), dtype=torch.float32).reshape(shape)


def layer_of(layer, shapes):
    kind = layer["kind"]
    shape = shapes.get(layer["id"] + ".weight")
    if kind == "dense":
        return nn.Linear(shape[1], shape[0])
    if kind == "relu":
        return nn.ReLU()
    if kind == "tanh":
        return nn.Tanh()
    if kind == "flatten":
        return nn.Flatten()
    if kind == "reshape":
        return nn.Unflatten(1, layer["shape"])
    if kind == "conv2d":
        return nn.Conv2d(shape[1], shape[0], layer["kernel"], padding="same")
    if kind == "maxPool2d":
        return nn.MaxPool2d(layer["kernel"])
    if kind == "batchNorm":
        return nn.BatchNorm1d(shape[0], eps=layer["eps"], momentum=layer["momentum"])
    if kind == "lstm":
        features = shapes[layer["id"] + ".weight_ih_l0"][1]
        return LastState(nn.LSTM(features, layer["units"], batch_first=True))
    raise ValueError(f"no module for {kind}")


class Contestant:
    def prepare(self, path):
        self.folder = os.path.dirname(path)
        self.job = json.load(open(path))
        self.x = array(self.folder, "x", [self.job["batch"], *self.job["input"]])
        self.y = array(self.folder, "y", [self.job["batch"], self.job["targets"]])

    def start(self):
        job = self.job
        shapes = {p["name"]: p["shape"] for p in job["parameters"]}
        modules = {layer["id"]: layer_of(layer, shapes) for layer in job["layers"]}
        self.net = nn.Sequential(*modules.values())
        with torch.no_grad():
            for name, shape in shapes.items():
                node, own = name.split(".")
                module = modules[node]
                target = getattr(module.lstm if isinstance(module, LastState) else module, own)
                target.copy_(array(self.folder, name, shape))
        adam = job["optimiser"] == "adam"
        self.optimiser = (torch.optim.Adam if adam else torch.optim.SGD)(self.net.parameters(), lr=job["lr"])
        self.loss = nn.MSELoss() if job["loss"] == "mse" else nn.CrossEntropyLoss()

    def step(self):
        self.optimiser.zero_grad(set_to_none=True)
        cost = self.loss(self.net(self.x), self.y)
        cost.backward()
        self.optimiser.step()
        return cost

    def losses(self, count, ms):
        begin = time.perf_counter()
        costs = []
        while len(costs) < count and (len(costs) < 2 or (time.perf_counter() - begin) * 1000 < ms):
            costs.append(self.step().item())
        return costs

    def measure(self, ms):
        begin, used = time.perf_counter(), time.process_time()
        steps = 0
        while True:
            self.step()
            steps += 1
            seconds = time.perf_counter() - begin
            if seconds * 1000 >= ms:
                return {"steps": steps, "seconds": seconds, "processor": time.process_time() - used}


def products():
    a, b = torch.randn(128, 512), torch.randn(512, 512)
    least = float("inf")
    for _ in range(50):
        begin = time.perf_counter()
        a @ b
        least = min(least, time.perf_counter() - begin)
    return 2 * 128 * 512 * 512 / least / 1e9


contestant = Contestant()
for line in sys.stdin:
    asked = json.loads(line)
    try:
        if "prepare" in asked:
            answer = contestant.prepare(asked["prepare"])
        elif "start" in asked:
            answer = contestant.start()
        elif "losses" in asked:
            answer = contestant.losses(asked["losses"], asked["ms"])
        elif "products" in asked:
            answer = products()
        else:
            answer = contestant.measure(asked["measure"])
        print(json.dumps({"answer": answer}), flush=True)
    except Exception as error:  # told to who asked, who names it in the table
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
