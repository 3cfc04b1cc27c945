"""A random forest on the Wisconsin breast cancer data: trees as arrays, grown level by level.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
from _report import compare, expect, options
from sklearn.datasets import load_breast_cancer


def grow(x, y, samples, features, depth):
    """Trees with a question (feature, bound) in each inner node and a share of ones in each leaf.

    samples: the rows that each tree sees. features: those that each node may ask for. Node i has children 2 i + 1, 2 i + 2.
    """
    n_trees, n_samples = samples.shape
    n_inner = 2**depth - 1
    asked = np.zeros((n_trees, n_inner), dtype=np.int64)
    bounds = np.zeros((n_trees, n_inner))
    shares = np.zeros((n_trees, n_inner + 2**depth))
    for tree in range(n_trees):
        node_of = np.zeros(n_samples, dtype=np.int64)
        for node in range(2 * n_inner + 1):
            count = 0
            ones = 0.0
            for s in range(n_samples):
                if node_of[s] == node:
                    count += 1
                    ones += y[samples[tree, s]]
            shares[tree, node] = ones / count if count > 0 else shares[tree, (node - 1) // 2]
            if node >= n_inner:
                continue
            best = np.inf
            for feature in features[tree, node]:
                # Nine bounds between the least and the greatest value.
                low, high = np.inf, -np.inf
                for s in range(n_samples):
                    if node_of[s] == node:
                        low = min(low, x[samples[tree, s], feature])
                        high = max(high, x[samples[tree, s], feature])
                for k in range(1, 10):
                    bound = low + (high - low) * k / 10
                    left, left_ones = 0, 0.0
                    for s in range(n_samples):
                        if node_of[s] == node and x[samples[tree, s], feature] <= bound:
                            left += 1
                            left_ones += y[samples[tree, s]]
                    right, right_ones = count - left, ones - left_ones
                    if left == 0 or right == 0:
                        continue
                    impurity = left_ones * (left - left_ones) / left + right_ones * (right - right_ones) / right
                    if impurity < best:
                        best = impurity
                        asked[tree, node] = feature
                        bounds[tree, node] = bound
            for s in range(n_samples):
                if node_of[s] == node:
                    goes_right = best == np.inf or x[samples[tree, s], asked[tree, node]] > bounds[tree, node]
                    node_of[s] = 2 * node + 2 if goes_right else 2 * node + 1
    return asked, bounds, shares


def vote(x, asked, bounds, shares):
    n_inner = asked.shape[1]
    node = np.zeros((len(asked), len(x)), dtype=int)
    trees = np.arange(len(asked))[:, None]
    while node[0, 0] < n_inner:
        goes_right = x[np.arange(len(x)), asked[trees, node]] > bounds[trees, node]
        # A node without a question has sent all its samples to the right.
        node = 2 * node + 1 + goes_right
    return shares[trees, node].mean(axis=0) > 0.5


def main():
    chosen = options(__doc__.splitlines()[0])
    x, y = load_breast_cancer(return_X_y=True)
    y = y.astype(float)
    n_trees, depth = (3, 3) if chosen.small else (10, 4)
    rng = np.random.default_rng(0)
    mixed = rng.permutation(len(x))
    train, test = mixed[:400], mixed[400:]
    samples = train[rng.integers(0, len(train), (n_trees, 200))]
    features = rng.integers(0, x.shape[1], (n_trees, 2**depth - 1, 5))

    title = f"{n_trees} trees of {depth} levels on 200 of 569 x 30"
    asked, bounds, shares = compare(title, grow, (x, y, samples, features, depth), chosen.runs, 1e-12)
    expect("right on rows that no tree has seen", np.mean(vote(x[test], asked, bounds, shares) == y[test]), at_least=0.85)


if __name__ == "__main__":
    main()
