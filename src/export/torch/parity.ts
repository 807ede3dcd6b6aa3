/** `parity.py`: the export against what the app computed, in float64, from the same weights and rows. */
export const PARITY = `"""Asserts that the model gives the numbers that the app computed: values, cost and gradients."""
import json
import pathlib

import torch

from model import Model, load_weights

here = pathlib.Path(__file__).resolve().parent
# Relative to the largest number of a tensor; both sides compute in float64.
TOLERANCE = 1e-9


def tensor(told):
    return torch.tensor(told["data"], dtype=torch.float64).reshape(told["shape"])


def same(name, got, told):
    want = tensor(told)
    got = torch.zeros_like(want) if got is None else got.detach().reshape(want.shape)
    worst = (got - want).abs().max().item() if want.numel() else 0.0
    limit = TOLERANCE * max(1.0, want.abs().max().item() if want.numel() else 0.0)
    assert worst <= limit, f"{name}: differs by {worst}, more than {limit}"


def main():
    torch.set_default_dtype(torch.float64)
    expected = json.loads((here / "parity.json").read_text())
    model = Model().double()
    load_weights(model, here / "weights.safetensors")
    model.train()
    # What is drawn at random differs between programs: both leave dropout out.
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    result = model({name: tensor(told) for name, told in expected["batch"].items()})
    values = result["values"]
    for name, told in expected["values"].items():
        same(name, values[name], told)
    if expected["cost"] is not None:
        same("cost", result["cost"], expected["cost"])
        for value in values.values():
            if value.requires_grad:
                value.retain_grad()
        if result["objective"].requires_grad:
            result["objective"].backward()
    parameters = dict(model.named_parameters())
    for name, told in expected["gradients"].items():
        same(f"gradient of {name}", parameters[name].grad, told)
    print(f"equal: {len(expected['values'])} values, {len(expected['gradients'])} gradients")


main()
`;
