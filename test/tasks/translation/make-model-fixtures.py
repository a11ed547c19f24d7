"""Loss and gradients of encoder-decoders by PyTorch, for test/tasks/translation/model.test.ts.

Run at the root of the repository with Python, `torch` and `safetensors`:

    python test/tasks/translation/make-model-fixtures.py

The network is written out here from its equations (GRU with the reset after the product; Bahdanau et
al. 2015, Luong et al. 2015), parameter by parameter under the names that Unroll gives them, in double
precision; PyTorch differentiates. Sentences have different lengths: what is behind an end is not
computed at all, so that padding that leaked would show.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).parent / "fixtures"
SOURCE_WORDS, TARGET_WORDS, WIDTH, HIDDEN = 7, 9, 4, 6
HALF = HIDDEN // 2
BEGIN, END = 1, 0
PAIRS = [([2, 5, 3, 0], [4, 8, 0]), ([6, 0], [3, 2, 5, 7, 0]), ([3, 3, 4, 2, 0], [6, 0])]


def gru_shapes(prefix, width, hidden):
    return {
        f"{prefix}.input_kernel": (width, 3 * hidden),
        f"{prefix}.recurrent_kernel": (hidden, 3 * hidden),
        f"{prefix}.bias": (3 * hidden,),
        f"{prefix}.recurrent_bias": (3 * hidden,),
    }


def shapes(attention, feeding, tied):
    found = {"target.table": (TARGET_WORDS, WIDTH), "source.table": (SOURCE_WORDS, WIDTH)}
    found |= gru_shapes("encoder.0", WIDTH, HALF) | gru_shapes("encoder.0.reverse", WIDTH, HALF)
    found |= gru_shapes("decoder.0", 2 * WIDTH if feeding else WIDTH, HIDDEN)
    found |= {"bridge.0.kernel": (2 * HALF, HIDDEN), "bridge.0.bias": (HIDDEN,)}
    if attention == "general":
        found["attention.kernel"] = (2 * HALF, HIDDEN)
    if attention == "additive":
        found["attention.query_kernel"] = (HIDDEN, HIDDEN)
        found["attention.key_kernel"] = (2 * HALF, HIDDEN)
        found["attention.vector"] = (HIDDEN,)
    inputs = HIDDEN if attention == "none" else HIDDEN + 2 * HALF
    found |= {"combine.kernel": (inputs, WIDTH), "combine.bias": (WIDTH,)}
    if not tied:
        found["output.table"] = (TARGET_WORDS, WIDTH)
    found["output.bias"] = (TARGET_WORDS,)
    return found


def gru_step(p, prefix, x, h):
    projected = x @ p[f"{prefix}.input_kernel"] + p[f"{prefix}.bias"]
    recurrent = h @ p[f"{prefix}.recurrent_kernel"] + p[f"{prefix}.recurrent_bias"]
    xr, xz, xn = projected.chunk(3)
    hr, hz, hn = recurrent.chunk(3)
    r, z = torch.sigmoid(xr + hr), torch.sigmoid(xz + hz)
    n = torch.tanh(xn + r * hn)
    return (1 - z) * n + z * h


def read(p, prefix, vectors):
    h = torch.zeros(HALF, dtype=torch.float64)
    states = []
    for x in vectors:
        h = gru_step(p, prefix, x, h)
        states.append(h)
    return states


def scores(p, attention, query, keys):
    if attention == "dot":
        return keys @ query
    if attention == "general":
        return keys @ p["attention.kernel"] @ query
    inner = torch.tanh(query @ p["attention.query_kernel"] + keys @ p["attention.key_kernel"])
    return inner @ p["attention.vector"]


def sentence_losses(p, case, source, target):
    vectors = [p["source.table"][word] for word in source]
    forward = read(p, "encoder.0", vectors)
    backward = read(p, "encoder.0.reverse", vectors[::-1])[::-1]
    keys = torch.stack([torch.cat(both) for both in zip(forward, backward)])
    summary = torch.cat([forward[-1], backward[0]])
    h = torch.tanh(summary @ p["bridge.0.kernel"] + p["bridge.0.bias"])
    fed = torch.zeros(WIDTH, dtype=torch.float64)
    covered = torch.zeros(len(source), dtype=torch.float64)
    table = p["target.table"] if case["tied"] else p["output.table"]
    losses, repeated = [], []
    for before, word in zip([BEGIN, *target], target):
        x = p["target.table"][before]
        h = gru_step(p, "decoder.0", torch.cat([x, fed]) if case["feeding"] else x, h)
        both = h
        if case["attention"] != "none":
            weights = torch.softmax(scores(p, case["attention"], h, keys), 0)
            both = torch.cat([h, weights @ keys])
            repeated.append(torch.minimum(weights, covered).sum())
            covered = covered + weights
        fed = torch.tanh(both @ p["combine.kernel"] + p["combine.bias"])
        logs = torch.log_softmax(table @ fed + p["output.bias"], 0)
        losses.append(-(1 - case["smoothing"]) * logs[word] - case["smoothing"] * logs.mean())
    return losses, repeated


def make(name, case):
    torch.manual_seed(3)
    wanted = shapes(case["attention"], case["feeding"], case["tied"])
    p = {k: 0.6 * torch.randn(*s, dtype=torch.float64) for k, s in wanted.items()}
    for value in p.values():
        value.requires_grad_()
    losses, repeated = [], []
    for source, target in PAIRS:
        own, own_repeated = sentence_losses(p, case, source, target)
        losses += own
        repeated += own_repeated
    loss = torch.stack(losses).mean()
    if case["coverage"] > 0:
        loss = loss + case["coverage"] * torch.stack(repeated).mean()
    gradients = torch.autograd.grad(loss, list(p.values()))
    stored = {"loss": loss.reshape(1), **p}
    stored |= {f"gradient.{k}": g for k, g in zip(p, gradients)}
    single = {k: v.detach().to(torch.float32).contiguous() for k, v in stored.items()}
    save_file(single, FOLDER / f"model-{name}.safetensors", metadata={"made-by": f"torch {torch.__version__}"})


def main():
    plain = {"feeding": False, "tied": True, "smoothing": 0.0, "coverage": 0.0}
    make("none", {**plain, "attention": "none", "smoothing": 0.1})
    make("dot", {**plain, "attention": "dot"})
    make("general", {**plain, "attention": "general", "smoothing": 0.1, "coverage": 0.5})
    make("additive", {**plain, "attention": "additive", "tied": False})
    make("general-feeding", {**plain, "attention": "general", "feeding": True, "tied": False, "smoothing": 0.2})


if __name__ == "__main__":
    main()
