"""Health facilities and schools, made up; working in the south, closed or unknown further north."""

from datetime import date, timedelta

from shapely.geometry import Point

from . import facts, names
from .chance import pick, share_out, stream

COMMUNITY_CENTRES, SCHOOLS = 1_220, 1_500
HEADER = ["id", "name", "type", "status", "region", "cercle", "commune", "pcode", "longitude", "latitude", "date"]

STATUSES = ("functioning", "partly", "closed", "unknown")
# Per cent of each status.
HEALTH_STATUS = {
    "Kayes": (93, 5, 1, 1), "Koulikoro": (93, 5, 1, 1), "Sikasso": (94, 4, 1, 1), "Bamako": (97, 2, 1, 0),
    "Ségou": (81, 10, 6, 3), "Mopti": (62, 16, 15, 7), "Tombouctou": (50, 17, 13, 20), "Gao": (50, 17, 12, 21),
    "Kidal": (25, 15, 15, 45), "Ménaka": (30, 20, 15, 35), "Taoudénit": (15, 10, 15, 60),
}  # fmt: skip
# 62 % of schools closed in Mopti, as the white paper prints; the others are made up.
SCHOOL_STATUS = {
    "Kayes": (97, 1, 1, 1), "Koulikoro": (96, 1, 2, 1), "Sikasso": (98, 1, 0, 1), "Bamako": (99, 1, 0, 0),
    "Ségou": (82, 4, 12, 2), "Mopti": (31, 7, 62, 0), "Tombouctou": (48, 8, 26, 18), "Gao": (52, 9, 20, 19),
    "Kidal": (10, 10, 45, 35), "Ménaka": (27, 9, 37, 27), "Taoudénit": (10, 10, 30, 50),
}  # fmt: skip

# Records with faults on purpose, told in the README.
WITHOUT_COORDINATES, MISSPELT = 0.04, 24
UNKNOWN_COMMUNE = "Kélébaya-Dinguiro"
# How far from the seat of the commune people build, in degrees.
REACH = 0.07


def health_rows(communes, people):
    rng = stream("health")
    chiefs = {town.name: town for town in facts.towns() if town.rank <= 3}
    rows = []
    for commune in communes:
        town = chiefs.get(commune.name)
        is_chief = town is not None and town.cercle == commune.cercle
        if is_chief or commune.region == "Bamako":
            rows.append(_record(rng, commune, "csref", f"CSRef {names.of(commune.name)}", near=True))
        if (is_chief and town.rank == 2) or commune.name in ("Commune III", "Commune IV"):
            rows.append(_record(rng, commune, "hospital", f"Hôpital {names.of(commune.name)}", near=True))
    for commune, count in zip(communes, share_out(COMMUNITY_CENTRES, _weights(communes, people))):
        for number in range(count):
            place = commune.name if number == 0 else names.invent(commune.region, rng)
            rows.append(_record(rng, commune, "cscom", f"CSCom {names.of(place)}", near=number == 0))
    return HEADER, _finish(rows, "S", HEALTH_STATUS, date(2018, 1, 8), 260, rng)


def school_rows(communes, people):
    rng = stream("schools")
    rows = []
    for commune, count in zip(communes, share_out(SCHOOLS, _weights(communes, people))):
        for number in range(count):
            place = commune.name if number == 0 else names.invent(commune.region, rng)
            title = "École fondamentale" if number == 0 or rng.random() < 0.8 else "Lycée"
            rows.append(_record(rng, commune, "school", f"{title} {names.of(place)}", near=number == 0))
    return HEADER, _finish(rows, "E", SCHOOL_STATUS, date(2018, 10, 1), 30, rng)


def _weights(communes, people):
    """Where there are people there are services, but every commune gets some: hence the root."""
    return [(people[commune.pcode] or 5_000) ** 0.8 for commune in communes]


def _record(rng, commune, kind, name, near):
    reach = REACH / 5 if near else REACH
    lon, lat = commune.town
    while True:
        x, y = round(lon + reach * rng.normal(), 4), round(lat + reach * rng.normal(), 4)
        if commune.shape.contains(Point(x, y)):
            return {
                "name": name,
                "type": kind,
                "home": commune,
                "commune": commune.name,
                "pcode": commune.pcode,
                "at": (x, y),
            }


def _finish(rows, letter, shares, first, days, rng):
    """Numbers, statuses and the faults of real lists."""
    statuses = _statuses(rows, shares, rng)
    for row in rows:
        if rng.random() < WITHOUT_COORDINATES:
            row["at"] = ("", "")
    _misspell(rows, rng)
    finished = []
    for number, (row, status) in enumerate(zip(rows, statuses), 1):
        day = first + timedelta(days=int(rng.integers(days)))
        home = row["home"]
        place = [home.region, home.cercle, row["commune"], row["pcode"], *row["at"]]
        finished.append([f"{letter}{number:04}", row["name"], row["type"], status, *place, day.isoformat()])
    return finished


def _statuses(rows, shares, rng):
    """Exact shares within each region, in random order."""
    statuses = ["functioning"] * len(rows)
    for region in facts.REGIONS:
        # Hospitals are few and work everywhere: a closed one would be a story of its own.
        own = [i for i, row in enumerate(rows) if row["home"].region == region and row["type"] != "hospital"]
        drawn = [status for status, n in zip(STATUSES, share_out(len(own), shares[region])) for _ in range(n)]
        for i, order in zip(own, rng.permutation(len(own))):
            statuses[i] = drawn[order]
    return statuses


SPELLINGS = {
    "no_accents": lambda name: names.plain(name).title(),
    "capitals": lambda name: names.plain(name).upper(),
    "prefix": lambda name: f"Commune {names.of(name)}",
    "rural": lambda name: f"Commune rurale {names.of(name)}",
}


def _misspell(rows, rng):
    """Rows without a code whose commune is spelt as people do; the last names none at all."""
    accented = [i for i, row in enumerate(rows) if names.plain(row["commune"]) != row["commune"].lower()]
    chosen = [int(i) for i in rng.choice(accented, size=MISSPELT, replace=False)]
    for number, i in enumerate(chosen):
        spelling = pick(rng, dict.fromkeys(SPELLINGS, 1))
        rows[i]["commune"] = SPELLINGS[spelling](rows[i]["home"].name)
        rows[i]["pcode"] = ""
        # Half of them can be found by their name alone.
        if number % 2 == 0:
            rows[i]["at"] = ("", "")
    rows[chosen[-1]]["commune"] = UNKNOWN_COMMUNE
    rows[chosen[-1]]["at"] = ("", "")
