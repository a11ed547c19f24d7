"""Writes test/search/fixtures/*.json: what SciPy, Optuna and closed forms computed elsewhere say.

    python test/search/make-fixtures.py        (needs scipy, numpy, optuna, scikit-learn, torch)

Made with scipy 1.17, optuna 5.0, scikit-learn 1.9.
"""

import json
from pathlib import Path

import numpy as np
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


if __name__ == "__main__":
    sobol()
