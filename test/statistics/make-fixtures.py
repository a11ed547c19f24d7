"""Figures of SciPy that test/statistics compares with: python test/statistics/make-fixtures.py"""

import json
from pathlib import Path

import numpy as np
from scipy import stats

rng = np.random.default_rng(7)

tails = [
    {"t": t, "degrees": df, "p": float(2 * stats.t.sf(abs(t), df))}
    for df in [1, 1.5, 2, 3, 7.3, 30, 250]
    for t in [0.0, 0.1, 0.9, 2.0, -3.5, 12.0]
]
critical = [
    {"confidence": c, "degrees": df, "t": float(stats.t.ppf(0.5 + c / 2, df))}
    for df in [1, 2, 3.7, 9, 40, 1000]
    for c in [0.5, 0.8, 0.95, 0.99, 0.999]
]
means = []
for count in [2, 3, 5, 12]:
    values = rng.normal(1.5, 0.1, count)
    low, high = stats.t.interval(
        0.95, count - 1, loc=values.mean(), scale=stats.sem(values)
    )
    means.append({"values": values.tolist(), "low": float(low), "high": float(high)})
welch = []
for n, m, shift, spread in [(2, 2, 0.1, 0.1), (3, 5, 0.02, 0.3), (10, 4, 0.3, 0.05), (3, 3, 1.0, 2.0)]:
    a, b = rng.normal(1.0, 0.1, n), rng.normal(1.0 + shift, spread, m)
    result = stats.ttest_ind(b, a, equal_var=False)
    interval = result.confidence_interval(0.95)
    welch.append(
        {
            "a": a.tolist(),
            "b": b.tolist(),
            "p": float(result.pvalue),
            "degrees": float(result.df),
            "low": float(interval.low),
            "high": float(interval.high),
        }
    )
# Errors and words of two recognisers on the same sentences; the measure is a ratio of sums.
words = rng.integers(3, 30, 400)
first = rng.binomial(words, 0.2)
second = rng.binomial(words, 0.17)


def rate(errors, words, axis=-1):
    return errors.sum(axis) / words.sum(axis)


result = stats.bootstrap(
    (first, second, words),
    lambda a, b, w, axis=-1: rate(b, w, axis) - rate(a, w, axis),
    paired=True,
    method="percentile",
    n_resamples=20000,
    random_state=3,
)
paired = {
    "words": words.tolist(),
    "first": first.tolist(),
    "second": second.tolist(),
    "difference": float(rate(second, words) - rate(first, words)),
    "low": float(result.confidence_interval.low),
    "high": float(result.confidence_interval.high),
}
folder = Path(__file__).parent / "fixtures"
folder.mkdir(exist_ok=True)
fixtures = {"tails": tails, "critical": critical, "means": means, "welch": welch, "paired": paired}
(folder / "statistics.json").write_text(json.dumps(fixtures) + "\n")
