"""
Filters of a small directed graph for test/tasks/forecasting/graph.test.ts, by their definitions with
NumPy.

    python test/tasks/forecasting/make-graph-fixtures.py
"""

import json
from pathlib import Path

import numpy as np

edges = [(0, 1, 2.0), (1, 2, 1.0), (2, 0, 4.0), (2, 3, 0.5), (3, 2, 3.0), (1, 1, 7.0)]
nodes, order = 5, 3  # the last node has no links
weights = np.zeros((nodes, nodes))
for start, end, weight in edges:
    if start != end:
        weights[start, end] = weight

both = np.maximum(weights, weights.T)
with np.errstate(divide="ignore"):
    own = both + np.eye(nodes)
    root = np.diag(1 / np.sqrt(own.sum(1)))
    normalized = root @ own @ root
    degree = both.sum(1)
    scale = np.where(degree > 0, 1 / np.sqrt(degree), 0)
# A node without links has nothing to subtract: its Laplacian is 1, its scaled one 0.
scaled = (np.eye(nodes) - np.diag(scale) @ both @ np.diag(scale)) - np.eye(nodes)
chebyshev = [np.eye(nodes), scaled]
while len(chebyshev) <= order:
    chebyshev.append(2 * scaled @ chebyshev[-1] - chebyshev[-2])


def walk(matrix):
    sums = matrix.sum(1, keepdims=True)
    return matrix / np.where(sums > 0, sums, 1)


powers = lambda matrix: [np.linalg.matrix_power(matrix, k) for k in range(1, order + 1)]
as_lists = lambda matrices: [matrix.ravel().round(12).tolist() for matrix in matrices]

path = Path(__file__).parent / "fixtures" / "graph-filters.json"
path.write_text(
    json.dumps(
        {
            "nodes": nodes,
            "order": order,
            "edges": [{"from": a, "to": b, "weight": w} for a, b, w in edges],
            "normalized": as_lists(powers(normalized)),
            "diffusion": as_lists(powers(walk(weights)) + powers(walk(weights.T))),
            "chebyshev": as_lists(chebyshev[1:]),
        }
    )
    + "\n"
)
