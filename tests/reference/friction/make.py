"""Travel times by skimage.graph.MCP_Geometric on a hand-made grid.

MCP_Geometric's cost of a step is its length times the mean cost of both cells, over eight
neighbours: WHO AccessMod's definition of isotropic travel time.

Writes ground.csv (minutes per metre, 20 columns of 1 km cells; empty: impassable) and
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
