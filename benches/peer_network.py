"""The peer of network.rs: scipy's Dijkstra from 500 sources at once on the same file. Whole process; needs numpy, scipy."""

import sys
import time

start = time.perf_counter()
import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

rows = np.fromfile(sys.argv[1], dtype=[("a", "<u4"), ("b", "<u4"), ("c", "<f8")])
n = int(max(rows["a"].max(), rows["b"].max())) + 1
graph = csr_matrix((rows["c"], (rows["a"], rows["b"])), shape=(n, n))
sources = np.arange(500) * (n // 500)
built = time.perf_counter()
cost = dijkstra(graph, directed=False, indices=sources, min_only=True)
end = time.perf_counter()
print(f"{len(rows)} edges: imported, read and built {built - start:.2f} s, searched {end - built:.2f} s, all {end - start:.2f} s")
print(f"sum of costs {cost.sum():.6f}")
