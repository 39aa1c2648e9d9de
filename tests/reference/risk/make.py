"""Reference numbers for the risk index, by scipy.

    pip install scipy && python make.py

treatments.csv: what scipy gives for sample skewness, kurtosis and the Box-Cox exponent of greatest
likelihood. aggregations.csv: means by numpy on small sets of scores, formulas as INFORM and the OECD-JRC
handbook print them.
"""

import csv
import sys

import numpy as np
import scipy
from scipy import stats

random = np.random.default_rng(20181)
header = f"# numpy {np.__version__}, scipy {scipy.__version__}, python {sys.version.split()[0]}\n"


def spaced(values):
    return " ".join(repr(float(v)) for v in values)


with open("treatments.csv", "w", newline="") as file:
    file.write(header)
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["values", "skewness", "kurtosis", "exponent"])
    samples = [
        random.lognormal(2, 1, 40),
        random.gamma(0.7, 10, 60) + 0.01,
        random.normal(50, 4, 25),
        random.exponential(3, 12) ** 2 + 0.5,
        np.array([1, 1, 2, 3, 5, 8, 13, 900.0]),
    ]
    for values in samples:
        exponent = stats.boxcox_normmax(values, method="mle")
        rows.writerow(
            [
                spaced(values),
                repr(float(stats.skew(values, bias=False))),
                repr(float(stats.kurtosis(values, bias=False))),
                repr(float(exponent)),
            ]
        )

with open("aggregations.csv", "w", newline="") as file:
    file.write(header)
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["weights", "scores", "arithmetic", "geometric", "product", "bad_weighs_more", "harmonic", "quadratic"])
    for size in [1, 2, 3, 5, 8]:
        w = random.uniform(0.1, 4, size)
        s = random.uniform(0, 10, size)
        one = 1 + 0.9 * s
        inverted = (10 - s) / 10 * 9 + 1
        rows.writerow(
            [
                spaced(w),
                spaced(s),
                repr(float(np.average(s, weights=w))),
                repr(float((stats.gmean(one, weights=w) - 1) / 0.9)),
                repr(float(stats.gmean(s, weights=w))),
                repr(float((10 - stats.gmean(inverted, weights=w)) / 9 * 10)),
                repr(float((stats.hmean(one, weights=w) - 1) / 0.9)),
                repr(float(stats.pmean(s, 2, weights=w))),
            ]
        )
