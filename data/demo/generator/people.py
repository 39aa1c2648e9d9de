"""How many people live in each commune, and how many displaced persons it hosts."""

import numpy as np

from . import facts
from .chance import share_out, stream

# Communes without a count: unknown is not zero, and the program must show the difference.
UNKNOWN_IN = ["Gao", "Kidal", "Taoudénit"]
# What a town adds to its commune, in people, before regions are scaled to their totals.
TOWN_WEIGHT = {2: 120_000, 3: 26_000, 4: 11_000}
TOWN_SHARE = {2: 0.75, 3: 0.4, 4: 0.3}

# The total the white paper prints for the end of September 2018; the spread is made up.
DISPLACED, DISPLACED_DATE = 77_046, "2018-09-30"
DISPLACED_SHARES = {
    "Mopti": 0.30, "Ségou": 0.12, "Gao": 0.20, "Tombouctou": 0.21, "Ménaka": 0.12, "Kidal": 0.02,
    "Sikasso": 0.01, "Koulikoro": 0.01, "Bamako": 0.01,
}  # fmt: skip
HOST_SHARE = {"Mopti": 0.5, "Ségou": 0.2, "Gao": 0.8, "Tombouctou": 0.6, "Ménaka": 1.0}


def population(communes):
    """People by commune code; `None` where unknown. The known ones add up to the national total."""
    rng = stream("population")
    rank = {(town.cercle, town.name): town.rank for town in facts.towns()}
    people, regions = {}, list(facts.REGION_THOUSANDS)
    totals = dict(zip(regions, share_out(facts.POPULATION, list(facts.REGION_THOUSANDS.values()))))
    for region in regions:
        own = [commune for commune in communes if commune.region == region]
        sizes = rng.lognormal(np.log(17_000), 0.45, len(own))
        sizes += [TOWN_WEIGHT.get(rank.get((commune.cercle, commune.name)), 0) for commune in own]
        if region in UNKNOWN_IN:
            missing = next(i for i, commune in enumerate(own) if (commune.cercle, commune.name) not in rank)
            people[own.pop(missing).pcode] = None
            sizes = np.delete(sizes, missing)
        people |= zip((commune.pcode for commune in own), share_out(totals[region], sizes))
    return people


def population_rows(communes, people):
    # Nothing is counted by sex or age: those columns stay empty.
    header = ["pcode", "level", "region", "cercle", "commune", "sex", "age", "population"]
    rows = [
        [c.pcode, "commune", c.region, c.cercle, c.name, "", "", people[c.pcode]]
        for c in communes
        if people[c.pcode] is not None
    ]
    return header, rows


def town_rows(communes, people):
    """Towns with a population made from that of their commune, rounded to a hundred."""
    by_name = {(commune.cercle, commune.name): people[commune.pcode] for commune in communes}
    rows = []
    for town in facts.towns():
        if town.rank == 1:
            size = sum(people[commune.pcode] for commune in communes if commune.region == town.name)
        else:
            size = by_name[town.cercle, town.name] * TOWN_SHARE[town.rank]
        rows.append([town.name, town.lon, town.lat, round(size / 100) * 100, town.rank])
    return ["name", "longitude", "latitude", "population", "rank"], rows


def displaced_rows(communes):
    rng = stream("displaced")
    totals = share_out(DISPLACED, list(DISPLACED_SHARES.values()))
    rows = []
    for (region, _), total in zip(DISPLACED_SHARES.items(), totals):
        own = [commune for commune in communes if commune.region == region]
        wanted = max(3, round(HOST_SHARE.get(region, 0.05) * len(own)))
        hosts = sorted(rng.choice(len(own), size=min(wanted, len(own)), replace=False))
        individuals = share_out(total, rng.lognormal(0, 0.9, len(hosts)))
        for i, count in zip(hosts, individuals):
            host = own[i]
            rows.append([host.pcode, host.region, host.cercle, host.name, DISPLACED_DATE, count])
    return ["pcode", "region", "cercle", "commune", "date", "individuals"], sorted(rows)
