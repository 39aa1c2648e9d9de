"""Least-cost times by skimage over the ground that `travel_time.rs` wrote; prints the seconds."""

import pathlib
import sys
import time

import numpy as np
from skimage.graph import MCP_Geometric

folder = pathlib.Path(sys.argv[1])
ground = np.fromfile(folder / "ground.f32", dtype="<f4").reshape(2000, 2000).astype(np.float64)
ground[np.isinf(ground)] = -1
sources = [(row + 1, column) for row in range(250, 2000, 500) for column in range(250, 2000, 500)]
start = time.perf_counter()
minutes, _ = MCP_Geometric(ground, sampling=(100.0, 100.0)).find_costs(sources)
print(time.perf_counter() - start)
minutes.astype("<f8").tofile(folder / "minutes.f64")
