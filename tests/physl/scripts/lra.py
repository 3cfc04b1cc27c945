# Logistic regression in the style of the examples: a CSV file, a loop, weights updated by assignment.
# SPDX-License-Identifier: BSL-1.0
import csv
import os
import tempfile

import numpy as np
from phylanx import Phylanx, PhylanxSession

PhylanxSession.init(1)


@Phylanx
def lra(file_name, xlo1, xhi1, ylo1, yhi1, col, alpha, iterations, enable_output):
    data = file_read_csv(file_name)  # noqa: F821
    x = data[xlo1:xhi1, ylo1:yhi1]
    y = data[xlo1:xhi1, col]
    weights = np.zeros(np.shape(x)[1])
    transx = np.transpose(x)
    step = 0
    while step < iterations:
        if enable_output:
            print("step: ", step, ", ", weights)
        pred = 1.0 / (1.0 + np.exp(-np.dot(x, weights)))
        error = pred - y
        gradient = np.dot(transx, error)
        weights = weights - (alpha * gradient)
        step += 1
    return weights


rng = np.random.default_rng(0)
x = rng.standard_normal((40, 3))
y = (x @ [1.0, -2.0, 0.5] > 0).astype(float)
path = os.path.join(tempfile.mkdtemp(), "data.csv")
with open(path, "w", newline="") as out:
    writer = csv.writer(out)
    writer.writerow(["40", "3", "no", "yes"])
    writer.writerows(np.column_stack([x, y]).tolist())
found = lra(path, 0, 40, 0, 3, 3, 0.01, 50, False)
weights = np.zeros(3)
for _ in range(50):
    weights = weights - 0.01 * (x.T @ (1 / (1 + np.exp(-(x @ weights))) - y))
assert np.allclose(found, weights)
assert "file_read_csv" in lra.get_physl_source()
