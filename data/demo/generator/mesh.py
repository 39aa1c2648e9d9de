"""A mesh of cells with natural, exactly shared edges.

Every edge between two cells is drawn once and used by both, so that there is no gap and
no overlap, however rough it is.
"""

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry import LineString, Point, Polygon

from .rough import roughen, to_degrees

ROUGHNESS = 0.16
# Nothing shorter is bent, in degrees; long desert edges are bent more coarsely.
STEP, PIECES = 0.012, 24
ATTEMPTS = 12


def cells(border, seeds, rng):
    """One polygon (longitude, latitude) for each seed (plane), in the order of the seeds."""
    flat = _flat_cells(border, seeds)
    arcs = _arcs(flat)
    on_border = [_lies_on(arc, border.exterior) for arc in arcs]
    numbers = rng.integers(0, 2**63, size=len(arcs))
    rough = _without_crossings(arcs, on_border, numbers, cKDTree(seeds))
    return _faces(rough, seeds)


def _flat_cells(border, seeds):
    """Voronoi cells cut at the border, each in one piece and with its seed inside.

    A bay of the border can cut a cell in two. The part without the seed goes to the
    neighbour it shares most edge with.
    """
    edges = shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=border.envelope, only_edges=True)
    noded = shapely.unary_union([edges.intersection(border), border.exterior], grid_size=1e-7)
    faces = list(shapely.polygonize([noded]).geoms)
    nearest = cKDTree(seeds).query([face.representative_point().coords[0] for face in faces])[1]
    parts = {int(owner): [] for owner in range(len(seeds))}
    strays = []
    for face, owner in zip(faces, nearest):
        (parts[int(owner)] if face.contains(Point(seeds[owner])) else strays).append(face)
    for stray in strays:
        shared = [sum(part.boundary.intersection(stray.boundary).length for part in own) for own in parts.values()]
        parts[int(np.argmax(shared))].append(stray)
    return [shapely.unary_union(own) for own in parts.values()]


def _arcs(polygons):
    """The edges of all cells, each once, from one meeting point of three to the next."""
    lines = shapely.line_merge(shapely.unary_union([polygon.boundary for polygon in polygons]))
    return [list(line.coords) for line in lines.geoms]


def _lies_on(arc, line):
    middle = LineString(arc[:2]).interpolate(0.5, normalized=True)
    return line.distance(middle) < 1e-6


def _without_crossings(arcs, on_border, numbers, seeds):
    """Rough arcs in degrees. Where two touch, both are drawn again, half as rough."""
    roughness = [0.0 if fixed else ROUGHNESS for fixed in on_border]
    drawn = [_draw(arc, amount, number, seeds) for arc, amount, number in zip(arcs, roughness, numbers)]
    for _ in range(ATTEMPTS):
        faulty = [i for i in _crossing(drawn) if roughness[i] > 0]
        if not faulty:
            return drawn
        for i in faulty:
            roughness[i] = roughness[i] / 2 if roughness[i] > ROUGHNESS / 50 else 0.0
            drawn[i] = _draw(arcs[i], roughness[i], numbers[i], seeds)
    raise RuntimeError(f"arcs still cross: {_crossing(drawn)}")


def _draw(arc, roughness, number, seeds):
    """The same number gives the same course, so that only its roughness changes."""
    if roughness > 0:
        line = LineString(arc)
        step = max(STEP, line.length / PIECES)
        room = 0.3 * min(seeds.query(arc)[0].min(), seeds.query(line.interpolate(0.5, normalized=True).coords[0])[0])
        arc = roughen(np.random.default_rng(int(number)), arc, roughness, step, room)
    points = [to_degrees(*point) for point in arc]
    return [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]


def _crossing(drawn):
    """Indices of arcs that cross themselves or meet another elsewhere than at an end."""
    lines = [LineString(points) for points in drawn]
    faulty = {i for i, line in enumerate(lines) if not line.is_simple}
    for i, j in zip(*shapely.STRtree(lines).query(lines, predicate="intersects")):
        if i < j and not _only_at_ends(lines[i], lines[j]):
            faulty |= {int(i), int(j)}
    return sorted(faulty)


def _only_at_ends(one, other):
    meeting = shapely.get_coordinates(one.intersection(other))
    ends = {one.coords[0], one.coords[-1]} & {other.coords[0], other.coords[-1]}
    return all(tuple(point) in ends for point in meeting)


def _faces(arcs, seeds):
    """Polygons between the arcs, given to the seeds they contain."""
    faces = list(shapely.polygonize([LineString(arc) for arc in arcs]).geoms)
    tree = shapely.STRtree(faces)
    owners = [tree.query(Point(to_degrees(*seed)), predicate="within") for seed in seeds]
    if len(faces) != len(seeds) or any(len(own) != 1 for own in owners):
        raise RuntimeError(f"{len(faces)} faces for {len(seeds)} seeds")
    return [Polygon(shapely.geometry.polygon.orient(faces[int(own[0])]).exterior.coords) for own in owners]
