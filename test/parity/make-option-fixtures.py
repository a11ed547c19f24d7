"""Makes test/fixtures/parity/options-*.safetensors: recurrent layers with the options of a kernel.

    python test/parity/make-option-fixtures.py

needs torch and safetensors. Variable lengths are PyTorch's packed sequences; recurrent dropout,
zoneout and layer normalisation are explicit loops over the published equations, written here by
themselves in PyTorch's gate orders and row-major weights. Everything is computed in double
precision and stored in single. The loss whose gradients are stored is linear in the outputs and
final states.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).parent.parent / "fixtures" / "parity"
TIME, BATCH, INPUT, HIDDEN = 6, 4, 3, 5
LENGTHS = [6, 1, 4, 3]
GATES = {"rnn": 1, "lstm": 4, "gru": 3, "gru-reset-before": 3}
# Columns of gates that share mean and variance.
GROUPS = {"rnn": [1], "lstm": [4], "gru": [2, 1], "gru-reset-before": [2, 1]}


def normal(*shape):
    return torch.randn(*shape, dtype=torch.float64)


def store(name, inputs, constants, results):
    probes = {key: normal(*value.shape) for key, value in results.items()}
    loss = sum((value * probes[key]).sum() for key, value in results.items())
    gradients = torch.autograd.grad(loss, list(inputs.values()))
    tensors = {
        **inputs,
        **constants,
        **results,
        **{f"probe.{key}": value for key, value in probes.items()},
        **{f"gradient.{key}": value for key, value in zip(inputs, gradients)},
    }
    single = {key: value.detach().to(torch.float32).contiguous() for key, value in tensors.items()}
    save_file(single, FOLDER / f"{name}.safetensors", metadata={"made-by": f"torch {torch.__version__}"})


def states_of(cell):
    return ("h", "c") if cell == "lstm" else ("h",)


def packed(cell, kind):
    """Both directions of one layer over sequences of different lengths."""
    torch.manual_seed(4)
    layer = kind(INPUT, HIDDEN, bidirectional=True).double()
    inputs = {"x": normal(TIME, BATCH, INPUT)}
    for state in states_of(cell):
        inputs[f"{state}_0"] = normal(2, BATCH, HIDDEN)
    for value in inputs.values():
        value.requires_grad_()
    initial = tuple(inputs[f"{state}_0"] for state in states_of(cell))
    sequence = torch.nn.utils.rnn.pack_padded_sequence(inputs["x"], LENGTHS, enforce_sorted=False)
    outputs, last = layer(sequence, initial if len(initial) > 1 else initial[0])
    last = last if isinstance(last, tuple) else (last,)
    outputs, _ = torch.nn.utils.rnn.pad_packed_sequence(outputs, total_length=TIME)
    results = {"outputs": outputs, **{f"{s}_n": v for s, v in zip(states_of(cell), last)}}
    inputs.update(layer.named_parameters())
    store(f"options-{cell}-packed", inputs, {"lengths": torch.tensor(LENGTHS)}, results)


def layer_norm(value, gain, shift=None):
    return torch.nn.functional.layer_norm(value, (value.shape[-1],), gain, shift, 1e-5)


def by_group(cell, value, gain):
    """Each group of gates normalised by itself."""
    sizes = [gates * HIDDEN for gates in GROUPS[cell]]
    pairs = zip(value.split(sizes, -1), gain.split(sizes, -1))
    return torch.cat([layer_norm(part, part_gain) for part, part_gain in pairs], -1)


class Loop:
    """One step after another; `normalized` and `mask` as the case asks."""

    def __init__(self, cell, inputs, mask=None, normalized=False):
        self.cell, self.inputs, self.mask, self.normalized = cell, inputs, mask, normalized

    def read(self, h):
        return h if self.mask is None else h * self.mask

    def product(self, value, weight, gain):
        product = value @ self.inputs[weight].T
        return by_group(self.cell, product, self.inputs[gain]) if self.normalized else product

    def step(self, x, h, c):
        given = self.inputs
        from_x = self.product(x, "weight_ih", "gain_ih") + given["bias"]
        if self.cell == "gru-reset-before":
            return self.gru_reset_before(from_x, h), None
        from_h = self.product(self.read(h), "weight_hh", "gain_hh")
        if self.cell == "rnn":
            return torch.tanh(from_x + from_h), None
        if self.cell == "gru":
            r_x, z_x, n_x = from_x.chunk(3, -1)
            r_h, z_h, n_h = (from_h + given["bias_hh"]).chunk(3, -1)
            z = torch.sigmoid(z_x + z_h)
            n = torch.tanh(n_x + torch.sigmoid(r_x + r_h) * n_h)
            return (1 - z) * n + z * h, None
        i, f, g, o = (from_x + from_h).chunk(4, -1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        seen = layer_norm(c, given["gain_c"], given["shift_c"]) if self.normalized else c
        return torch.sigmoid(o) * torch.tanh(seen), c

    def gru_reset_before(self, from_x, h):
        given, read = self.inputs, self.read(h)
        gates, candidate = given["weight_hh"].split([2 * HIDDEN, HIDDEN], 0)
        from_h = read @ gates.T
        if self.normalized:
            from_h = layer_norm(from_h, given["gain_hh"][: 2 * HIDDEN])
        r_x, z_x, n_x = from_x.chunk(3, -1)
        r_h, z_h = from_h.chunk(2, -1)
        r, z = torch.sigmoid(r_x + r_h), torch.sigmoid(z_x + z_h)
        n_h = (r * read) @ candidate.T
        if self.normalized:
            n_h = layer_norm(n_h, given["gain_hh"][2 * HIDDEN :])
        return (1 - z) * torch.tanh(n_x + n_h) + z * h


def looped(cell, name, mask=False, zoneout=None, normalized=False, lengths=False, reverse=False):
    torch.manual_seed(5)
    width = GATES[cell] * HIDDEN
    inputs = {"x": normal(TIME, BATCH, INPUT), "h_0": normal(BATCH, HIDDEN)}
    if cell == "lstm":
        inputs["c_0"] = normal(BATCH, HIDDEN)
    inputs["weight_ih"] = normal(width, INPUT) / INPUT**0.5
    inputs["weight_hh"] = normal(width, HIDDEN) / HIDDEN**0.5
    inputs["bias"] = normal(width)
    if cell == "gru":
        inputs["bias_hh"] = normal(width)
    if normalized:
        inputs["gain_ih"], inputs["gain_hh"] = 1 + normal(width) / 4, 1 + normal(width) / 4
        if cell == "lstm":
            inputs["gain_c"], inputs["shift_c"] = 1 + normal(HIDDEN) / 4, normal(HIDDEN) / 4
    for value in inputs.values():
        value.requires_grad_()
    constants = {}
    if mask:
        constants["recurrent_mask"] = (torch.rand(BATCH, HIDDEN) < 0.7).double() / 0.7
    for state in states_of(cell) if zoneout else ():
        shape = (TIME, BATCH, HIDDEN)
        kept = (torch.rand(shape) < 0.4).double() if zoneout == "training" else torch.full((1, 1, 1), 0.3)
        constants[f"kept_{state}"] = kept.double()
    if lengths:
        constants["lengths"] = torch.tensor(LENGTHS)

    loop = Loop(cell, inputs, constants.get("recurrent_mask"), normalized)
    h, c = inputs["h_0"], inputs.get("c_0")
    outputs = [None] * TIME
    for t in reversed(range(TIME)) if reverse else range(TIME):
        new_h, new_c = loop.step(inputs["x"][t], h, c)
        if zoneout:
            new_h = mix(constants["kept_h"], t, h, new_h)
            new_c = None if c is None else mix(constants["kept_c"], t, c, new_c)
        counts = (constants["lengths"] > t if lengths else torch.ones(BATCH, dtype=bool))[:, None]
        outputs[t] = torch.where(counts, new_h, torch.zeros_like(new_h))
        h = torch.where(counts, new_h, h)
        c = None if c is None else torch.where(counts, new_c, c)
    results = {"outputs": torch.stack(outputs), "h_n": h.clone()}
    if c is not None:
        results["c_n"] = c.clone()
    store(f"options-{cell}-{name}", inputs, constants, results)


def mix(kept, t, before, proposed):
    share = kept[t if len(kept) > 1 else 0]
    return share * before + (1 - share) * proposed


if __name__ == "__main__":
    for cell, kind in (("rnn", torch.nn.RNN), ("lstm", torch.nn.LSTM), ("gru", torch.nn.GRU)):
        packed(cell, kind)
    for cell in GATES:
        looped(cell, "recurrent-dropout", mask=True)
        looped(cell, "zoneout-training", zoneout="training")
        looped(cell, "zoneout-evaluation", zoneout="evaluation")
        looped(cell, "layer-norm", normalized=True)
        looped(cell, "all", mask=True, zoneout="training", normalized=True, lengths=True, reverse=True)
