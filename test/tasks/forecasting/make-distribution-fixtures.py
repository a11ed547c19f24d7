"""
Figures of distributions for test/tasks/forecasting/outputs.test.ts, computed by SciPy.

    python test/tasks/forecasting/make-distribution-fixtures.py

The continuous ranked probability score is integrated from its definition,
the integral of (F(x) - 1{x >= y})^2 over x, so that no closed form is taken on trust.
"""

import json
import math
from pathlib import Path

import numpy as np
from scipy import integrate, stats


def crps(distribution, truth):
    below, _ = integrate.quad(lambda x: distribution.cdf(x) ** 2, -np.inf, truth, epsabs=1e-12, limit=400)
    above, _ = integrate.quad(lambda x: distribution.sf(x) ** 2, truth, np.inf, epsabs=1e-12, limit=400)
    return below + above


def softplus(x):
    return float(np.logaddexp(0.0, x))


def raw_of_scale(scale):
    """Inverse of softplus(x) + 1e-3."""
    return math.log(math.expm1(scale - 1e-3))


levels = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
cases = []
for location, scale, truth in [(0.0, 1.0, 0.3), (1.5, 0.2, 1.9), (-2.0, 3.0, -9.0), (0.25, 0.7, 0.25)]:
    normal = stats.norm(location, scale)
    cases.append(
        {
            "output": "normal",
            "raw": [location, raw_of_scale(scale)],
            "truth": truth,
            "nll": float(-normal.logpdf(truth)),
            "crps": crps(normal, truth),
            "quantiles": [float(normal.ppf(level)) for level in levels],
        }
    )
    for raw_freedom in [-3.0, 0.0, 2.0, 30.0]:
        freedom = softplus(raw_freedom) + 2
        student = stats.t(freedom, location, scale)
        cases.append(
            {
                "output": "student-t",
                "raw": [location, raw_of_scale(scale), raw_freedom],
                "truth": truth,
                "nll": float(-student.logpdf(truth)),
                "crps": crps(student, truth),
                "quantiles": [float(student.ppf(level)) for level in levels],
            }
        )

# Quantile score of an arbitrary forecast, by the definition with numpy.
output_levels = [0.01, 0.025, *[round(0.05 * k, 2) for k in range(1, 20)], 0.975, 0.99]
generator = np.random.default_rng(7)
forecasts = np.sort(generator.normal(size=(4, len(output_levels))), axis=1)
truths = generator.normal(size=4)
taus = np.array(output_levels)
edges = np.concatenate([[0.0], (taus[1:] + taus[:-1]) / 2, [1.0]])
losses = np.maximum(taus * (truths[:, None] - forecasts), (taus - 1) * (truths[:, None] - forecasts))
quantile_scores = 2 * (losses * np.diff(edges)).sum(axis=1)

path = Path(__file__).parent / "fixtures" / "distributions.json"
path.parent.mkdir(exist_ok=True)
path.write_text(
    json.dumps(
        {
            "levels": levels,
            "cases": cases,
            "quantileScores": {
                "forecasts": forecasts.round(6).tolist(),
                "truths": truths.round(6).tolist(),
                "meanPinballTwice": (2 * losses.mean(axis=1)).tolist(),
                "crps": quantile_scores.tolist(),
            },
        },
        indent=1,
    )
    + "\n"
)
