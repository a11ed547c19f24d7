"""Loads an exported language model into PyTorch and compares what it answers with check.safetensors.

    python test/weights/check-export.py FOLDER

Needs torch and safetensors. Prints the largest difference; ends with 1 when it is over 1e-5 of the
largest score, or when a tensor is missing or left over.
"""

import json
import sys
from pathlib import Path

import safetensors.torch
import torch

folder = Path(sys.argv[1])
config = json.loads((folder / "config.json").read_text())
state = folder / "model.pt"
weights = (
    torch.load(state, weights_only=True)
    if state.exists()
    else safetensors.torch.load_file(folder / "model.safetensors")
)
check = safetensors.torch.load_file(folder / "check.safetensors")

vocabulary, width = weights["embedding.weight"].shape
kind = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}[config["cell"]]
modules = {
    "embedding": torch.nn.Embedding(vocabulary, width),
    "rnn": getattr(torch.nn, kind)(
        width, config["hidden_size"], num_layers=config["num_layers"], batch_first=True
    ),
    "output": torch.nn.Linear(weights["output.weight"].shape[1], vocabulary),
}
if "projection.weight" in weights:
    outputs, inputs = weights["projection.weight"].shape
    modules["projection"] = torch.nn.Linear(inputs, outputs)
model = torch.nn.ModuleDict(modules).eval()
model.load_state_dict(weights, strict=True)

with torch.no_grad():
    hidden = model["rnn"](model["embedding"](check["tokens"].long()[None]))[0]
    if "projection" in modules:
        hidden = model["projection"](hidden)
    scores = model["output"](hidden)[0]
difference = (scores - check["scores"]).abs().max().item()
relative = difference / check["scores"].abs().max().item()
print(f"largest difference {difference:.2e}, {relative:.2e} of the largest score")
sys.exit(0 if relative <= 1e-5 else 1)
