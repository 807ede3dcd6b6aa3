"""The safetensors format by struct and json alone: what our reader and writer are held to."""
import base64
import json
import pathlib
import struct

tensors = {
    "dense1.bias": ("F32", [2], struct.pack("<2f", 0.5, -1.25)),
    "dense1.weight": ("F32", [2, 3], struct.pack("<6f", 1, 2, 3, -4, 5.5, 1e-3)),
    "neuron2.weight.e5": ("F64", [1], struct.pack("<d", 0.1)),
    "norm1.num_batches_tracked": ("I64", [], struct.pack("<q", -7)),
}
header, body = {"__metadata__": {"format": "pt"}}, b""
for name, (dtype, shape, data) in tensors.items():
    header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(body), len(body) + len(data)]}
    body += data
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
blob = struct.pack("<Q", len(text)) + text + body
target = pathlib.Path(__file__).with_suffix(".json")
target.write_text(json.dumps({"base64": base64.b64encode(blob).decode()}) + "\n")
