"""Reads the committed files back and checks what the README promises."""

import csv
import json
import tomllib
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import shapely

from . import check_survey, facts, incidents, people, services

LARGEST = 5_000_000


def run(folder):
    """`(what, whether it holds, what was found)` for every promise."""
    communes = _features(folder / "communes.geojson")
    return [
        *_mesh(communes),
        *_hierarchy(communes),
        *_people(folder, communes),
        *_incidents(folder, communes),
        *_services(folder, communes),
        *check_survey.run(folder),
        *_roads(folder),
        *_waters(folder),
        *_project(folder),
    ]


def _features(path):
    collection = json.loads(Path(path).read_text(encoding="utf-8"))
    return [(feature["properties"], shapely.geometry.shape(feature["geometry"])) for feature in collection["features"]]


def _table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _mesh(communes):
    """Edges are shared to the last digit: each stands once, or twice in opposite directions."""
    shapes = [shape for _, shape in communes]
    edges = Counter()
    for shape in shapes:
        ring = list(shape.exterior.coords)
        edges.update(zip(ring, ring[1:]))
    outer = [edge for edge in edges if edge[::-1] not in edges]
    rings = shapely.line_merge(shapely.multilinestrings([list(edge) for edge in outer]))
    union = shapely.unary_union(shapes)
    gap = abs(union.area - sum(shape.area for shape in shapes))
    return [
        ("703 communes", len(shapes) == 703, len(shapes)),
        ("every polygon is valid, in one piece", all(s.is_valid and s.geom_type == "Polygon" for s in shapes), ""),
        ("outer rings run counter-clockwise", all(s.exterior.is_ccw for s in shapes), ""),
        ("no edge runs twice in one direction", max(edges.values()) == 1, f"{len(edges)} edges"),
        (
            "edges without a twin form the border alone",
            rings.geom_type == "LineString" and rings.is_ring,
            f"{len(outer)}",
        ),
        ("no gap, no overlap", union.geom_type == "Polygon" and not union.interiors and gap < 1e-9, f"{gap:.1e}"),
    ]


def _hierarchy(communes):
    by_cercle, by_region = defaultdict(list), defaultdict(list)
    for properties, shape in communes:
        by_cercle[properties["adm1_name"], properties["adm2_name"]].append((properties["adm3_name"], shape))
        by_region[properties["adm1_name"]].append(shape)
    whole = {cercle: shapely.unary_union([shape for _, shape in own]) for cercle, own in by_cercle.items()}
    pieces = [key for key, shape in whole.items() if shape.geom_type != "Polygon"]
    pieces += [region for region, own in by_region.items() if shapely.unary_union(own).geom_type != "Polygon"]
    astray = [t.name for t in facts.towns() if not _stands_in(t, communes)]
    counts = {region: len(own) for region, own in by_region.items()}
    codes = [properties["adm3_pcode"] for properties, _ in communes]
    twins = [cercle for cercle, own in by_cercle.items() if len({name for name, _ in own}) != len(own)]
    shared = Counter(name for own in by_cercle.values() for name, _ in own)
    expected = {region: sum(cercles.values()) for region, cercles in facts.CERCLES.items()}
    return [
        ("11 regions, 59 cercles, as many communes as listed", counts == expected and len(whole) == 59, counts),
        ("regions and cercles are in one piece", not pieces, pieces),
        ("every town stands in its own commune and cercle", not astray, astray),
        ("codes are unique and sorted", codes == sorted(set(codes)), ""),
        ("names are unique in their cercle", not twins, twins),
        ("some names stand in several cercles", sum(n > 1 for n in shared.values()) >= 8, ""),
    ]


def _stands_in(town, communes):
    spot = shapely.Point(town.lon, town.lat)
    home = next((properties for properties, shape in communes if shape.contains(spot)), None)
    if home is None or home["adm2_name"] != town.cercle:
        return False
    # The capital is six communes, none of which bears its name.
    return home["adm3_name"] == town.name or town.rank == 1


def _people(folder, communes):
    codes = {properties["adm3_pcode"] for properties, _ in communes}
    rows = _table(folder / "population.csv")
    total = sum(int(row["population"]) for row in rows)
    displaced = _table(folder / "displaced.csv")
    hosted = sum(int(row["individuals"]) for row in displaced)
    counted = {row["pcode"] for row in rows}
    known = counted | {row["pcode"] for row in displaced}
    towns = _table(folder / "towns.csv")
    return [
        ("population adds up", total == facts.POPULATION, total),
        ("three communes have no population", len(rows) == 700 and len(codes - counted) == 3, codes - counted),
        ("nobody lives nowhere", min(int(row["population"]) for row in rows) > 0 and known <= codes, ""),
        ("displaced persons add up", hosted == people.DISPLACED, hosted),
        ("every town is listed", len(towns) == len(facts.towns()), len(towns)),
    ]


def _incidents(folder, communes):
    rows = _table(folder / "incidents.csv")
    shapes = {properties["adm3_pcode"]: shape for properties, shape in communes}
    sound, faulty = rows[: -len(incidents.FAULTS)], rows[-len(incidents.FAULTS) :]
    blasts = defaultdict(Counter)
    for row in sound:
        if row["kind"] in incidents.EXPLOSIVE:
            blasts[row["date"][:4]][row["region"]] += 1
    centre = (blasts["2018"]["Mopti"] + blasts["2018"]["Ségou"]) / blasts["2018"].total()
    located = [row for row in sound if row["longitude"]]
    astray = [r["id"] for r in located if not shapes[r["pcode"]].intersects(_point(r))]
    country = shapely.unary_union(list(shapes.values()))
    outside = [row["id"] for row in faulty if not country.contains(_point(row))]
    coarse = 1 - len(located) / len(sound)
    deaths = [_deaths(sound, first, last) for first, last, _ in incidents.DEATHS]
    mines = sum(row["kind"] == "anti_vehicle_mine" and "2015" <= row["date"][:4] <= "2017" for row in sound)
    killed = {
        zone: [_killed(sound, year, regions) for year in range(2009, 2019)] for zone, regions in facts.ZONES.items()
    }
    moved = [c / (c + n) for c, n in zip(killed["Centre"], killed["Nord"])]
    rising = moved[-1] > 0.5 and all(a < b for a, b in zip(moved[6:], moved[7:]))
    north = [1 - share for share in moved[:7]]
    plain = all(bool(row["device"]) == (row["kind"] in incidents.EXPLOSIVE) for row in rows)
    return [
        ("2 000 sound incidents and four faulty ones", len(sound) == 2_000, len(sound)),
        (
            "every year from 2009 to 2018",
            sorted({row["date"][:4] for row in sound}) == [str(y) for y in range(2009, 2019)],
            "",
        ),
        (
            "explosive incidents of 2015 only in Kidal and Gao",
            set(blasts["2015"]) == {"Kidal", "Gao"},
            dict(blasts["2015"]),
        ),
        ("half of those of 2018 in Mopti and Ségou", 0.45 <= centre <= 0.55, f"{centre:.0%}"),
        (
            "13 % of the 528 accidents with anti-vehicle mines of the world, 2015–2017",
            round(100 * mines / 528) == 13,
            mines,
        ),
        (
            "deaths of 2016, of 2017 and of the first seven months of 2018 as printed",
            deaths[7:10] == [318, 949, 1076],
            deaths,
        ),
        ("deaths of each period as told", deaths == [n for _, _, n in incidents.DEATHS], ""),
        ("deaths rise from 2015 on", deaths[6] < deaths[7] < deaths[8] < deaths[9], ""),
        ("their centre moves from the Nord to the Centre", all(n > 0.6 for n in north) and rising, _percents(moved)),
        ("located incidents lie in their commune", not astray, astray),
        ("about 5 % known only to the cercle or region", 0.03 <= coarse <= 0.07, f"{coarse:.1%}"),
        ("three of the faulty ones lie outside", len(outside) == 3, outside),
        ("only explosive incidents name a device", plain, ""),
    ]


def _point(row):
    return shapely.Point(float(row["longitude"]), float(row["latitude"]))


def _deaths(rows, first, last):
    return sum(int(row["killed"]) for row in rows if first <= date.fromisoformat(row["date"]) <= last)


def _killed(rows, year, regions):
    return sum(int(row["killed"]) for row in rows if row["date"][:4] == str(year) and row["region"] in regions)


def _percents(shares):
    return " ".join(f"{share:.0%}" for share in shares)


def _services(folder, communes):
    shapes = {properties["adm3_pcode"]: shape for properties, shape in communes}
    names = {properties["adm3_name"] for properties, _ in communes}
    found = []
    for file in ("facilities.csv", "schools.csv"):
        rows = _table(folder / file)
        coded = [row for row in rows if row["pcode"]]
        astray = [r["id"] for r in coded if r["longitude"] and not shapes[r["pcode"]].contains(_point(r))]
        misspelt = [row for row in rows if row["commune"] not in names]
        bare = sum(not row["longitude"] for row in rows)
        found += [
            (f"{file}: points lie in their commune", not astray, f"{len(rows)} rows {astray}"),
            (f"{file}: some without coordinates", 0 < bare < 0.1 * len(rows), bare),
            (f"{file}: misspelt communes have no code", len(misspelt) == services.MISSPELT, len(misspelt)),
            (f"{file}: statuses are known words", {r["status"] for r in rows} <= set(services.STATUSES), ""),
        ]
    mopti = [row["status"] for row in _table(folder / "schools.csv") if row["region"] == "Mopti"]
    closed = mopti.count("closed") / len(mopti)
    return [*found, ("62 % of schools closed in Mopti", round(100 * closed) == 62, f"{closed:.1%} of {len(mopti)}")]


def _roads(folder):
    roads = _features(folder / "roads.geojson")
    towns = {town.name: (town.lon, town.lat) for town in facts.towns()}
    loose = []
    for properties, line in roads:
        start, end = properties["name"].split(" – ")
        if (line.coords[0], line.coords[-1]) != (towns[start], towns[end]):
            loose.append(properties["name"])
    country = shapely.unary_union([shape for _, shape in _features(folder / "communes.geojson")])
    abroad = [properties["name"] for properties, line in roads if not country.contains(line)]
    joined = {frozenset(properties["name"].split(" – ")) for properties, _ in roads}
    stretches = [frozenset(pair) for stops, _ in facts.AXES for pair in zip(stops, stops[1:])]
    return [
        ("roads end exactly on their towns", not loose, loose or f"{len(roads)} roads"),
        ("roads stay in the country", not abroad, abroad),
        ("the six axes are there", all(stretch in joined for stretch in stretches), ""),
        ("numbered roads are there", {p["number"] for p, _ in roads} == {*facts.ROAD_NUMBERS, None}, ""),
        ("some roads are only proposed", sum(p["proposed"] for p, _ in roads) == len(facts.PROPOSED_ROADS), ""),
    ]


def _waters(folder):
    waters = _features(folder / "waters.geojson")
    country = shapely.unary_union([shape for _, shape in _features(folder / "communes.geojson")])
    broken = [properties["name"] for properties, shape in waters if not (shape.is_valid and shape.intersects(country))]
    names = [properties["name"] for properties, _ in waters]
    return [
        ("rivers and lakes are there", names == [name for name, _ in facts.RIVERS + facts.LAKES], names),
        ("they are clean and touch the country", not broken, broken),
    ]


def _project(folder):
    project = tomllib.loads((folder / "lakana.toml").read_text(encoding="utf-8"))
    files = [entry["file"] for entry in project["input"]] + [project["boundaries"]["communes"]]
    missing = [file for file in files if not (folder / file).is_file()]
    size = sum(path.stat().st_size for path in folder.rglob("*") if "__pycache__" not in path.parts and path.is_file())
    return [
        ("the project names files that exist", not missing, missing),
        ("the project says that it is synthetic", project["project"]["synthetic"] is True, ""),
        ("zones as in the white paper", project["zones"] == facts.ZONES, ""),
        ("under 5 MB in all", size < LARGEST, f"{size / 1e6:.2f} MB"),
    ]
