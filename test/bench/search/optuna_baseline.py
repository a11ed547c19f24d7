"""Runs Optuna's samplers on the functions of functions.ts.

Reads {"studies": [[sampler, function, seed, trials], …], "seconds": …} as JSON from standard input, and
prints a JSON line for each: {"sampler", "function", "seed", "trials", "losses": [a list for each trial]},
the losses without noise. Begins no study after so many seconds. Needs optuna; cmaes for CMA-ES, scipy and torch for the Gaussian process.
"""

import inspect
import json
import math
import sys
import time
import warnings
from functools import cache
from pathlib import Path

import numpy as np
import optuna

warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)

PI = math.pi


def reals(trial, count, low, high):
    return [trial.suggest_float(f"x{i}", low, high) for i in range(count)]


def branin(trial):
    x, y = trial.suggest_float("x0", -5, 10), trial.suggest_float("x1", 0, 15)
    bend = y - 5.1 / (4 * PI**2) * x * x + 5 / PI * x - 6
    return [bend**2 + 10 * (1 - 1 / (8 * PI)) * math.cos(x) + 10]


SCALES = np.array(
    [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ]
)
CENTERS = np.array(
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
        [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
        [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ]
)


def hartmann6(trial):
    x = np.array(reals(trial, 6, 0, 1))
    return [-float(np.array([1, 1.2, 3, 3.2]) @ np.exp(-(SCALES * (x - CENTERS) ** 2).sum(1)))]


def rosenbrock(count):
    def loss(trial):
        x = reals(trial, count, -2, 2)
        return [
            sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x[:-1], x[1:]))
        ]

    return loss


def levy4(trial):
    w = [1 + (x - 1) / 4 for x in reals(trial, 4, -10, 10)]
    middle = sum((x - 1) ** 2 * (1 + 10 * math.sin(PI * x + 1) ** 2) for x in w[:-1])
    end = (w[-1] - 1) ** 2 * (1 + math.sin(2 * PI * w[-1]) ** 2)
    return [math.sin(PI * w[0]) ** 2 + middle + end]


OWN = {"a": (0.3, 3, 0.2), "b": (0, 5, 0.7), "c": (1, 1, 0.5)}


def conditional(trial):
    model = trial.suggest_categorical("model", ["a", "b", "c"])
    lr = trial.suggest_float("lr", 1e-5, 1, log=True)
    width = trial.suggest_int("width", 8, 512, log=True)
    depth = trial.suggest_int(f"{model}_depth", 1, 8)
    rate = trial.suggest_float(f"{model}_rate", 0, 1)
    base = (math.log10(lr) + 2.5) ** 2 + (math.log2(width) - 7) ** 2 / 4
    floor, best_depth, best_rate = OWN[model]
    return [base + floor + 0.1 * (depth - best_depth) ** 2 + 4 * (rate - best_rate) ** 2]


# Name, low, high, logarithmic, whole; as recordedSpace in recorded-table.ts.
RECORDED = [
    ("lr", 3e-4, 0.1, True, False),
    ("hidden_size", 8, 32, True, True),
    ("cell", ["rnn", "lstm", "gru"], None, False, False),
    ("num_layers", 1, 2, False, True),
    ("dropout", 0, 0.5, False, False),
    ("batch_size", 8, 32, True, True),
]
NEIGHBOURS = 8
DIVERGED = 4.2


def recorded_place(values):
    place = []
    for (_, low, high, log, _), value in zip(RECORDED, values):
        if high is None:
            place.append(low.index(value))
        elif log:
            place.append(math.log(float(value) / low) / math.log(high / low))
        else:
            place.append((float(value) - low) / (high - low))
    return place


def recorded_table():
    path = Path(__file__).parent / "recorded" / "trials.csv"
    rows = [line.split(",") for line in path.read_text().strip().split("\n")[1:]]
    losses = [min([DIVERGED, *map(float, row[-1].split())]) for row in rows]
    return np.array([recorded_place(row[:-1]) for row in rows]), np.array(losses)


@cache
def recorded_once():
    return recorded_table()


def recorded(trial):
    """The surrogate of recorded-table.ts: Franke and Little's weights over the nearest trials."""
    values = []
    for name, low, high, log, whole in RECORDED:
        if high is None:
            values.append(trial.suggest_categorical(name, low))
        elif whole:
            values.append(trial.suggest_int(name, low, high, log=log))
        else:
            values.append(trial.suggest_float(name, low, high, log=log))
    places, losses = recorded_once()
    away = np.abs(places - np.array(recorded_place(values)))
    away[:, 2] = away[:, 2] != 0
    distances = np.sqrt((away**2).sum(1))
    order = np.argsort(distances, kind="stable")[: NEIGHBOURS + 1]
    near, best = distances[order], losses[order]
    if near[0] < 1e-9:
        return [float(best[0])]
    weights = ((near[-1] - near[:-1]) / (near[-1] * near[:-1])) ** 2
    total = weights.sum()
    return [float(best[0] if total == 0 else (weights * best[:-1]).sum() / total)]


def zdt(wave):
    def losses(trial):
        x = reals(trial, 6, 0, 1)
        g = 1 + 9 / 5 * sum(x[1:])
        ratio = x[0] / g
        return [x[0], g * (1 - math.sqrt(ratio) - wave * ratio * math.sin(10 * PI * x[0]))]

    return losses


FUNCTIONS = {
    "branin": branin,
    "hartmann6": hartmann6,
    "rosenbrock2": rosenbrock(2),
    "rosenbrock5": rosenbrock(5),
    "rosenbrock10": rosenbrock(10),
    "rosenbrock20": rosenbrock(20),
    "levy4": levy4,
    "conditional": conditional,
    "noisy-hartmann6": hartmann6,
    "recorded": recorded,
    "zdt1": zdt(0),
    "zdt3": zdt(1),
}
NOISE = {"noisy-hartmann6": 0.2}


def allow_older_cmaes():
    """Optuna 5 hands `lr_adapt` to the package cmaes, which knows it from 0.10 on; off in any case."""
    try:
        import cmaes
    except ImportError:
        return
    if "lr_adapt" in inspect.signature(cmaes.CMA.__init__).parameters:
        return
    original = cmaes.CMA.__init__

    def init(self, *args, lr_adapt=False, **kwargs):
        original(self, *args, **kwargs)

    cmaes.CMA.__init__ = init


def make_sampler(name, seed):
    samplers = optuna.samplers
    if name == "tpe":
        return samplers.TPESampler(seed=seed)
    if name == "cmaes":
        return samplers.CmaEsSampler(seed=seed)
    if name == "gp":
        return samplers.GPSampler(seed=seed)
    if name == "nsga2":
        return samplers.NSGAIISampler(seed=seed)
    raise ValueError(name)


def run(sampler, function, seed, trials):
    losses = []
    noise = np.random.default_rng(seed)
    dimension = 2 if function.startswith("zdt") else 1
    study = optuna.create_study(
        directions=["minimize"] * dimension, sampler=make_sampler(sampler, seed)
    )

    def objective(trial):
        exact = FUNCTIONS[function](trial)
        losses.append(exact)
        told = [loss + NOISE.get(function, 0) * noise.standard_normal() for loss in exact]
        return told if dimension > 1 else told[0]

    study.optimize(objective, n_trials=trials)
    return losses


def main():
    allow_older_cmaes()
    plan = json.load(sys.stdin)
    until = time.monotonic() + plan["seconds"]
    for sampler, function, seed, trials in plan["studies"]:
        if time.monotonic() > until:
            break
        losses = run(sampler, function, seed, trials)
        names = {"sampler": sampler, "function": function, "seed": seed, "trials": trials}
        print(json.dumps({**names, "losses": losses}), flush=True)


if __name__ == "__main__":
    main()
