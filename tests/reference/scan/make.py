"""Clusters of sudden infant deaths in North Carolina, July 1974 to June 1984, by brute force: every circle around every county, straight
from the formulas of Kulldorff (1997), Communications in Statistics 26:1481-1496, Poisson and Bernoulli.

    python make.py          # in this folder; reads sids.csv, writes clusters.csv

sids.csv: deaths and births of both periods of R `spData::nc.sids` added up (Symons et al. 1983; Cressie & Read 1985; Cressie 1993), with
its metric coordinates (kilometres). Needs the standard library alone. Ties of distance do not occur.

satscan.csv: what SaTScan found in leukaemia of upstate New York (Waller & Gotway 2004), circles of at most 10 % of the people, and one
ellipse, typed from the tests of the R package smerc (French), which holds itself against SaTScan: people and cases of each
cluster, the logarithm of the likelihood ratio before and after the penalty for the shape, and the relative risk. 552 cases among
1 057 673 people.
"""

import csv
import math
import sys

rows = [r for r in csv.reader(line for line in open("sids.csv") if not line.startswith("#"))][1:]
names = [r[0] for r in rows]
x, y = ([float(r[k]) for r in rows] for k in (1, 2))
cases, births = ([int(r[k]) for r in rows] for k in (3, 4))
C, N = sum(cases), sum(births)


def xlog(a):
    return a * math.log(a) if a > 0 else 0.0


def poisson(c, n):
    e = C * n / N
    return c * math.log(c / e) + (C - c) * math.log((C - c) / (C - e)) if c > e else 0.0


def bernoulli(c, n):
    if c * (N - n) <= (C - c) * n:
        return 0.0
    inside = xlog(c) + xlog(n - c) - xlog(n)
    outside = xlog(C - c) + xlog(N - n - (C - c)) - xlog(N - n)
    return inside + outside - (xlog(C) + xlog(N - C) - xlog(N))


def clusters(ratio):
    windows = []
    # The best window around each county, as SaTScan keeps them; then those that share no county with a better one.
    for centre in range(len(rows)):
        around = []
        order = sorted(range(len(rows)), key=lambda i: math.hypot(x[i] - x[centre], y[i] - y[centre]))
        for size in range(1, len(rows) + 1):
            inside = order[:size]
            c, n = sum(cases[i] for i in inside), sum(births[i] for i in inside)
            if n <= N / 2:
                around.append((ratio(c, n), c, C * n / N, sorted(inside)))
        windows.append(max(around, key=lambda w: w[0]))
    windows.sort(key=lambda w: -w[0])
    taken, found = set(), []
    for window in windows:
        if window[0] > 1e-9 and not taken & set(window[3]):
            taken |= set(window[3])
            found.append(window)
    return found


with open("clusters.csv", "w") as out:
    out.write(f"# Python {sys.version.split()[0]}, make.py\nmodel,log_ratio,cases,expected,relative_risk,counties\n")
    for model, ratio in (("poisson", poisson), ("bernoulli", bernoulli)):
        for log_ratio, c, e, inside in clusters(ratio)[:4]:
            risk = c / e / ((C - c) / (C - e))
            out.write(f"{model},{log_ratio!r},{c},{e!r},{risk!r},{' '.join(names[i] for i in inside)}\n")
