"""The peer of breaks.rs: mapclassify on the values of the file, each method the best of three, after a first run that compiles."""

import sys
import time
import warnings

import mapclassify
import numpy as np

warnings.simplefilter("ignore")
values = np.fromfile(sys.argv[1], "<f8")
methods = {
    "jenks": lambda: mapclassify.FisherJenks(values, k=7),
    "quantile": lambda: mapclassify.Quantiles(values, k=7),
    "equal": lambda: mapclassify.EqualInterval(values, k=7),
    "head_tail": lambda: mapclassify.HeadTailBreaks(values),
    "standard_deviation": lambda: mapclassify.StdMean(values),
    "maximum": lambda: mapclassify.MaximumBreaks(values, k=7),
}
# Compiles what it compiles, on few values: Fisher-Jenks takes memory and time with the square of them.
mapclassify.FisherJenks(values[:500], k=7)
for name, classify in methods.items():
    times = []
    for _ in range(1 if name == "jenks" else 3):
        start = time.perf_counter()
        try:
            found = classify()
        except MemoryError:
            print(f"{name}: out of memory", file=sys.stderr)
            break
        times.append(time.perf_counter() - start)
    if not times:
        continue
    classes = [values[found.yb == i] for i in range(len(found.bins))]
    within = sum(((c - c.mean()) ** 2).sum() for c in classes if len(c))
    print(f"{name}\t{min(times)}\t{1 - within / ((values - values.mean()) ** 2).sum():.6f}")
