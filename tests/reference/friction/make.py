"""Travel times by skimage.graph.MCP_Geometric on a hand-made grid.

MCP_Geometric's cost of a step is its length times the mean cost of both cells, over eight
neighbours: WHO AccessMod's definition of isotropic travel time.

Writes ground.csv (minutes per metre, 20 columns of 1 km cells; empty: impassable), heights.csv (metres),
minutes_sloping.csv and
minutes.csv (minutes from the three sources, empty: out of reach). Run: python3 make.py
"""

import pathlib

import numpy as np
import skimage
from skimage.graph import MCP_Geometric

here = pathlib.Path(__file__).parent
rows, columns, cell = 16, 20, 1000.0
r, c = np.mgrid[0:rows, 0:columns]
walk = np.float32(0.06 / 4)
ground = np.full((rows, columns), walk, dtype=np.float32)
ground[(r * 5 + c * 3) % 11 == 0] = np.float32(0.06 / 1.62)  # woods
ground[:, 12] = np.inf  # a river
ground[5, :] = np.float32(0.06 / 60)  # a road with a bridge
ground[5:14, 4] = np.float32(0.06 / 30)  # a track
ground[9:12, 15:18] = np.inf  # closed ground around a hole
ground[10, 16] = walk
sources = [(15, 4), (0, 0), (14, 19)]

mcp = MCP_Geometric(np.where(np.isinf(ground), -1, ground).astype(np.float64), sampling=(cell, cell))
minutes, _ = mcp.find_costs(sources)


def write(name, values):
    with open(here / name, "w") as out:
        for row in values:
            out.write(",".join("" if np.isinf(v) else repr(float(v)) for v in row) + "\n")


write("ground.csv", ground)
write("minutes.csv", minutes)
(here / "versions.txt").write_text(f"scikit-image {skimage.__version__}, numpy {np.__version__}\n")

# The same ground with heights: each step takes as much longer as Tobler (1993) makes a walk on its slope, from the cell
# where one is to the next one towards the source. scipy's Dijkstra on the directed graph of all steps, turned round.
from scipy.sparse import coo_matrix  # noqa: E402
from scipy.sparse.csgraph import dijkstra  # noqa: E402
import scipy  # noqa: E402

heights = np.round(300 + 150 * np.sin(r / 3.0) * np.cos(c / 4.0) + 7.0 * ((r * 3 + c * 5) % 4)).astype(np.float32)
start, end, cost = [], [], []
for row in range(rows):
    for column in range(columns):
        for dr in (-1, 0, 1):
            for dc in (-1, 0, 1):
                to_row, to_column = row + dr, column + dc
                if (dr, dc) == (0, 0) or not (0 <= to_row < rows and 0 <= to_column < columns):
                    continue
                length = cell * np.hypot(dr, dc)
                flat = length * (float(ground[row, column]) + float(ground[to_row, to_column])) / 2
                slope = (float(heights[to_row, to_column]) - float(heights[row, column])) / length
                if np.isfinite(flat):
                    # Turned round: the search goes from the source outwards.
                    start.append(to_row * columns + to_column)
                    end.append(row * columns + column)
                    cost.append(flat * np.exp(3.5 * (abs(slope + 0.05) - 0.05)))
graph = coo_matrix((cost, (start, end)), shape=(rows * columns,) * 2).tocsr()
from_each = dijkstra(graph, indices=[row * columns + column for row, column in sources])
write("heights.csv", heights)
write("minutes_sloping.csv", from_each.min(axis=0).reshape(rows, columns))
(here / "versions.txt").write_text(f"scikit-image {skimage.__version__}, numpy {np.__version__}, scipy {scipy.__version__}\n")
