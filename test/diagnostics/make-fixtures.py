"""Gradients by lag of small PyTorch cells, by autograd.

python test/diagnostics/make-fixtures.py
"""

import json
from pathlib import Path

import torch

torch.manual_seed(5)
steps, sequences, inputs, hidden = 12, 3, 4, 6
# Order of the gates' columns here, from PyTorch's i, f, g, o and r, z, n.
orders = {"rnn": [0], "lstm": [0, 2, 1, 3], "gru": [0, 1, 2]}
cells = {"rnn": torch.nn.RNNCell, "lstm": torch.nn.LSTMCell, "gru": torch.nn.GRUCell}


def columns(weight: torch.Tensor, order: list[int]) -> torch.Tensor:
    blocks = weight.split(hidden, dim=0)
    return torch.cat([blocks[block] for block in order], dim=0).T.contiguous()


fixture = {"steps": steps, "sequences": sequences, "inputs": inputs, "hidden": hidden}
for name, make in cells.items():
    cell = make(inputs, hidden)
    x = torch.randn(steps, sequences, inputs)
    slope = torch.randn(sequences, hidden)
    state = torch.zeros(sequences, hidden, requires_grad=True)
    parts = [state, torch.zeros(sequences, hidden, requires_grad=True)] if name == "lstm" else [state]
    history = [parts]
    for step in range(steps):
        now = cell(x[step], (parts[0], parts[1]) if name == "lstm" else parts[0])
        # The state between two steps: what one step hands to the next, part by part.
        parts = [part.clone() for part in (now if name == "lstm" else [now])]
        for part in parts:
            part.retain_grad()
        history.append(parts)
    (parts[0] * slope).sum().backward()
    norms = []
    for state_parts in reversed(history):
        squares = [torch.zeros(()) if p.grad is None else (p.grad**2).sum() for p in state_parts]
        norms.append(float(torch.sqrt(sum(squares))))
    bias_ih, bias_hh = (columns(b[:, None], orders[name]).ravel() for b in (cell.bias_ih, cell.bias_hh))
    fixture[name] = {
        "x": x.ravel().tolist(),
        "slope": slope.ravel().tolist(),
        "inputKernel": columns(cell.weight_ih.detach(), orders[name]).ravel().tolist(),
        "recurrentKernel": columns(cell.weight_hh.detach(), orders[name]).ravel().tolist(),
        "bias": (bias_ih if name == "gru" else bias_ih + bias_hh).detach().tolist(),
        "recurrentBias": bias_hh.detach().tolist() if name == "gru" else None,
        "norms": norms,
    }
path = Path(__file__).parent / "fixtures" / "gradient-by-lag.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(fixture) + "\n")
