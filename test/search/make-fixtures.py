"""Writes test/search/fixtures/*.json: what SciPy, Optuna and closed forms computed elsewhere say.

    python test/search/make-fixtures.py        (needs scipy, numpy, optuna, scikit-learn, torch)

Made with scipy 1.17, optuna 5.0, scikit-learn 1.9.
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


if __name__ == "__main__":
    normal()
    sobol()
