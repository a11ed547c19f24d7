"""Makes test/fixtures/backend/ctc.json: losses and gradients of torch.nn.functional.ctc_loss.

Needs torch: python test/backend/make-ctc-fixture.py
"""

import json
from pathlib import Path

import torch

target = Path(__file__).resolve().parents[1] / "fixtures" / "backend" / "ctc.json"
target.parent.mkdir(parents=True, exist_ok=True)

torch.manual_seed(5)
time, classes = 12, 5
blank = classes - 1
labels = [[0], [1, 1, 2], [3, 0, 3, 0, 3], [2, 2, 2, 2]]
# The last sequences have exactly as many steps as their labels need.
lengths = [12, 9, 5, 7]

logits = torch.randn(time, len(labels), classes, dtype=torch.float64) * 2
logits.requires_grad_()
losses = torch.nn.functional.ctc_loss(
    logits.log_softmax(2),
    torch.tensor([label for one in labels for label in one]),
    torch.tensor(lengths),
    torch.tensor([len(one) for one in labels]),
    blank=blank,
    reduction="none",
)
weights = torch.tensor([1.0, -0.5, 2.0, 0.25], dtype=torch.float64)
(losses * weights).sum().backward()


def rounded(tensor):
    return [round(value, 7) for value in tensor.detach().flatten().tolist()]


target.write_text(
    json.dumps(
        {
            "torch": torch.__version__,
            "shape": [time, len(labels), classes],
            "labels": labels,
            "lengths": lengths,
            "logits": rounded(logits),
            "weights": weights.tolist(),
            "losses": rounded(losses),
            "gradient": rounded(logits.grad),
        }
    )
    + "\n"
)
