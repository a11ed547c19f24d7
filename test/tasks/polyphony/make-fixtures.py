"""Negative log-likelihood, gradients and note scores of two made-up pieces by PyTorch and NumPy.

python test/tasks/polyphony/make-fixtures.py
"""

import json
from pathlib import Path

import numpy as np
import torch

torch.manual_seed(3)
rng = np.random.default_rng(3)
keys, hidden, lowest = 88, 3, 21
lengths = [7, 4]
rolls = [(rng.random((steps, keys)) < 0.04).astype(np.float32) for steps in lengths]
layer = torch.nn.LSTM(keys, hidden)
output = torch.nn.Linear(hidden, keys)
with torch.no_grad():
    output.bias -= 1.5
    # So that some keys are told to sound.
    output.weight *= 12

nats, first, scores = 0.0, 0.0, []
for roll in rolls:
    heard = np.vstack([np.zeros((1, keys), np.float32), roll[:-1]])
    states, _ = layer(torch.from_numpy(heard)[:, None])
    logits = output(states[:, 0])
    losses = torch.nn.functional.binary_cross_entropy_with_logits(
        logits, torch.from_numpy(roll), reduction="none"
    ).sum(1)
    nats = nats + losses.sum()
    first += losses[0].item()
    scores.append(logits)
frames = sum(lengths)
loss = nats / frames
loss.backward()

# The same once more without PyTorch's own loss, in float64.
told = np.concatenate([one.detach().numpy() for one in scores]).astype(np.float64)
truth = np.concatenate(rolls).astype(np.float64)
probability = 1 / (1 + np.exp(-told))
likelihood = truth * np.log(probability) + (1 - truth) * np.log(1 - probability)
nll = -likelihood.sum(1).mean()
assert abs(nll - loss.item()) < 1e-5
on = told >= 0
right = (on & (truth == 1)).sum()
wrong = (on & (truth == 0)).sum()
missed = (~on & (truth == 1)).sum()
assert right > 0 and wrong > 0 and missed > 0

parameters = {**dict(layer.named_parameters()), **dict(output.named_parameters())}
fixture = {
    "pieces": [[[lowest + int(k) for k in np.flatnonzero(step)] for step in roll] for roll in rolls],
    "hidden": hidden,
    "weights": {name: value.detach().tolist() for name, value in parameters.items()},
    "gradients": {name: value.grad.tolist() for name, value in parameters.items()},
    "metrics": {
        "nll": nll,
        "nll_continued": (nll * frames - first) / (frames - len(rolls)),
        "frame_accuracy": right / (right + wrong + missed),
        "note_f1": 2 * right / (2 * right + wrong + missed),
    },
}


def rounded(value):
    """Eight digits that count, which hold a float32."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, list):
        return [rounded(one) for one in value]
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    return value


path = Path(__file__).parent / "fixtures" / "likelihood.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(rounded(fixture)) + "\n")
