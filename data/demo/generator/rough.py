"""Straight lines made natural, and the flat plane in which this is done.

Shapes are drawn in a plane of degrees where longitudes are shrunk by the cosine of the
middle latitude: good enough to make shapes up, never used to measure.
"""

from math import cos, hypot, radians

SHRINK = cos(radians(17.5))
DECIMALS = 5


def to_plane(lon, lat):
    return lon * SHRINK, lat


def to_degrees(x, y):
    """Back to longitude and latitude, rounded as everything in the files is."""
    return round(x / SHRINK, DECIMALS), round(y, DECIMALS)


def roughen(rng, line, roughness, step, limit=float("inf")):
    """Midpoint displacement of a line of (x, y); its given points stay.

    A segment is bent at its middle by about `roughness` of its length, never more than
    `limit`, then each half again, until pieces are shorter than `step`.
    """
    bent = [line[0]]
    for start, end in zip(line, line[1:]):
        bent += _bend(rng, start, end, roughness, step, limit)
    return bent


def _bend(rng, start, end, roughness, step, limit):
    """Points after `start` up to `end`."""
    (x0, y0), (x1, y1) = start, end
    length = hypot(x1 - x0, y1 - y0)
    if length <= step:
        return [end]
    offset = roughness * length * max(-2.0, min(2.0, rng.normal()))
    offset = max(-limit, min(limit, offset))
    middle = ((x0 + x1) / 2 - offset * (y1 - y0) / length, (y0 + y1) / 2 + offset * (x1 - x0) / length)
    first = _bend(rng, start, middle, roughness, step, limit / 2)
    return first + _bend(rng, middle, end, roughness, step, limit / 2)
