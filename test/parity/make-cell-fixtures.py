"""Makes test/fixtures/parity/cell-*.safetensors: cells that neither PyTorch nor Keras has, by the
equations of their papers.

    python test/parity/make-cell-fixtures.py

needs torch and safetensors. Each cell is an explicit loop in double precision, written from the
paper alone, with complex numbers where the paper has them and exponential gates without their
stabiliser. Weights have Unroll's names and layouts: columns are blocks, one for each gate. The
stored gradients are those of a loss that is linear in the outputs and, unless the state is scaled
by a stabiliser, in the final states.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).parent.parent / "fixtures" / "parity"
TIME, BATCH, INPUT, HIDDEN = 7, 3, 5, 8


def normal(*shape):
    return torch.randn(*shape, dtype=torch.float64)


def store(name, inputs, results):
    probes = {key: normal(*value.shape) for key, value in results.items()}
    loss = sum((value * probes[key]).sum() for key, value in results.items())
    gradients = torch.autograd.grad(loss, list(inputs.values()), allow_unused=True)
    tensors = {
        **inputs,
        **results,
        **{f"probe.{key}": value for key, value in probes.items()},
        **{
            f"gradient.{key}": torch.zeros_like(value) if gradient is None else gradient
            for (key, value), gradient in zip(inputs.items(), gradients)
        },
    }
    single = {key: value.detach().to(torch.float32).contiguous() for key, value in tensors.items()}
    save_file(single, FOLDER / f"cell-{name}.safetensors", metadata={"made-by": f"torch {torch.__version__}"})


def make(name, weights, step, states, input_size=INPUT, compares_states=True):
    """`step(x, states, weights)` gives the next states, the output first."""
    torch.manual_seed(6)
    inputs = {"x": normal(TIME, BATCH, input_size)}
    for state, width in states.items():
        inputs[f"{state}_0"] = normal(BATCH, width)
    for key, shape in weights.items():
        scale = shape[0] ** -0.5 if len(shape) > 1 else 1
        inputs[key] = normal(*shape) * scale
    for value in inputs.values():
        value.requires_grad_()
    current = [inputs[f"{state}_0"] for state in states]
    outputs = []
    for x in inputs["x"]:
        current = step(x, current, inputs)
        outputs.append(current[0])
    results = {"outputs": torch.stack(outputs)}
    if compares_states:
        results.update({f"{state}_n": value.clone() for state, value in zip(states, current)})
    store(name, inputs, results)


def project(x, w):
    return x @ w["input_kernel"] + w["bias"]


def mingru(x, states, w):
    """arXiv 2410.01201, section 3.1."""
    update, candidate = project(x, w).chunk(2, -1)
    z = torch.sigmoid(update)
    return [(1 - z) * states[0] + z * candidate]


def minlstm(x, states, w):
    """arXiv 2410.01201, section 3.2."""
    forget, input_gate, candidate = project(x, w).chunk(3, -1)
    f, i = torch.sigmoid(forget), torch.sigmoid(input_gate)
    return [f / (f + i) * states[0] + i / (f + i) * candidate]


def make_minimal():
    for name, step, gates in (("mingru", mingru, 2), ("minlstm", minlstm, 3)):
        weights = {"input_kernel": (INPUT, gates * HIDDEN), "bias": (gates * HIDDEN,)}
        make(name, weights, step, {"h": HIDDEN})


if __name__ == "__main__":
    make_minimal()
