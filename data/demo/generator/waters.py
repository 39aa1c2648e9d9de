"""Rivers through real places on made-up courses, and one lake."""

from shapely.geometry import LineString, Polygon

from . import facts
from .chance import stream
from .rough import roughen, to_degrees, to_plane

ROUGHNESS = 0.07
STEP = 0.04


def features():
    rivers = [(_properties(name), LineString(_rough(name, places))) for name, places in facts.RIVERS]
    lakes = [(_properties(name), Polygon(_rough(name, [*shore, shore[0]]))) for name, shore in facts.LAKES]
    return rivers + lakes


def _properties(name):
    return {"name": name, "synthetic": True}


def _rough(name, places):
    """Through the places, towns by their names."""
    towns = {town.name: (town.lon, town.lat) for town in facts.towns()}
    line = [to_plane(*(towns[place] if isinstance(place, str) else place)) for place in places]
    return [to_degrees(*point) for point in roughen(stream("water", name), line, ROUGHNESS, STEP)]
