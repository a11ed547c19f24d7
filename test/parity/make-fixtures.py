"""Makes test/fixtures/parity: inputs, values and gradients of recurrent layers by PyTorch and Keras.

    python test/parity/make-fixtures.py

needs torch, safetensors and keras (run with KERAS_BACKEND=torch). Everything is computed in double
precision and stored in single, so that the fixtures are right to the last stored digit. The loss
whose gradients are stored is linear: sum(outputs * probe.outputs) + sum(h_n * probe.h_n) + ...
"""

import os
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy
import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).parent.parent / "fixtures" / "parity"
TIME, BATCH, INPUT, HIDDEN = 7, 3, 5, 6


def normal(*shape):
    return torch.randn(*shape, dtype=torch.float64)


def store(name, tensors, note):
    single = {key: value.detach().to(torch.float32).contiguous() for key, value in tensors.items()}
    versions = f"torch {torch.__version__}, keras {keras.__version__}"
    save_file(single, FOLDER / f"{name}.safetensors", metadata={"made-by": versions, "note": note})


def with_gradients(inputs, results):
    """Adds probes and the gradients of the probes' loss by every input."""
    probes = {name: normal(*value.shape) for name, value in results.items()}
    loss = sum((value * probes[name]).sum() for name, value in results.items())
    gradients = torch.autograd.grad(loss, list(inputs.values()))
    return {
        **inputs,
        **results,
        **{f"probe.{name}": value for name, value in probes.items()},
        **{f"gradient.{name}": value for name, value in zip(inputs, gradients)},
    }


def torch_layer(name, kind, layers=1, bidirectional=False):
    torch.manual_seed(1)
    layer = kind(INPUT, HIDDEN, num_layers=layers, bidirectional=bidirectional).double()
    rows = layers * (2 if bidirectional else 1)
    inputs = {"x": normal(TIME, BATCH, INPUT), "h_0": normal(rows, BATCH, HIDDEN)}
    if kind is torch.nn.LSTM:
        inputs["c_0"] = normal(rows, BATCH, HIDDEN)
    for value in inputs.values():
        value.requires_grad_()
    states = tuple(value for key, value in inputs.items() if key != "x")
    outputs, last = layer(inputs["x"], states if len(states) > 1 else states[0])
    last = last if isinstance(last, tuple) else (last,)
    results = {"outputs": outputs, **dict(zip(("h_n", "c_n"), last))}
    inputs.update(layer.named_parameters())
    store(name, with_gradients(inputs, results), f"{kind.__name__}, time first")


def gru_reset_before():
    """Cho et al. 2014, which PyTorch does not have; columns r, z, n, one bias."""
    torch.manual_seed(2)
    inputs = {
        "x": normal(TIME, BATCH, INPUT),
        "h_0": normal(BATCH, HIDDEN),
        "input_kernel": normal(INPUT, 3 * HIDDEN) / INPUT**0.5,
        "recurrent_kernel": normal(HIDDEN, 3 * HIDDEN) / HIDDEN**0.5,
        "bias": normal(3 * HIDDEN),
    }
    for value in inputs.values():
        value.requires_grad_()
    w_r, w_z, w_n = inputs["input_kernel"].chunk(3, dim=1)
    u_r, u_z, u_n = inputs["recurrent_kernel"].chunk(3, dim=1)
    b_r, b_z, b_n = inputs["bias"].chunk(3)
    h = inputs["h_0"]
    outputs = []
    for x in inputs["x"]:
        r = torch.sigmoid(x @ w_r + h @ u_r + b_r)
        z = torch.sigmoid(x @ w_z + h @ u_z + b_z)
        n = torch.tanh(x @ w_n + (r * h) @ u_n + b_n)
        h = (1 - z) * n + z * h
        outputs.append(h)
    results = {"outputs": torch.stack(outputs), "h_n": h.clone()}
    store("equations-gru-reset-before", with_gradients(inputs, results), "by its equations")


def keras_layer(name, layer):
    """Weights as layer.get_weights() gives them; initial states zero."""
    generator = numpy.random.default_rng(3)
    x = generator.standard_normal((BATCH, TIME, INPUT))
    layer(x)
    weights = [generator.standard_normal(weight.shape) * 0.5 for weight in layer.get_weights()]
    layer.set_weights(weights)
    outputs = keras.ops.convert_to_numpy(layer(x))
    names = ("kernel", "recurrent_kernel", "bias")
    tensors = {key: torch.tensor(value) for key, value in zip(names, weights)}
    tensors["x"] = torch.tensor(x.transpose(1, 0, 2).copy())
    tensors["outputs"] = torch.tensor(outputs.transpose(1, 0, 2).copy())
    store(name, tensors, f"{type(layer).__name__}, made time first")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    keras.backend.set_floatx("float64")
    for id, kind in (("rnn", torch.nn.RNN), ("lstm", torch.nn.LSTM), ("gru", torch.nn.GRU)):
        torch_layer(f"torch-{id}", kind)
        torch_layer(f"torch-{id}-stacked-bidirectional", kind, layers=2, bidirectional=True)
    gru_reset_before()
    options = {"return_sequences": True}
    keras_layer("keras-rnn", keras.layers.SimpleRNN(HIDDEN, **options))
    keras_layer("keras-lstm", keras.layers.LSTM(HIDDEN, **options))
    keras_layer("keras-gru", keras.layers.GRU(HIDDEN, reset_after=True, **options))
    keras_layer("keras-gru-reset-before", keras.layers.GRU(HIDDEN, reset_after=False, **options))
