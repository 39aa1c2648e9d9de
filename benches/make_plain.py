"""Made-up points and areas for `plain_against_peers.sh`, the same on every machine."""

import json
import os
import sys

import numpy

files = sys.argv[1]


def path(name):
    return f"{files}/{name}"


def points(name, count, seed):
    """Points all over the country's box, the same on every machine."""
    if not os.path.exists(path(name)):
        random = numpy.random.default_rng(seed)
        x, y = random.uniform(-12, 4, count), random.uniform(10, 25, count)
        with open(path(name), "w") as out:
            out.write("id,longitude,latitude,n\n")
            out.writelines(f"{i},{a:.6f},{b:.6f},{i % 7}\n" for i, (a, b) in enumerate(zip(x, y)))


def border(a, b):
    """A rugged border between two corners, the same from both sides (midpoint displacement)."""
    if a > b:
        return border(b, a)[::-1]
    random = numpy.random.default_rng([int(v * 1e6) + 2**31 for v in (*a, *b)])
    line = numpy.array([a, b])
    for _ in range(HALVINGS):
        step = numpy.diff(line, axis=0)
        middle = (line[:-1] + line[1:]) / 2 + numpy.c_[-step[:, 1], step[:, 0]] * random.uniform(-0.12, 0.12, (len(step), 1))
        line = numpy.insert(line, range(1, len(line)), middle, axis=0)
    return line


def areas(name, columns, rows, shift, halvings):
    """A grid of areas with rugged borders and shared corners."""
    global HALVINGS
    HALVINGS = halvings
    if os.path.exists(path(name)):
        return
    corner = lambda c, r: (-12 + 16 * (c + shift) / columns, 10 + 15 * (r + shift) / rows)
    features = []
    for r in range(rows):
        for c in range(columns):
            sides = [corner(c, r), corner(c + 1, r), corner(c + 1, r + 1), corner(c, r + 1)]
            ring = numpy.vstack([border(a, b)[:-1] for a, b in zip(sides, sides[1:] + sides[:1])])
            ring = numpy.vstack([ring, ring[:1]]).round(7).tolist()
            features.append({"type": "Feature", "properties": {f"code{shift}": f"{r:03}{c:03}"}, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    with open(path(name), "w") as out:
        json.dump({"type": "FeatureCollection", "features": features}, out)


points("points-10m.csv", 10_000_000, 1)
points("points-1m.csv", 1_000_000, 2)
points("targets-100k.csv", 100_000, 3)
areas("old-703.geojson", 37, 19, 0, 7)
areas("new-703.geojson", 37, 19, 0.3, 7)
areas("areas-50k.geojson", 250, 200, 0, 3)
