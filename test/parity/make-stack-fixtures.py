"""Makes test/fixtures/parity/stack-*.safetensors: stacked layers with shortcuts between them.

    python test/parity/make-stack-fixtures.py

needs torch and safetensors. Three GRU layers in both directions over packed sequences of different
lengths; what goes up from one to the next is written out from the published equations. Everything
is computed in double precision and stored in single. The loss whose gradients are stored is linear
in the outputs.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).parent.parent / "fixtures" / "parity"
TIME, BATCH, HIDDEN, LAYERS = 5, 3, 3, 3
WIDTH = 2 * HIDDEN
LENGTHS = [5, 2, 4]


def normal(*shape):
    return torch.randn(*shape, dtype=torch.float64)


def layer_run(layer, x):
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, LENGTHS, enforce_sorted=False)
    outputs, _ = layer(packed)
    return torch.nn.utils.rnn.pad_packed_sequence(outputs, total_length=TIME)[0]


def stack(connection):
    torch.manual_seed(6)
    inputs = {"x": normal(TIME, BATCH, WIDTH).requires_grad_()}
    counts = (torch.arange(TIME)[:, None] < torch.tensor(LENGTHS))[:, :, None].double()
    read = inputs["x"]
    for depth in range(LAYERS):
        layer = torch.nn.GRU(read.shape[2], HIDDEN, bidirectional=True).double()
        for name, value in layer.named_parameters():
            inputs[f"{depth}.{name}"] = value
        outputs = layer_run(layer, read)
        if connection == "residual":
            read = outputs + read
        elif connection == "highway":
            weight, bias = normal(WIDTH, WIDTH) / 2, normal(WIDTH)
            inputs[f"{depth}.gate.weight"] = weight.requires_grad_()
            inputs[f"{depth}.gate.bias"] = bias.requires_grad_()
            transform = torch.sigmoid(read @ weight.T + bias)
            read = transform * outputs + (1 - transform) * read
        elif depth + 1 < LAYERS:
            read = torch.cat([read, outputs], 2)
        else:
            read = outputs
    outputs = read * counts
    last = torch.stack([
        torch.cat([outputs[length - 1, place, :HIDDEN], outputs[0, place, HIDDEN:]])
        for place, length in enumerate(LENGTHS)
    ])
    probe = normal(*outputs.shape)
    gradients = torch.autograd.grad((outputs * probe).sum(), list(inputs.values()))
    tensors = {
        **inputs,
        "outputs": outputs,
        "last": last,
        "probe": probe,
        **{f"gradient.{name}": value for name, value in zip(inputs, gradients)},
    }
    single = {key: value.detach().to(torch.float32).contiguous() for key, value in tensors.items()}
    made_by = {"made-by": f"torch {torch.__version__}"}
    save_file(single, FOLDER / f"stack-{connection}.safetensors", metadata=made_by)


for connection in ("residual", "highway", "dense"):
    stack(connection)
