"""A two-layer neural network: learns scikit-learn's handwritten digits and reads those that it has not seen.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
from _report import compare, expect, options
from sklearn.datasets import load_digits


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def train(x, y, w1, b1, w2, b2, rate, iterations):
    w1, b1, w2, b2 = w1.copy(), b1.copy(), w2.copy(), b2.copy()
    for _ in range(iterations):
        hidden = np.tanh(x @ w1 + b1)
        error = (softmax(hidden @ w2 + b2) - y) / len(x)
        hidden_error = (error @ w2.T) * (1 - hidden**2)
        w2 -= rate * (hidden.T @ error)
        b2 -= rate * error.sum(axis=0)
        w1 -= rate * (x.T @ hidden_error)
        b1 -= rate * hidden_error.sum(axis=0)
    return w1, b1, w2, b2


def digits():
    """Pictures and one-hot labels to learn from, then pictures and labels that are held out."""
    x, labels = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(x))
    x, labels = x[order] / 16, labels[order]
    return x[:1500], np.eye(10)[labels[:1500]], x[1500:], labels[1500:]


def first_weights(inputs, hidden, outputs):
    rng = np.random.default_rng(1)
    w1 = rng.standard_normal((inputs, hidden)) / np.sqrt(inputs)
    w2 = rng.standard_normal((hidden, outputs)) / np.sqrt(hidden)
    return w1, np.zeros(hidden), w2, np.zeros(outputs)


def main():
    chosen = options(__doc__.splitlines()[0])
    x, y, unseen, labels = digits()
    iterations = 200 if chosen.small else 500

    title = f"digits, 1,500 x 64, 64 hidden units, {iterations} iterations"
    arguments = (x, y, *first_weights(64, 64, 10), 1.0, iterations)
    w1, b1, w2, b2 = compare(title, train, arguments, chosen.runs, 1e-6)
    read = np.argmax(np.tanh(unseen @ w1 + b1) @ w2 + b2, axis=1)
    expect("held-out digits read right", np.mean(read == labels), at_least=0.95)


if __name__ == "__main__":
    main()
