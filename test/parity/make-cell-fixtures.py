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


def sru(x, states, w):
    """arXiv 1709.02755, equations 1 to 4, with the scaling of section 3.2 for a reset bias of 0."""
    _, c = states
    hidden = c.shape[-1]
    parts = (x @ w["input_kernel"]).split(hidden, -1)
    forget_bias, reset_bias = w["bias"].chunk(2)
    forget_scale, reset_scale = w["state_scale"].chunk(2)
    f = torch.sigmoid(parts[1] + forget_scale * c + forget_bias)
    r = torch.sigmoid(parts[2] + reset_scale * c + reset_bias)
    highway = parts[3] if len(parts) == 4 else x
    c = f * c + (1 - f) * parts[0]
    return [r * c + (1 - r) * (1 + 2) ** 0.5 * highway, c]


def make_sru():
    for name, size, blocks in (("sru", INPUT, 4), ("sru-square", HIDDEN, 3)):
        weights = {
            "input_kernel": (size, blocks * HIDDEN),
            "bias": (2 * HIDDEN,),
            "state_scale": (2 * HIDDEN,),
        }
        make(name, weights, sru, {"h": HIDDEN, "c": HIDDEN}, size)


def indrnn(x, states, w):
    """arXiv 1803.04831, equation 1, with a ReLU."""
    return [torch.relu(project(x, w) + w["state_scale"] * states[0])]


def make_indrnn():
    weights = {"input_kernel": (INPUT, HIDDEN), "bias": (HIDDEN,), "state_scale": (HIDDEN,)}
    make("indrnn", weights, indrnn, {"h": HIDDEN})


def lru(x, states, w):
    """arXiv 2303.06349, with complex numbers: the recurrence, Re(C s) + D u, and a GLU."""
    nu, theta, gamma = w["ring"]
    factor = torch.exp(torch.complex(-torch.exp(nu), torch.exp(theta)))
    into_re, into_im, direct = project(x, w).split([HIDDEN, HIDDEN, 2 * HIDDEN], -1)
    state = factor * torch.complex(states[1], states[2])
    state = state + torch.exp(gamma) * torch.complex(into_re, into_im)
    re_kernel, im_kernel = w["read_kernel"].chunk(2)
    read = (state @ torch.complex(re_kernel, -im_kernel)).real
    value, gate = (read + direct).chunk(2, -1)
    return [value * torch.sigmoid(gate), state.real, state.imag]


def make_lru():
    weights = {
        "input_kernel": (INPUT, 4 * HIDDEN),
        "bias": (4 * HIDDEN,),
        "read_kernel": (2 * HIDDEN, 2 * HIDDEN),
        "ring": (3, HIDDEN),
    }
    make("lru", weights, lru, {"h": HIDDEN, "re": HIDDEN, "im": HIDDEN})


def slstm(x, states, w):
    """arXiv 2405.04517, equations 8 to 14: no stabiliser, true c and n."""
    h, c, n, m = states
    scale = torch.exp(m)
    sums = project(x, w) + h @ w["recurrent_kernel"]
    i, z, f, o = sums.chunk(4, -1)
    c = torch.sigmoid(f) * c * scale + torch.exp(i) * torch.tanh(z)
    n = torch.sigmoid(f) * n * scale + torch.exp(i)
    return [torch.sigmoid(o) * c / n, c, n, torch.zeros_like(m)]


def make_slstm():
    weights = {
        "input_kernel": (INPUT, 4 * HIDDEN),
        "recurrent_kernel": (HIDDEN, 4 * HIDDEN),
        "bias": (4 * HIDDEN,),
    }
    states = {name: HIDDEN for name in ("h", "c", "n", "m")}
    make("slstm", weights, slstm, states, compares_states=False)


HEADS = 4


def mlstm(x, states, w):
    """arXiv 2405.04517, equations 19 to 25: no stabiliser, true C and n; normalised head by head."""
    _, matrix, n, m = states
    width = HIDDEN // HEADS
    scale = torch.exp(m)[..., None]
    parts = project(x, w).split([HIDDEN] * 4 + [HEADS] * 2, -1)
    query, key, value = (part.reshape(-1, HEADS, width) for part in parts[:3])
    key = key / width**0.5
    i, f = torch.exp(parts[4])[..., None], torch.sigmoid(parts[5])[..., None]
    matrix = matrix.reshape(-1, HEADS, width, width) * scale[..., None]
    n = n.reshape(-1, HEADS, width) * scale
    matrix = f[..., None] * matrix + i[..., None] * value[..., :, None] * key[..., None, :]
    n = f * n + i * key
    read = torch.einsum("bhvk,bhk->bhv", matrix, query)
    weight = torch.clamp((n * query).sum(-1, keepdim=True).abs(), min=1)
    read = torch.nn.functional.rms_norm(read / weight, (width,), eps=1e-6)
    h = torch.sigmoid(parts[3]) * read.reshape(-1, HIDDEN) * w["head_gain"]
    return [h, matrix.flatten(1), n.flatten(1), torch.zeros_like(m)]


def make_mlstm():
    columns = 4 * HIDDEN + 2 * HEADS
    weights = {"input_kernel": (INPUT, columns), "bias": (columns,), "head_gain": (HIDDEN,)}
    states = {"h": HIDDEN, "C": HIDDEN * HIDDEN // HEADS, "n": HIDDEN, "m": HEADS}
    make("mlstm", weights, mlstm, states, compares_states=False)


if __name__ == "__main__":
    make_minimal()
    make_sru()
    make_indrnn()
    make_lru()
    make_slstm()
    make_mlstm()
