"""The generated country: 703 communes inside the hand-drawn border.

Communes are Voronoi cells of seeds; a seed is a real town or a made-up village placed in
the cercle of the nearest town. Cercles and regions are what their communes add up to.
"""

from dataclasses import dataclass
from math import exp, hypot

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry import Point, Polygon

from . import facts, mesh, names
from .chance import stream
from .outline import BORDER
from .rough import roughen, to_degrees, to_plane

LLOYD_ROUNDS = 4
# How far villages stand from their town, in degrees: people live where the river is, and
# a desert commune is huge.
VILLAGE_REACH = 0.9
# How much of the desert gets villages all the same.
VILLAGE_FLOOR = 0.08
# Villages around the capital, so that the district stays as small as it is.
CAPITAL_RING = [(-8.13, 12.68), (-8.14, 12.57), (-7.93, 12.53), (-7.86, 12.62), (-8.04, 12.50), (-8.02, 12.73)]


@dataclass
class Seed:
    """What a commune grows from; `name` is empty where it is still to be made up."""

    x: float
    y: float
    cercle: str
    name: str = ""


@dataclass
class Commune:
    pcode: str
    name: str
    cercle: str
    cercle_pcode: str
    region: str
    region_pcode: str
    town: tuple  # longitude, latitude of the seat
    shape: Polygon  # longitude, latitude

    @property
    def zone(self):
        return next((zone for zone, regions in facts.ZONES.items() if self.region in regions), None)


def build():
    """The communes in the order of their codes."""
    border = _border()
    seeds = _seeds(border)
    cells = mesh.cells(border, [(seed.x, seed.y) for seed in seeds], stream("mesh"))
    return _coded(seeds, cells)


def _border():
    """The border in the plane, rough where nature drew it."""
    rng = stream("border")
    ring = []
    for kind, points in BORDER:
        line = [to_plane(*point) for point in points]
        ring += roughen(rng, line, 0.14, 0.035)[:-1] if kind == "natural" else line[:-1]
    return Polygon(ring)


def _seeds(border):
    """Towns first, then villages, moved apart until their cells are of even size."""
    rng = stream("seeds")
    fixed = [_seed(town.lon, town.lat, town.cercle, town.name) for town in facts.towns() if town.rank > 1]
    fixed += [_seed(lon, lat, "Bamako", name) for name, lon, lat in facts.BAMAKO_COMMUNES]
    towns = list(fixed)
    fixed += [_seed(lon, lat, "Kati", "") for lon, lat in CAPITAL_RING]
    villages = []
    for cercles in facts.CERCLES.values():
        for cercle, communes in cercles.items():
            missing = communes - sum(seed.cercle == cercle for seed in fixed)
            villages += _villages(rng, cercle, missing, towns, fixed, border)
    return _spread(fixed, villages, border)


def _seed(lon, lat, cercle, name):
    return Seed(*to_plane(lon, lat), cercle, name)


def _villages(rng, cercle, count, towns, fixed, border):
    """Random places whose nearest town belongs to the cercle, dense near the towns."""
    tree = cKDTree([(town.x, town.y) for town in towns])
    around = [(seed.x, seed.y) for seed in fixed]
    x0, y0, x1, y1 = border.bounds
    found = []
    while len(found) < count:
        x, y = rng.uniform(x0, x1), rng.uniform(y0, y1)
        distance, nearest = tree.query((x, y))
        wanted = towns[nearest].cercle == cercle and rng.random() < exp(-distance / VILLAGE_REACH) + VILLAGE_FLOOR
        apart = min(hypot(x - a, y - b) for a, b in around) > 0.05
        if wanted and apart and border.contains(Point(x, y)):
            found.append(Seed(x, y, cercle))
            around.append((x, y))
    return found


def _spread(fixed, villages, border):
    """Lloyd's relaxation (1982): villages move halfway to the middle of their cell."""
    towns = cKDTree([(seed.x, seed.y) for seed in fixed if seed.name])
    named = [seed for seed in fixed if seed.name]
    for _ in range(LLOYD_ROUNDS):
        seeds = fixed + villages
        cells = shapely.voronoi_polygons(
            shapely.multipoints([(seed.x, seed.y) for seed in seeds]), extend_to=border.envelope, ordered=True
        )
        for village, cell in zip(villages, list(cells.geoms)[len(fixed) :]):
            middle = cell.intersection(border).centroid
            x, y = (village.x + middle.x) / 2, (village.y + middle.y) / 2
            # A village never moves over to the towns of another cercle.
            if named[towns.query((x, y))[1]].cercle == village.cercle and border.contains(Point(x, y)):
                village.x, village.y = x, y
    return fixed + villages


def _coded(seeds, cells):
    """Names and codes: within a cercle the chief town first, then by name."""
    names.christen(seeds, stream("names"))
    communes = []
    for r, region in enumerate(facts.REGIONS, 1):
        for c, cercle in enumerate(sorted(facts.CERCLES[region], key=names.plain), 1):
            own = [i for i, seed in enumerate(seeds) if seed.cercle == cercle]
            own.sort(key=lambda i: (seeds[i].name != cercle, names.plain(seeds[i].name)))
            for m, i in enumerate(own, 1):
                region_code, cercle_code = f"ML{r:02}", f"ML{r:02}{c:02}"
                seat = to_degrees(seeds[i].x, seeds[i].y)
                communes.append(
                    Commune(
                        f"{cercle_code}{m:02}", seeds[i].name, cercle, cercle_code, region, region_code, seat, cells[i]
                    )
                )
    return communes


class Locator:
    """Which commune a point lies in."""

    def __init__(self, communes):
        self.communes = communes
        self.tree = shapely.STRtree([commune.shape for commune in communes])

    def commune(self, lon, lat):
        """The commune around a point, `None` outside; on a shared edge the first by code."""
        hits = self.tree.query(Point(lon, lat), predicate="intersects")
        return self.communes[int(np.min(hits))] if len(hits) else None
