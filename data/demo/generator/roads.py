"""Roads between real towns on made-up courses."""

from typing import NamedTuple

from shapely.geometry import LineString

from . import facts
from .chance import stream
from .rough import roughen, to_degrees, to_plane

ROUGHNESS = {"national": 0.05, "regional": 0.07, "track": 0.06}
STEP = 0.05


class Road(NamedTuple):
    name: str
    kind: str
    proposed: bool
    axis: bool
    line: LineString  # longitude, latitude; ends exactly on the towns


def build():
    """One road for each pair of neighbouring towns, axes of the white paper first."""
    towns = {town.name: town for town in facts.towns()}
    sources = [(facts.AXES, False, True), (facts.OTHER_ROADS, False, False), (facts.PROPOSED_ROADS, True, False)]
    roads, seen = [], set()
    for routes, proposed, axis in sources:
        for stops, kind in routes:
            for start, end in zip(stops, stops[1:]):
                # Two routes may share a stretch: it is one road.
                if frozenset((start, end)) not in seen:
                    seen.add(frozenset((start, end)))
                    line = _course(towns[start], towns[end], kind)
                    roads.append(Road(f"{start} – {end}", kind, proposed, axis, line))
    return roads


def _course(start, end, kind):
    rng = stream("road", start.name, end.name)
    ends = [to_plane(start.lon, start.lat), to_plane(end.lon, end.lat)]
    return LineString([to_degrees(*point) for point in roughen(rng, ends, ROUGHNESS[kind], STEP)])


def features(roads):
    return [
        ({"name": road.name, "number": _number(road), "class": road.kind, "proposed": road.proposed, "synthetic": True}, road.line)
        for road in roads
    ]


def _number(road):
    """The number of the national road that a stretch belongs to."""
    ends = set(road.name.split(" – "))
    stretches = ((number, {*pair}) for number, stops in facts.ROAD_NUMBERS.items() for pair in zip(stops, stops[1:]))
    return next((number for number, pair in stretches if pair == ends), None)
