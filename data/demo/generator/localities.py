"""The 36 localities of the made-up survey: one monitoring group (GSPS) of three members in each.

The white paper says that there are 36, the last added in March 2017 for Taoudénit, and in which regions;
it does not list them. Which towns they are is made up here, with the number in each region.
"""

from typing import NamedTuple

from . import facts

# Number of localities in the Sud, the Centre and the Nord: 10, 13 and 12.
BY_REGION = {
    "Kayes": ["Kayes", "Kita", "Nioro"],
    "Koulikoro": ["Koulikoro", "Kalaban-Coro", "Dioïla"],
    "Sikasso": ["Sikasso", "Bougouni"],
    "Bamako": ["Commune III", "Commune V"],
    "Mopti": ["Mopti", "Bandiagara", "Bankass", "Djenné", "Douentza", "Koro", "Ténenkou"],
    "Ségou": ["Ségou", "Niono", "Macina", "San", "Bla", "Tominian"],
    "Tombouctou": ["Tombouctou", "Diré", "Goundam", "Gourma-Rharous"],
    "Gao": ["Gao", "Ansongo", "Bourem", "Djébock"],
    "Kidal": ["Kidal", "Tessalit"],
    "Ménaka": ["Ménaka", "Andéramboukane"],
    "Taoudénit": ["Taoudénit"],
}
# Where most members live in town; in Bamako all do.
TOWNS = {"Kayes", "Kita", "Koulikoro", "Kalaban-Coro", "Sikasso", "Bougouni", "Mopti", "Ségou", "Tombouctou", "Gao"}

HEADER = ["name", "pcode", "commune", "cercle", "region", "zone", "longitude", "latitude", "first_wave"]


class Locality(NamedTuple):
    name: str
    region: str

    @property
    def zone(self):
        """Empty for Taoudénit, which the white paper puts in no zone."""
        return next((zone for zone, regions in facts.ZONES.items() if self.region in regions), "")

    @property
    def first_wave(self):
        return "Q1" if self.zone else "Q2"

    @property
    def urban_share(self):
        if self.region == "Bamako":
            return 1.0
        return 0.8 if self.name in TOWNS else 0.2


ALL = [Locality(name, region) for region, names in BY_REGION.items() for name in names]


def rows(communes):
    """The localities in the order of their codes, at the seat of their commune."""
    seats = {(commune.region, commune.name): commune for commune in communes}
    found = []
    for locality in ALL:
        home = seats[locality.region, locality.name]
        lon, lat = (round(value, 2) for value in home.town)
        found.append(
            [home.name, home.pcode, home.name, home.cercle, home.region, locality.zone, lon, lat, locality.first_wave]
        )
    return HEADER, sorted(found, key=lambda row: row[1])
