"""
Confidence intervals of a mean for test/tasks/forecasting/backtest.test.ts: ordinary least squares on
a constant with the covariance of Newey and West (Bartlett weights, no small-sample correction) and
Student's t, by the definition with NumPy and SciPy.

    python test/tasks/forecasting/make-difference-fixtures.py
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats

generator = np.random.default_rng(3)
cases = []
for count, lag in [(40, 0), (40, 5), (200, 11)]:
    noise = generator.normal(size=count + 12)
    series = 0.4 + np.convolve(noise, np.ones(6) / 3, mode="valid")[:count]
    series = series.round(6)
    residual = series - series.mean()
    # X'X and the long-run variance as sandwich: with a constant both are sums over rows.
    meat = residual @ residual
    for k in range(1, lag + 1):
        meat += 2 * (1 - k / (lag + 1)) * (residual[k:] @ residual[:-k])
    error = np.sqrt(meat) / count
    low, high = stats.t.interval(0.95, count - 1, loc=series.mean(), scale=error)
    cases.append(
        {"lag": lag, "values": series.tolist(), "mean": float(series.mean()), "interval": [low, high]}
    )

path = Path(__file__).parent / "fixtures" / "differences.json"
path.write_text(json.dumps(cases) + "\n")
