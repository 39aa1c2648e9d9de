"""The peer of spatial.rs: libpysal's queen neighbours, esda's Moran, local Moran and Gi* with 999 permutations, on the polygons and
values of the file. Needs libpysal, esda, numba, shapely. Statistics are timed the second time, when numba has compiled."""

import struct
import sys
import time
import warnings

import esda
import numpy as np
import shapely
from libpysal import weights

warnings.simplefilter("ignore")
data = open(sys.argv[1], "rb").read()
(count,) = struct.unpack_from("<Q", data, 0)
at, polygons, values = 8, [], []
for _ in range(count):
    length, value = struct.unpack_from("<Qd", data, at)
    at += 16
    polygons.append(shapely.Polygon(np.frombuffer(data, "<f8", 2 * length, at).reshape(-1, 2)))
    values.append(value)
    at += 16 * length
values = np.array(values)

start = time.perf_counter()
w = weights.Queen.from_iterable(polygons)
print(f"neighbours\t{time.perf_counter() - start}")
for _ in range(2):
    start = time.perf_counter()
    esda.Moran(values, w, permutations=999)
    esda.Moran_Local(values, w, permutations=999, n_jobs=-1, keep_simulations=False)
    esda.G_Local(values, w, transform="B", permutations=999, star=True, n_jobs=-1, keep_simulations=False)
    seconds = time.perf_counter() - start
print(f"Moran, local Moran and Gi*, warm\t{seconds}")
