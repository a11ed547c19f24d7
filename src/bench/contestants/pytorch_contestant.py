"""PyTorch as a contestant of `unroll bench`: idiomatic training steps with default settings.

Reads one JSON request a line from standard input and answers each with one line on standard
output; src/bench/protocol.ts says what they hold. Started with the number of threads as its only
argument.
"""

import json
import resource
import sys
import time

import torch
from torch import nn

torch.set_num_threads(int(sys.argv[1]))


def autocast(work):
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=work["precision"] == "mixed")


def recurrent(work, width):
    kind = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[work["cell"]]
    return kind(width, work["hidden"], work.get("layers", 1))


class Layer:
    """Recurrent layers forwards and back."""

    def __init__(self, work):
        self.work = work
        self.model = recurrent(work, work["hidden"])
        shape = (work["time"], work["batch"], work["hidden"])
        self.x = torch.rand(shape).mul_(2).sub_(1).requires_grad_(True)
        self.dy = torch.rand(shape)

    def step(self):
        self.model.zero_grad(set_to_none=True)
        self.x.grad = None
        with autocast(self.work):
            y, _ = self.model(self.x)
        y.backward(self.dy.to(y.dtype))
        return self.x.grad[0, 0, 0].item()


class LanguageModule(nn.Module):
    def __init__(self, work):
        super().__init__()
        self.embedding = nn.Embedding(work["vocabulary"], work["embedding"])
        self.recurrent = recurrent(work, work["embedding"])
        self.output = nn.Linear(work["hidden"], work["vocabulary"])

    def forward(self, tokens, state):
        y, state = self.recurrent(self.embedding(tokens), state)
        return self.output(y), state


class LanguageModel:
    """A language model trained by truncated back-propagation with carried state."""

    def __init__(self, work):
        self.work = work
        self.model = LanguageModule(work)
        self.parameters = list(self.model.parameters())
        kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[work["optimizer"]]
        self.optimizer = kind(self.parameters, lr=work["lr"])
        self.loss = nn.CrossEntropyLoss()
        length = work["time"] * 200 + 1
        self.stream = torch.randint(work["vocabulary"], (length, work["batch"]))
        self.position = 0
        self.state = None

    def step(self):
        time_steps = self.work["time"]
        if self.position + time_steps >= self.stream.shape[0]:
            self.position = 0
            self.state = None
        begin, end = self.position, self.position + time_steps
        inputs, targets = self.stream[begin:end], self.stream[begin + 1 : end + 1]
        self.position = end
        self.optimizer.zero_grad()
        with autocast(self.work):
            logits, state = self.model(inputs, self.state)
            loss = self.loss(logits.view(-1, logits.shape[-1]), targets.reshape(-1))
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, self.work["clip"])
        self.optimizer.step()
        detach = lambda value: value.detach()
        self.state = tuple(map(detach, state)) if isinstance(state, tuple) else detach(state)
        return loss.item()


class SegmentModule(nn.Module):
    """SegRNN (Lin et al. 2023, arXiv 2308.11200) with parallel decoding and channel embedding."""

    def __init__(self, work):
        super().__init__()
        self.segment = work["segment"]
        self.ahead = -(-work["horizon"] // work["segment"])
        half = work["hidden"] // 2
        self.project = nn.Sequential(nn.Linear(work["segment"], work["hidden"]), nn.ReLU())
        self.recurrent = nn.GRU(work["hidden"], work["hidden"], batch_first=True)
        self.position = nn.Parameter(torch.randn(self.ahead, work["hidden"] - half))
        self.channel = nn.Parameter(torch.randn(work["channels"], half))
        self.predict = nn.Sequential(
            nn.Dropout(work["dropout"]), nn.Linear(work["hidden"], work["segment"])
        )

    def forward(self, x):
        """x: (batch, input, channels), returns (batch, horizon, channels)."""
        batch, _, channels = x.shape
        last = x[:, -1:, :].detach()
        rows = (x - last).permute(0, 2, 1).reshape(batch * channels, -1, self.segment)
        _, state = self.recurrent(self.project(rows))
        queries = torch.cat(
            [
                self.position.unsqueeze(0).expand(channels, -1, -1),
                self.channel.unsqueeze(1).expand(-1, self.ahead, -1),
            ],
            dim=-1,
        ).view(-1, 1, state.shape[-1])
        queries = queries.repeat(batch, 1, 1)
        repeated = state.repeat(1, 1, self.ahead).view(1, -1, state.shape[-1])
        _, decoded = self.recurrent(queries, repeated)
        y = self.predict(decoded).view(batch, channels, -1)
        return y.permute(0, 2, 1) + last


class Forecaster:
    def __init__(self, work):
        self.work = work
        self.model = SegmentModule(work)
        self.parameters = list(self.model.parameters())
        self.optimizer = torch.optim.Adam(self.parameters, lr=work["lr"])
        self.loss = nn.MSELoss()
        self.series = torch.randn(4000, work["channels"])
        self.window = torch.arange(work["input"] + work["horizon"])
        self.order = torch.randperm(len(self.series) - len(self.window))
        self.position = 0

    def step(self):
        batch, length = self.work["batch"], self.work["input"]
        if self.position + batch > len(self.order):
            self.order = self.order[torch.randperm(len(self.order))]
            self.position = 0
        starts = self.order[self.position : self.position + batch]
        self.position += batch
        windows = self.series[starts.unsqueeze(1) + self.window]
        self.optimizer.zero_grad()
        with autocast(self.work):
            forecast = self.model(windows[:, :length])
            loss = self.loss(forecast, windows[:, length:])
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, self.work["clip"])
        self.optimizer.step()
        return loss.item()


works = {"layer": Layer, "language-model": LanguageModel, "forecaster": Forecaster}
prepared = {}


def describe(_):
    return {
        "name": f"PyTorch {torch.__version__}",
        "threads": torch.get_num_threads(),
        "details": {
            "python": sys.version.split()[0],
            "instructions": torch.backends.cpu.get_cpu_capability(),
        },
    }


def prepare(request):
    torch.manual_seed(1)
    work = works[request["work"]["kind"]](request["work"])
    prepared[request["id"]] = work
    weights = (p.numel() for p in work.model.parameters() if p.dim() > 1)
    return {"weights": sum(weights)}


def turn(request):
    work = prepared[request["id"]]
    for _ in range(request["warm"]):
        work.step()
    times = []
    begin = last = time.perf_counter()
    while True:
        value = work.step()
        now = time.perf_counter()
        times.append((now - last) * 1e3)
        last = now
        if (now - begin) * 1e3 >= request["milliseconds"]:
            return {"times": times, "value": value}


def memory(_):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"bytes": peak if sys.platform == "darwin" else peak * 1024}


def drop(request):
    del prepared[request["id"]]
    return {}


def peak(_):
    speeds = {}
    for name, kind in (("fp32", torch.float32), ("bf16", torch.bfloat16)):
        size = 2048
        a, b = torch.randn(size, size).to(kind), torch.randn(size, size).to(kind)
        best = float("inf")
        for _ in range(8):
            begin = time.perf_counter()
            a @ b
            best = min(best, time.perf_counter() - begin)
        speeds[name] = 2 * size**3 / best / 1e9
    return {**speeds, "method": "PyTorch, the best of 8 products of 2048"}


requests = {
    "describe": describe,
    "prepare": prepare,
    "turn": turn,
    "memory": memory,
    "drop": drop,
    "peak": peak,
}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"ok": requests[request["do"]](request)}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
