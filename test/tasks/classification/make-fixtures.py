"""Scores of made-up answers by scikit-learn, and a temperature fitted by SciPy.

python test/tasks/classification/make-fixtures.py
"""

import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    confusion_matrix,
    f1_score,
    log_loss,
    mean_absolute_error,
    mean_squared_error,
    precision_recall_fscore_support,
    r2_score,
)

rng = np.random.default_rng(7)
rows, classes = 60, 4
truth = rng.integers(0, classes, rows)
# One class hardly ever comes, and one is told too surely.
truth[truth == 3] = rng.integers(0, 4, (truth == 3).sum())
logits = (3 * rng.normal(size=(rows, classes)) + 2 * np.eye(classes)[truth]).astype(np.float32)
probabilities = softmax(logits.astype(np.float64), axis=1)
answers = probabilities.argmax(axis=1)


def calibration_error(bins: int) -> float:
    confidence = probabilities.max(axis=1)
    right = answers == truth
    error = 0.0
    for low in range(bins):
        inside = (confidence > low / bins) & (confidence <= (low + 1) / bins)
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return error


def nats(log_temperature: float) -> float:
    scaled = log_softmax(logits.astype(np.float64) / np.exp(log_temperature), axis=1)
    return -scaled[np.arange(rows), truth].mean()


precision, recall, f1, support = precision_recall_fscore_support(
    truth, answers, labels=range(classes), zero_division=0
)
told = rng.normal(size=rows)
known = told + rng.normal(size=rows) / 2
fixture = {
    "classes": classes,
    "logits": [float(value) for value in logits.ravel()],
    "truth": truth.tolist(),
    "confusion": confusion_matrix(truth, answers, labels=range(classes)).tolist(),
    "precision": precision.tolist(),
    "recall": recall.tolist(),
    "f1": f1.tolist(),
    "support": support.tolist(),
    "metrics": {
        "loss": log_loss(truth, probabilities, labels=range(classes)),
        "accuracy": accuracy_score(truth, answers),
        "balanced_accuracy": balanced_accuracy_score(truth, answers),
        "macro_f1": f1_score(truth, answers, average="macro"),
        "ece": calibration_error(15),
    },
    "temperature": float(np.exp(minimize_scalar(nats, bounds=(-3, 3), method="bounded").x)),
    "numbers": {
        "told": told.tolist(),
        "known": known.tolist(),
        "mse": mean_squared_error(known, told),
        "mae": mean_absolute_error(known, told),
        "r2": r2_score(known, told),
    },
}
path = Path(__file__).parent / "fixtures" / "scores.json"
path.write_text(json.dumps(fixture) + "\n")
