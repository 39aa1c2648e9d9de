"""Weights of a crosswalk by shapely: old areas into new ones by surface, and by people at points.

    python3 reference.py            writes old.geojson, new.geojson, people.csv and weights.csv beside itself

Corners are brought onto the cylindrical equal-area projection of the WGS84 ellipsoid (pyproj, +proj=cea), where edges
are straight; an island, a hole and a part outside every new area are among the shapes.
"""

import json
from pathlib import Path

import numpy
import pyproj
import shapely

here = Path(__file__).parent
random = numpy.random.default_rng(11)
cea = pyproj.Transformer.from_crs("EPSG:4326", "+proj=cea +datum=WGS84", always_xy=True)


def rugged(corners, steps, depth):
    """A ring through corners whose sides wander."""
    ring = []
    for a, b in zip(corners, corners[1:] + corners[:1]):
        for i in range(steps):
            t = i / steps
            wander = depth * numpy.sin(numpy.pi * t) * random.uniform(-1, 1)
            ring.append((round(a[0] + (b[0] - a[0]) * t - wander * (b[1] - a[1]), 6), round(a[1] + (b[1] - a[1]) * t + wander * (b[0] - a[0]), 6)))
    return ring + ring[:1]


def partition(columns, rows, shift):
    """Areas that divide a box between them: cells of a grid with rugged lines, by polygonising the lines."""
    lines = []
    for c in range(columns + 1):
        x = -8 + 4 * (c + (shift if 0 < c < columns else 0)) / columns
        lines.append([(round(x + (random.uniform(-0.06, 0.06) if 0 < i < 24 and 0 < c < columns else 0), 6), 12 + 3 * i / 24) for i in range(25)])
    for r in range(rows + 1):
        y = 12 + 3 * (r + (shift if 0 < r < rows else 0)) / rows
        lines.append([(-8 + 4 * i / 24, round(y + (random.uniform(-0.06, 0.06) if 0 < i < 24 and 0 < r < rows else 0), 6)) for i in range(25)])
    noded = shapely.unary_union([shapely.LineString(line) for line in lines])
    cells = shapely.polygonize([noded]).geoms
    return [cell for cell in cells if cell.area > 0.01]


old = partition(4, 3, 0.0)
island = shapely.Polygon(rugged([(-9.0, 13.0), (-8.6, 13.0), (-8.6, 13.4), (-9.0, 13.4)], 6, 0.1))
old[0] = shapely.MultiPolygon([old[0], island])
centre = old[5].representative_point()
hole = shapely.Polygon(rugged([(centre.x - 0.1, centre.y - 0.1), (centre.x + 0.1, centre.y - 0.1), (centre.x + 0.1, centre.y + 0.1), (centre.x - 0.1, centre.y + 0.1)], 5, 0.1))
old[5] = shapely.difference(old[5], hole)
new = partition(3, 4, 0.3)


def layer(areas, letter):
    features = [{"type": "Feature", "properties": {"code": f"{letter}{i:02}"}, "geometry": json.loads(shapely.to_geojson(area))} for i, area in enumerate(areas)]
    (here / ("old.geojson" if letter == "A" else "new.geojson")).write_text(json.dumps({"type": "FeatureCollection", "features": features}) + "\n")
    return [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]


old, new = layer(old, "A"), layer(new, "B")
places = numpy.c_[random.uniform(-9, -4, 2000), random.uniform(12, 15, 2000)].round(5)
counts = random.integers(1, 200, len(places))
with open(here / "people.csv", "w") as out:
    out.write("longitude,latitude,people\n")
    out.writelines(f"{x},{y},{n}\n" for (x, y), n in zip(places, counts))

flat = [[shapely.transform(area, lambda c: numpy.c_[cea.transform(c[:, 0], c[:, 1])]) for area in areas] for areas in (old, new)]
points = shapely.points(places)
inside = [[shapely.intersects(area, points) for area in areas] for areas in (old, new)]
with open(here / "weights.csv", "w") as out:
    out.write(f"# shapely {shapely.__version__}, GEOS {shapely.geos_version_string}, pyproj {pyproj.__version__}, numpy {numpy.__version__}\n")
    out.write("old,new,km2,share_by_surface,people,share_by_people\n")
    for i, a in enumerate(flat[0]):
        for j, b in enumerate(flat[1]):
            size = shapely.area(shapely.intersection(a, b))
            people = counts[inside[0][i] & inside[1][j]].sum()
            if size > 1:
                out.write(f"A{i:02},B{j:02},{size / 1e6:.9g},{size / a.area:.12g},{people},{people / counts[inside[0][i]].sum():.12g}\n")
