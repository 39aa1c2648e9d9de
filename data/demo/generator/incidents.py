"""Security incidents 2009–2018, made up, that move as the white paper says they did.

Explosive incidents of 2015 lie only in Kidal and Gao; in 2018 about half lie in Mopti and
Ségou. Deaths of 2016, 2017 and January–July 2018 add up to the printed 318, 949 and 1 076; they
rise from 2015 on, and their centre moves from the north to Mopti and Ségou. Places, dates and
everything else come from chance; so do the deaths of the other years.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from shapely.geometry import Point

from . import facts
from .chance import pick, share_out, stream

EVENTS = {
    2009: 26, 2010: 21, 2011: 24, 2012: 142, 2013: 158, 2014: 129, 2015: 190, 2016: 260, 2017: 430, 2018: 620,
}  # fmt: skip
EXPLOSIVE_EVENTS = {
    2009: 0, 2010: 0, 2011: 0, 2012: 6, 2013: 19, 2014: 23, 2015: 28, 2016: 56, 2017: 98, 2018: 180,
}  # fmt: skip
DEATHS = [
    (date(2009, 1, 1), date(2009, 12, 31), 47),
    (date(2010, 1, 1), date(2010, 12, 31), 28),
    (date(2011, 1, 1), date(2011, 12, 31), 36),
    (date(2012, 1, 1), date(2012, 12, 31), 412),
    (date(2013, 1, 1), date(2013, 12, 31), 496),
    (date(2014, 1, 1), date(2014, 12, 31), 263),
    (date(2015, 1, 1), date(2015, 12, 31), 236),
    (date(2016, 1, 1), date(2016, 12, 31), 318),
    (date(2017, 1, 1), date(2017, 12, 31), 949),
    (date(2018, 1, 1), date(2018, 7, 31), 1_076),
    (date(2018, 8, 1), date(2018, 12, 31), 547),
]

EXPLOSIVE_SHARES = {
    2009: {},
    2010: {},
    2011: {},
    2012: {"Gao": 50, "Kidal": 33, "Tombouctou": 17},
    2013: {"Gao": 42, "Kidal": 37, "Tombouctou": 21},
    2014: {"Kidal": 52, "Gao": 35, "Tombouctou": 13},
    2015: {"Kidal": 57, "Gao": 43},
    2016: {"Kidal": 42, "Gao": 25, "Tombouctou": 18, "Mopti": 12, "Ségou": 3},
    2017: {"Kidal": 26, "Gao": 20, "Tombouctou": 16, "Mopti": 25, "Ségou": 9, "Ménaka": 4},
    2018: {"Mopti": 39, "Ségou": 11, "Kidal": 16, "Gao": 14, "Tombouctou": 13, "Ménaka": 7},
}
OTHER_SHARES = {
    2009: {"Kidal": 46, "Gao": 19, "Tombouctou": 19, "Ménaka": 8, "Mopti": 4, "Kayes": 4},
    2010: {"Kidal": 38, "Gao": 19, "Tombouctou": 24, "Ménaka": 9, "Taoudénit": 5, "Mopti": 5},
    2011: {"Kidal": 37, "Gao": 21, "Tombouctou": 21, "Ménaka": 8, "Ségou": 5, "Mopti": 4, "Bamako": 4},
    2012: {"Kidal": 20, "Gao": 27, "Tombouctou": 22, "Ménaka": 8, "Taoudénit": 3, "Mopti": 9, "Ségou": 3,
           "Bamako": 5, "Koulikoro": 2, "Kayes": 1},
    2013: {"Kidal": 19, "Gao": 29, "Tombouctou": 22, "Ménaka": 6, "Taoudénit": 3, "Mopti": 12, "Ségou": 5,
           "Bamako": 2, "Koulikoro": 1, "Kayes": 1},
    2014: {"Kidal": 30, "Gao": 25, "Tombouctou": 22, "Ménaka": 9, "Taoudénit": 3, "Mopti": 7, "Ségou": 2,
           "Bamako": 1, "Koulikoro": 1},
    2015: {"Kidal": 22, "Gao": 22, "Tombouctou": 27, "Mopti": 11, "Ségou": 5, "Ménaka": 6, "Taoudénit": 2,
           "Bamako": 2, "Koulikoro": 1, "Sikasso": 1, "Kayes": 1},
    2016: {"Kidal": 15, "Gao": 22, "Tombouctou": 26, "Mopti": 18, "Ségou": 7, "Ménaka": 6, "Taoudénit": 1,
           "Bamako": 2, "Koulikoro": 2, "Sikasso": 1, "Kayes": 1},
    2017: {"Kidal": 9, "Gao": 18, "Tombouctou": 20, "Mopti": 30, "Ségou": 11, "Ménaka": 7, "Taoudénit": 1,
           "Bamako": 1, "Koulikoro": 2, "Sikasso": 1, "Kayes": 1},
    2018: {"Kidal": 6, "Gao": 13, "Tombouctou": 13, "Mopti": 42, "Ségou": 13, "Ménaka": 8, "Taoudénit": 1,
           "Bamako": 1, "Koulikoro": 2, "Sikasso": 1, "Kayes": 1},
}  # fmt: skip

EXPLOSIVE_KINDS = {
    2009: {},
    2010: {},
    2011: {},
    2012: {"anti_vehicle_mine": 34, "ied": 16, "anti_personnel_mine": 17, "erw": 33},
    2013: {"anti_vehicle_mine": 40, "ied": 20, "anti_personnel_mine": 12, "erw": 28},
    2014: {"anti_vehicle_mine": 48, "ied": 22, "anti_personnel_mine": 10, "erw": 20},
    2015: {"anti_vehicle_mine": 50, "ied": 25, "anti_personnel_mine": 10, "erw": 15},
    2016: {"anti_vehicle_mine": 42, "ied": 38, "anti_personnel_mine": 8, "erw": 12},
    2017: {"anti_vehicle_mine": 34, "ied": 52, "anti_personnel_mine": 6, "erw": 8},
    2018: {"anti_vehicle_mine": 25, "ied": 64, "anti_personnel_mine": 4, "erw": 7},
}
OTHER_KINDS = {"armed_attack": 50, "banditry": 26, "abduction": 14, "other": 10}
EXPLOSIVE = {"ied", "anti_vehicle_mine", "anti_personnel_mine", "erw"}
# How deadly a kind is beside the others.
SEVERITY = {
    "armed_attack": 3.0, "ied": 2.0, "anti_vehicle_mine": 1.8, "anti_personnel_mine": 0.6,
    "erw": 0.5, "abduction": 0.15, "banditry": 0.4, "other": 0.2,
}  # fmt: skip

PRECISIONS = {"exact": 46, "near_place": 29, "commune": 20, "cercle": 3, "region": 2}
ON_THE_ROAD = 0.68
# The roads the paper names draw more incidents than others.
AXIS_PULL = 5.0
# Scatter beside a road or around a village, in degrees.
BESIDE_ROAD, AROUND_VILLAGE = 0.02, 0.04

HEADER = [
    "id", "date", "region", "cercle", "commune", "pcode", "longitude", "latitude",
    "precision", "kind", "device", "killed", "injured", "source",
]  # fmt: skip
SOURCE = "Données synthétiques de démonstration"

# Faults on purpose, told in the README: date, kind, home (cercle, commune), longitude, latitude.
FAULTS = [
    ("2018-05-17", "armed_attack", ("Koro", "Koro"), -2.42, 13.58),  # over the border
    ("2017-11-08", "banditry", ("Gao", "Gao"), 0.0, 0.0),  # a zero that means "unknown"
    ("2018-02-23", "ied", ("Bandiagara", "Bandiagara"), 14.35, -3.61),  # latitude and longitude swapped
    ("2081-03-14", "ied", ("Macina", "Macina"), -5.36, 13.96),  # 2018 mistyped
]


@dataclass
class Incident:
    day: date
    region: str
    kind: str
    precision: str
    home: object = None  # the commune, wherever it is told
    lon: float | None = None
    lat: float | None = None
    killed: int = 0
    injured: int | None = 0

    @property
    def explosive(self):
        return self.kind in EXPLOSIVE


def rows(communes, roads, locator):
    incidents = _dated(stream("incident kinds"))
    atlas = _Atlas(communes, roads, locator)
    rng = stream("incident places")
    for incident in incidents:
        atlas.place(incident, rng)
    _count_victims(incidents, stream("victims"))
    return HEADER, _written(incidents) + _faulty(communes, len(incidents))


def _dated(rng):
    """Day, region and kind of every incident, in the order of days."""
    incidents = []
    for year, count in EVENTS.items():
        explosive = EXPLOSIVE_EVENTS[year]
        parts = [(EXPLOSIVE_SHARES, explosive, EXPLOSIVE_KINDS[year]), (OTHER_SHARES, count - explosive, OTHER_KINDS)]
        for shares, total, kinds in parts:
            drawn = rng.permutation(_shared(total, kinds))
            for region, kind in zip(_shared(total, shares[year]), drawn):
                incidents.append(Incident(_day(rng, year), region, str(kind), pick(rng, PRECISIONS)))
    return sorted(incidents, key=lambda incident: incident.day)


def _shared(total, weights):
    """Each of the names as often as its weight says, `total` in all."""
    return [name for name, number in zip(weights, share_out(total, list(weights.values()))) for _ in range(number)]


def _day(rng, year):
    """A day of the year, late ones likelier: numbers rise through every year."""
    return date(year, 1, 1) + timedelta(days=int(365 * rng.beta(1.25, 1.0)))


class _Atlas:
    """Where incidents of a region can lie."""

    def __init__(self, communes, roads, locator):
        self.locator = locator
        self.communes, self.stretches = {}, {}
        for region in facts.REGIONS:
            self.communes[region] = [commune for commune in communes if commune.region == region]
        for road in roads:
            for region in {} if road.proposed else facts.REGIONS:
                length = sum(road.line.intersection(commune.shape).length for commune in self.communes[region])
                if length > 0:
                    pull = AXIS_PULL if road.axis else 1.0
                    self.stretches.setdefault(region, []).append((road.line, length * pull))

    def place(self, incident, rng):
        """Gives the incident its commune and, as far as they are known, its coordinates."""
        while incident.home is None:
            lon, lat = self._draw(incident.region, rng)
            home = self.locator.commune(lon, lat)
            if home is not None and home.region == incident.region:
                incident.home, incident.lon, incident.lat = home, lon, lat
        if incident.precision == "near_place":
            incident.lon, incident.lat = self._near_seat(incident.home, rng)
        elif incident.precision == "commune":
            centre = incident.home.shape.representative_point()
            incident.lon, incident.lat = round(centre.x, 3), round(centre.y, 3)
        elif incident.precision in ("cercle", "region"):
            incident.lon = incident.lat = None

    def _draw(self, region, rng):
        stretches = self.stretches.get(region, [])
        if stretches and rng.random() < ON_THE_ROAD:
            weights = np.array([weight for _, weight in stretches])
            line = stretches[int(rng.choice(len(stretches), p=weights / weights.sum()))][0]
            spot, spread = line.interpolate(rng.random(), normalized=True), BESIDE_ROAD
        else:
            homes = self.communes[region]
            spot, spread = Point(homes[int(rng.integers(len(homes)))].town), AROUND_VILLAGE
        return round(spot.x + spread * rng.normal(), 4), round(spot.y + spread * rng.normal(), 4)

    def _near_seat(self, home, rng):
        lon, lat = home.town
        near = round(lon + 0.01 * rng.normal(), 2), round(lat + 0.01 * rng.normal(), 2)
        return near if home.shape.contains(Point(near)) else home.town


def _count_victims(incidents, rng):
    """Shares the deaths of each period out: most incidents kill nobody, a few kill many."""
    for first, last, deaths in DEATHS:
        period = [incident for incident in incidents if first <= incident.day <= last]
        weights = [SEVERITY[incident.kind] * rng.gamma(0.45) for incident in period]
        for incident, killed in zip(period, share_out(deaths, weights)):
            incident.killed = killed
            wounded = rng.poisson(1.1 * killed + (1.2 if incident.explosive else 0.3))
            # A few records do not say: that is not zero.
            incident.injured = None if rng.random() < 0.03 else int(wounded)


def _written(incidents):
    written = []
    for number, incident in enumerate(incidents, 1):
        home, precision = incident.home, incident.precision
        in_commune = precision not in ("cercle", "region")
        place = [
            home.region,
            "" if precision == "region" else home.cercle,
            home.name if in_commune else "",
            home.pcode if in_commune else "",
            incident.lon,
            incident.lat,
            precision,
        ]
        device = incident.kind if incident.explosive else ""
        victims = [incident.killed, incident.injured]
        written.append([_id(number), incident.day.isoformat(), *place, incident.kind, device, *victims, SOURCE])
    return written


def _faulty(communes, after):
    by_name = {(commune.cercle, commune.name): commune for commune in communes}
    faulty = []
    for number, (day, kind, place, lon, lat) in enumerate(FAULTS, after + 1):
        home = by_name[place]
        device = kind if kind in EXPLOSIVE else ""
        faulty.append(
            [_id(number), day, home.region, home.cercle, home.name, "", lon, lat, "exact", kind, device, 0, 0, SOURCE]
        )
    return faulty


def _id(number):
    return f"DEMO-{number:04}"
