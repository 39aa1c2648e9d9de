"""Class bounds by mapclassify: upper bounds, counts, and the goodness of variance fit.

    pip install mapclassify
    python make.py          # in this folder; writes values.csv and classes.csv

Three sets: deaths per 1000 births in North Carolina's counties (see ../scan/sids.csv), values that fall off as a power, and
small whole numbers with ties.
"""

import csv

import mapclassify
import numpy as np

rows = [r for r in csv.reader(line for line in open("../scan/sids.csv") if not line.startswith("#"))][1:]
random = np.random.default_rng(5)
sets = {
    "rates": np.array([1000 * float(r[3]) / float(r[4]) for r in rows]),
    "power": (1000 * random.pareto(1.5, 150)).round(3),
    "small": random.poisson(4, 80).astype(float),
}
methods = {
    "equal": (mapclassify.EqualInterval, (4, 7)),
    "quantile": (mapclassify.Quantiles, (4, 6)),
    "jenks": (mapclassify.FisherJenks, (3, 5, 7)),
    "head_tail": (mapclassify.HeadTailBreaks, (None,)),
    "standard_deviation": (mapclassify.StdMean, (None,)),
    "maximum": (mapclassify.MaximumBreaks, (5,)),
}
with open("values.csv", "w") as out:
    out.write("set,value\n")
    for name, values in sets.items():
        out.writelines(f"{name},{value!r}\n" for value in values.tolist())
with open("classes.csv", "w") as out:
    out.write(f"# mapclassify {mapclassify.__version__}, numpy {np.__version__}\nset,method,count,bounds,counts,fit\n")
    for name, values in sets.items():
        for method, (classify, counts) in methods.items():
            # Gaps between whole numbers tie: which of them counts is anybody's guess.
            if (name, method) == ("small", "maximum"):
                continue
            for count in counts:
                found = classify(values, k=count) if count else classify(values)
                classes = [values[found.yb == i] for i in range(len(found.bins))]
                within = sum(((c - c.mean()) ** 2).sum() for c in classes if len(c))
                fit = 1 - within / ((values - values.mean()) ** 2).sum()
                bounds, many = (" ".join(repr(float(v)) for v in found.bins), " ".join(str(len(c)) for c in classes))
                out.write(f"{name},{method},{count or ''},{bounds},{many},{float(fit)!r}\n")
