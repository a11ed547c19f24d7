"""Makes test/fixtures/parity/cross-entropy-*.safetensors: a linear layer and its cross-entropy.

    python test/parity/make-loss-fixtures.py

needs torch and safetensors. Everything is computed in double precision by
torch.nn.functional.cross_entropy and stored in single; labels are stored as floats.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).parent.parent / "fixtures" / "parity"
ROWS, WIDTH, CLASSES = 13, 21, 37


def store(name, smoothing, omits):
    torch.manual_seed(5)
    hidden = torch.randn(ROWS, WIDTH, dtype=torch.float64, requires_grad=True)
    weight = torch.randn(CLASSES, WIDTH, dtype=torch.float64, requires_grad=True)
    bias = torch.randn(CLASSES, dtype=torch.float64, requires_grad=True)
    labels = torch.randint(CLASSES, (ROWS,))
    if omits:
        labels[::4] = -1
    options = {"label_smoothing": smoothing, "ignore_index": -1}
    scores = hidden @ weight.T + bias
    losses = torch.nn.functional.cross_entropy(scores, labels, reduction="none", **options)
    loss = torch.nn.functional.cross_entropy(scores, labels, **options)
    gradients = torch.autograd.grad(loss, [hidden, weight, bias])
    names = ["hidden", "weight", "bias"]
    tensors = {
        **dict(zip(names, [hidden, weight, bias])),
        "labels": labels,
        "losses": losses,
        "loss": loss.reshape(1),
        **{f"gradient.{key}": value for key, value in zip(names, gradients)},
    }
    single = {key: value.detach().to(torch.float32).contiguous() for key, value in tensors.items()}
    save_file(single, FOLDER / f"{name}.safetensors", metadata={"made-by": f"torch {torch.__version__}"})


store("cross-entropy", 0.0, False)
store("cross-entropy-smoothed", 0.1, False)
store("cross-entropy-omitted", 0.1, True)
