"""Writes fixtures/optimizers.json, fixtures/schedules.json and fixtures/averages.json with PyTorch's
own optimizers, schedulers and averaged models, in double precision, so that what the tests measure is the error of Unroll's update.

    python test/trainer/make-fixtures.py        (needs torch; made with torch 2.13)
"""

import json
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)
folder = Path(__file__).parent / "fixtures"
STEPS = 8


def gradient(step, shape, offset):
    """Values of mixed size and sign that change from step to step."""
    count = torch.arange(1, torch.Size(shape).numel() + 1)
    wave = torch.sin(count * 1.7 + step * 0.9 + offset) * (0.3 + 0.2 * torch.cos(count * 0.5))
    # What TensorFlow will be given: single precision.
    return wave.reshape(shape).float().double()


def trajectory(make, rank_two_decay=0.0, factors=None):
    matrix = torch.nn.Parameter(torch.linspace(-1, 1, 12).reshape(3, 4).float().double())
    bias = torch.nn.Parameter(torch.linspace(0.5, -0.5, 4).float().double())
    groups = [
        {"params": [matrix], "weight_decay": rank_two_decay},
        {"params": [bias], "weight_decay": 0.0},
    ]
    optimizer = make(groups)
    for group, factor in zip(optimizer.param_groups, factors or (1, 1)):
        group["lr"] *= factor
    for step in range(STEPS):
        matrix.grad = gradient(step, (3, 4), 0.0)
        bias.grad = gradient(step, (4,), 2.0)
        optimizer.step()
    return {"matrix": matrix.detach().flatten().tolist(), "bias": bias.detach().tolist()}


def optimizer_cases():
    o = torch.optim
    cases = [
        ("adam", {"lr": 0.01}, lambda g: o.Adam(g, lr=0.01), 0.0),
        (
            "adam",
            {"lr": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3},
            lambda g: o.Adam(g, lr=0.05, betas=(0.8, 0.95), eps=1e-3),
            0.0,
        ),
        ("adam", {"lr": 0.01, "weight_decay": 0.1}, lambda g: o.Adam(g, lr=0.01), 0.1),
        ("adamw", {"lr": 0.01, "weight_decay": 0.1}, lambda g: o.AdamW(g, lr=0.01), 0.1),
        ("sgd", {"lr": 0.1, "momentum": 0}, lambda g: o.SGD(g, lr=0.1), 0.0),
        ("sgd", {"lr": 0.1, "momentum": 0.9}, lambda g: o.SGD(g, lr=0.1, momentum=0.9), 0.0),
        (
            "sgd",
            {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.05},
            lambda g: o.SGD(g, lr=0.1, momentum=0.9, nesterov=True),
            0.05,
        ),
        ("rmsprop", {"lr": 0.01}, lambda g: o.RMSprop(g, lr=0.01), 0.0),
        (
            "rmsprop",
            {"lr": 0.01, "rho": 0.9, "epsilon": 1e-4, "weight_decay": 0.02},
            lambda g: o.RMSprop(g, lr=0.01, alpha=0.9, eps=1e-4),
            0.02,
        ),
    ]
    plain = [
        {"optimizer": name, "settings": settings, **trajectory(make, decay)}
        for name, settings, make, decay in cases
    ]
    # Discriminative rates: a parameter group for each, with a learning rate of its own.
    grouped = [
        {"optimizer": name, "settings": settings, "rates": factors, **trajectory(make, decay, factors.values())}
        for name, settings, make, decay in cases
        for factors in ({"matrix": 1 / 2.6**2, "bias": 1},)
    ]
    return plain + grouped


def gradients():
    return [
        {"matrix": gradient(s, (3, 4), 0.0).flatten().tolist(), "bias": gradient(s, (4,), 2.0).tolist()}
        for s in range(STEPS)
    ]


def rates(make, steps, lr=0.5):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    scheduler = make(optimizer)
    found = []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


def plateau_rates(metrics, **options):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.5)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **options)
    found = []
    for metric in metrics:
        scheduler.step(metric)
        found.append(optimizer.param_groups[0]["lr"])
    return found


def slanted(step, length=24, rise=0.1, ratio=32):
    """ULMFiT, equation 3, as a factor of the peak."""
    cut = int(length * rise)
    share = step / cut if step < cut else max(0, 1 - (step - cut) / (cut * (1 / rise - 1)))
    return (1 + share * (ratio - 1)) / ratio


def schedule_cases():
    s = torch.optim.lr_scheduler
    plan = {"stepsPerEpoch": 4, "totalSteps": 24}
    metrics = [1.0, 0.9, 0.91, 0.92, 0.93, 0.8999, 0.95, 0.8, 0.81, 0.82, 0.83, 0.84, 0.85, 0.86]
    falling = {"decay_factor": 0.3, "decay_epochs": 1.5}
    fixed = [
        ("constant", {}, lambda o: s.ConstantLR(o, factor=1.0)),
        ("step", falling, lambda o: s.StepLR(o, step_size=6, gamma=0.3)),
        ("exponential", falling, lambda o: s.ExponentialLR(o, gamma=0.3 ** (1 / 6))),
        ("cosine", {"min_lr": 0.02}, lambda o: s.CosineAnnealingLR(o, T_max=24, eta_min=0.02)),
        ("one-cycle", {}, lambda o: s.OneCycleLR(o, max_lr=0.5, total_steps=25)),
        ("slanted-triangular", {}, lambda o: s.LambdaLR(o, slanted)),
        (
            "constant",
            {"warmup_steps": 5},
            lambda o: s.LinearLR(o, start_factor=0.2, total_iters=4),
        ),
        (
            "cosine",
            {"warmup_steps": 5},
            lambda o: s.SequentialLR(
                o,
                [
                    s.LinearLR(o, start_factor=0.2, total_iters=4),
                    s.CosineAnnealingLR(o, T_max=19),
                ],
                milestones=[5],
            ),
        ),
    ]
    cases = []
    for name, settings, make in fixed:
        own_plan = {**plan, "totalSteps": 25} if name == "one-cycle" else plan
        # PyTorch's cycle raises an error past its last step.
        steps = 24 if name == "one-cycle" else 25
        cases.append({"schedule": name, "settings": settings, "plan": own_plan, "rates": rates(make, steps)})
    plateaus = [
        ("min", {"plateau_patience": 2, "decay_factor": 0.5}, metrics),
        ("max", {"plateau_patience": 1, "decay_factor": 0.1, "min_lr": 0.01}, [1 - m for m in metrics]),
    ]
    for mode, settings, values in plateaus:
        found = plateau_rates(
            values,
            mode=mode,
            patience=settings["plateau_patience"],
            factor=settings["decay_factor"],
            min_lr=settings.get("min_lr", 0),
        )
        cases.append({"schedule": "plateau", "direction": mode, "settings": settings, "plan": plan, "metrics": values, "rates": found})
    return cases


def average_cases():
    """Averages of one weight that walks, by PyTorch's AveragedModel; for SWA once in four steps."""
    walk = [round(1.5 * torch.sin(torch.tensor(k * 0.7)).item() + 0.1 * k, 6) for k in range(24)]
    weight = torch.nn.Linear(1, 1, bias=False)

    def followed(averaged, steps):
        found = []
        for step, value in enumerate(walk, start=1):
            with torch.no_grad():
                weight.weight.fill_(value)
            if step in steps:
                averaged.update_parameters(weight)
            begun = averaged.n_averaged.item() > 0
            found.append(averaged.module.weight.item() if begun else None)
        return found

    def young(decay):
        def average(held, value, count):
            d = min(decay, (1 + float(count)) / (10 + float(count)))
            return d * held + (1 - d) * value

        return torch.optim.swa_utils.AveragedModel(weight, avg_fn=average)

    every = range(1, 25)
    return {
        "walk": walk,
        "stepsPerEpoch": 4,
        "cases": [
            {"averaging": "ema", "settings": {"averaging_decay": 0.5}, "averages": followed(young(0.5), every)},
            {"averaging": "ema", "settings": {"averaging_decay": 0.999}, "averages": followed(young(0.999), every)},
            {
                "averaging": "swa",
                "settings": {"averaging_start": 0.5},
                "averages": followed(torch.optim.swa_utils.AveragedModel(weight), [12, 16, 20, 24]),
            },
        ],
    }


def write(name, content):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(content, indent=1) + "\n")


write("optimizers.json", {"gradients": gradients(), "cases": optimizer_cases()})
write("averages.json", average_cases())
write("schedules.json", {"lr": 0.5, "cases": schedule_cases()})
