"""The list of the algorithms: one file each, one line here."""

from .access import Access
from .axes import Axes
from .check import Check
from .hotspots import Hotspots
from .init import Init
from .join import Join
from .map import Map
from .match import Match
from .nearest import Nearest
from .risk import Risk
from .run import Run
from .zonal import Zonal

ALGORITHMS = [
    Init,
    Check,
    Run,
    Match,
    Join,
    Nearest,
    Zonal,
    Hotspots,
    Risk,
    Axes,
    Access,
    Map,
]
