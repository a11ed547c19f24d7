"""Writes test/search/fixtures/*.json: what SciPy, Optuna and closed forms computed elsewhere say.

    python test/search/make-fixtures.py        (needs numpy, scipy, cmaes, optuna, scikit-learn)

Made with scipy 1.17, cmaes 0.9, optuna 5.0, scikit-learn 1.9.
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats
from scipy.stats import qmc

folder = Path(__file__).parent / "fixtures"


def write(name, content):
    (folder / f"{name}.json").write_text(json.dumps(content) + "\n")


def sobol():
    """The plain sequence: the first 64 points in 20 dimensions, and later ones in the last of 160."""
    points = qmc.Sobol(d=160, scramble=False, bits=32).random(1024)
    write(
        "sobol",
        {
            "first": points[:64, :20].tolist(),
            "later": [
                {"index": index, "dimension": dimension, "value": points[index, dimension]}
                for index in (100, 513, 1023)
                for dimension in (0, 1, 20, 63, 127, 159)
            ],
            "discrepancy": {
                "plain": qmc.discrepancy(points[:256, :4]),
                "random": qmc.discrepancy(np.random.default_rng(1).random((256, 4))),
            },
        },
    )


def normal():
    """Tails included, where differences of doubles would lose everything."""
    places = [-300.0, -40.0, -10.5, -3.0, -1.0001, -0.9999, -0.3, 0.0, 1e-9, 0.7, 2.5, 8.0]
    excess = [
        float(
            np.log(stats.norm.pdf(z) + z * stats.norm.cdf(z))
            if z > -1
            else stats.norm.logpdf(z)
            + np.log(tail(-z))
        )
        for z in places
    ]
    write(
        "normal",
        {
            "places": places,
            "cdf": [float(stats.norm.cdf(z)) for z in places],
            "logExcess": excess,
            "probabilities": [1e-12, 1e-5, 0.02, 0.5, 0.9, 0.9999],
            "quantiles": [float(stats.norm.ppf(p)) for p in [1e-12, 1e-5, 0.02, 0.5, 0.9, 0.9999]],
        },
    )


def tail(a):
    """The integral of t exp(-t a - t^2 / 2) over t > 0: (phi(a) - a Phi(-a)) / phi(a)."""
    from scipy.integrate import quad

    return quad(lambda t: t * np.exp(-t * a - t * t / 2), 0, 50 / max(a, 1), epsabs=0, epsrel=1e-13)[0]


def cma():
    """Generations of the package cmaes on a tilted valley: points told, and what it made of them."""
    import cmaes

    cases = []
    for dimension, population, generations in ((2, 6, 12), (5, 8, 10), (8, 20, 8)):
        optimizer = cmaes.CMA(
            mean=np.full(dimension, 0.3), sigma=0.2, seed=dimension, population_size=population
        )
        steps = []
        for _ in range(generations):
            points = [optimizer.ask() for _ in range(population)]
            losses = [float(np.sum((p[1:] - p[:-1] ** 2) ** 2) + np.sum(p**2) * 0.1) for p in points]
            optimizer.tell(list(zip(points, losses)))
            order = np.argsort(losses)
            steps.append(
                {
                    "points": [points[i].tolist() for i in order],
                    "mean": optimizer._mean.tolist(),
                    "sigma": float(optimizer._sigma),
                    "covariance": optimizer._C.tolist(),
                }
            )
        cases.append({"dimension": dimension, "population": population, "steps": steps})
    write("cma", cases)


def gaussian_process():
    """scikit-learn's process with given kernel parameters: likelihood, its slopes, predictions."""
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

    random = np.random.default_rng(3)
    cases = []
    for dimension, count in ((1, 8), (3, 25)):
        points = random.random((count, dimension))
        losses = np.sin(points @ np.arange(1, dimension + 1) * 3) + 0.1 * random.standard_normal(count)
        losses = (losses - losses.mean()) / losses.std()
        lengths = 0.2 + 0.5 * random.random(dimension)
        kernel = ConstantKernel(1.3) * Matern(lengths, nu=2.5) + WhiteKernel(0.02)
        process = GaussianProcessRegressor(kernel, optimizer=None).fit(points, losses)
        value, slopes = process.log_marginal_likelihood(process.kernel_.theta, eval_gradient=True)
        places = random.random((5, dimension))
        mean, deviation = process.predict(places, return_std=True)
        cases.append(
            {
                "points": points.tolist(),
                "losses": losses.tolist(),
                "inverseSquares": (1 / lengths**2).tolist(),
                "scale": 1.3,
                "noise": 0.02,
                "logLikelihood": float(value + count / 2 * np.log(2 * np.pi)),
                # By the logarithms of scale, lengths and noise.
                "slopes": slopes.tolist(),
                "places": places.tolist(),
                "mean": mean.tolist(),
                # scikit-learn adds the noise to the variance of what would be observed.
                "variance": (deviation**2 - 0.02).tolist(),
            }
        )
    write("gaussian-process", cases)


def fanova():
    """Shares of Optuna's FanovaImportanceEvaluator, averaged over ten forests, on two studies."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)

    def additive(trial):
        x = [trial.suggest_float(name, -1, 1) for name in "abcd"]
        n = trial.suggest_int("n", 1, 9)
        return 4 * x[0] ** 2 + 2 * x[1] + 0.5 * x[2] + 0.1 * n + 0 * x[3]

    def interacting(trial):
        a, b = trial.suggest_float("a", 0, 1), trial.suggest_float("b", 0, 1)
        cell = trial.suggest_categorical("cell", ["rnn", "lstm"])
        n = trial.suggest_int("n", 1, 20)
        return a * b * 2 + (cell == "rnn") * 0.6 + abs(n - 12) * 0.03

    cases = []
    for name, objective in (("additive", additive), ("interacting", interacting)):
        study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=5))
        study.optimize(objective, n_trials=120)
        shares = {}
        for seed in range(10):
            evaluator = optuna.importance.FanovaImportanceEvaluator(seed=seed)
            for key, share in evaluator.evaluate(study).items():
                shares[key] = shares.get(key, 0) + share / 10
        cases.append(
            {
                "name": name,
                "trials": [{"values": t.params, "result": t.value} for t in study.trials],
                "shares": shares,
            }
        )
    write("fanova", cases)


if __name__ == "__main__":
    fanova()
    gaussian_process()
    cma()
    normal()
    sobol()
