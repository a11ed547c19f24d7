"""Makes test/fixtures/parity/stack-*.safetensors: stacked layers with shortcuts between them, and
past-attention-*.safetensors: a layer whose outputs attend to those before.

    python test/parity/make-stack-fixtures.py

needs torch and safetensors. Three GRU layers in both directions over packed sequences of different
lengths; what goes up from one to the next is written out from the published equations. Everything
is computed in double precision and stored in single. The loss whose gradients are stored is linear
in the outputs. Attention is written out step by step, for every output its own past.
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
    store(f"stack-{connection}", inputs, {"outputs": outputs, "last": last})


def store(name, inputs, results):
    outputs = results["outputs"]
    probe = normal(*outputs.shape)
    gradients = torch.autograd.grad((outputs * probe).sum(), list(inputs.values()))
    tensors = {
        **inputs,
        **results,
        "probe": probe,
        **{f"gradient.{key}": value for key, value in zip(inputs, gradients)},
    }
    single = {key: value.detach().to(torch.float32).contiguous() for key, value in tensors.items()}
    made_by = {"made-by": f"torch {torch.__version__}"}
    save_file(single, FOLDER / f"{name}.safetensors", metadata=made_by)


WINDOW, UNITS, STEPS, SEQUENCES = 3, 6, 8, 2


def past_attention(kind):
    torch.manual_seed(7)
    inputs = {"x": normal(STEPS, SEQUENCES, 4).requires_grad_()}
    layer = torch.nn.GRU(4, UNITS).double()
    inputs.update(layer.named_parameters())
    hidden, _ = layer(inputs["x"])
    parts = {"query-key-value": 1, "key-value": 2, "key-value-predict": 3}[kind]
    size = UNITS // parts
    names = ("query", "key", "value") if parts == 1 else ("query",)
    for name in names:
        inputs[name] = (normal(size, size) / size**0.5).requires_grad_()
    inputs["combine.weight"] = (normal(2 * size, UNITS) / size**0.5).requires_grad_()
    inputs["combine.bias"] = normal(UNITS).requires_grad_()
    if parts == 1:
        keys, values = hidden @ inputs["key"], hidden @ inputs["value"]
        queries, own = hidden @ inputs["query"], hidden
    else:
        cut = hidden.split(size, 2)
        keys, values, own = cut[0], cut[1], cut[-1]
        queries = keys @ inputs["query"]
    outputs = []
    for t in range(STEPS):
        read = torch.zeros(SEQUENCES, size, dtype=torch.float64)
        past = range(max(0, t - WINDOW), t)
        if len(past) > 0:
            scores = torch.stack([(queries[t] * keys[s]).sum(1) / size**0.5 for s in past], 1)
            weights = torch.softmax(scores, 1)
            read = sum(weights[:, place, None] * values[s] for place, s in enumerate(past))
        both = torch.cat([own[t], read], 1)
        outputs.append(torch.tanh(both @ inputs["combine.weight"] + inputs["combine.bias"]))
    store(f"past-attention-{kind}", inputs, {"outputs": torch.stack(outputs)})


for connection in ("residual", "highway", "dense"):
    stack(connection)
for kind in ("query-key-value", "key-value", "key-value-predict"):
    past_attention(kind)
