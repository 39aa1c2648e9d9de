"""Sentences of the white paper that give an order and no number, checked on the survey files."""

from itertools import combinations

from . import q1
from .among import Among, half_up
from .q1 import BESIDE_STATE, STATE

ZONES = ("Sud", "Centre", "Nord")
AGES = ("jeune", "non_jeune")


def run(waves):
    return [
        *_security(waves["Q1"]),
        *_trust(waves["Q1"]),
        *_state(waves["Q2"]),
        *_daily(waves["Q2"]),
        *_women(waves["Q3"]),
    ]


def _security(rows):
    worse = [Among(rows, zone=zone).percent("q42", "degradee") for zone in ZONES]
    women, men = (Among(rows, sexe=sexe).percent("proximite", "assez+beaucoup") for sexe in "FH")
    yield "q42: a majority says worse in each zone", min(worse) > 50, _rounded(worse)
    yield "proximite: women feel less safe than men", women > men, _rounded([women, men])


def _trust(rows):
    """Bodies beside the state above those of the state, which lose from zone to zone and with distance."""
    means = {item: Among(rows).mean(f"q55_{item}") for item in (BESIDE_STATE | STATE)}
    by_zone = {item: [Among(rows, zone=zone).mean(f"q55_{item}") for zone in ZONES] for item in STATE}
    regions = sorted({row["region"] for row in rows}, key=q1.thousand_km)
    trust = [sum(Among(rows, region=region).mean(f"q55_{item}") for item in STATE) for region in regions]
    apart = min(means[item] for item in BESIDE_STATE) > max(means[item] for item in STATE)
    falling = all(sud > centre > nord for sud, centre, nord in by_zone.values())
    # In whole answers of six persons the means of two regions as far may change places once.
    yield "q55: those beside the state are trusted more", apart, ""
    yield "q55: trust in the state falls from Sud to Centre to Nord", falling, ""
    yield "q55: and from region to region with distance", sum(a < b for a, b in zip(trust, trust[1:])) <= 1, regions


def _state(rows):
    """What the state gives and should give."""
    sud, centre, nord = (Among(rows, zone=zone) for zone in ZONES)
    women, men = (Among(rows, sexe=sexe) for sexe in "FH")
    young, others = (Among(rows, age_group=age) for age in AGES)
    sectors = {column: Among(rows).mean(column) for column in rows[0] if column.startswith("q14_")}
    nation = sum(sectors.values()) / len(sectors)
    lowest = min(sectors, key=sectors.get)
    content = [[zone.mean(f"q14_{sector}") for zone in (sud, centre, nord)] for sector in ("transports", "securite")]
    services = [column for column in rows[0] if column.startswith("q28_") and column.endswith("/etat")]
    state = [[sum(map(group.percent, services)) for group in pair] for pair in ((men, women), (others, young))]
    fields = [column for column in rows[0] if column.startswith("q29_")]
    by_osc = [[group.percent(field, "osc+osc_partenariat") for group in (young, others)] for field in fields]
    alone = [zone.percent("q29_securite", "etat_seul") for zone in (nord, centre)]
    teach = [zone.percent("q29_education", "osc+osc_partenariat") for zone in (centre, sud, nord)]
    ong, religious = (
        [group.percent(f"q20/{actor}") for group in (women, men)] for actor in ("ong", "organisations_religieuses")
    )
    yield "q14: mean score of 2", half_up(round(nation * 1000), 1000, 1) == "2,0", f"{nation:.3f}"
    yield "q14: security lowest", lowest == "q14_securite", lowest
    yield "q14: the Sud more content with transport and security", all(s > max(c, n) for s, c, n in content), ""
    yield "q28: the state rather for men and for those not young", all(more > less for more, less in state), ""
    yield "q29: the young rather leave all fields to civil society", all(y > o for y, o in by_osc), ""
    yield "q29: security rather the state's in the Nord than in the Centre", alone[0] > alone[1], _rounded(alone)
    yield "q29: teaching by civil society most of all in the Centre", teach[0] > max(teach[1:]), _rounded(teach)
    yield "q20: NGOs help women more, religious bodies men", ong[0] > ong[1] and religious[0] < religious[1], ""


def _daily(rows):
    """Problems, news and precautions of every day."""
    sud, centre, nord = (Among(rows, zone=zone) for zone in ZONES)
    women, men = (Among(rows, sexe=sexe) for sexe in "FH")
    young, others = (Among(rows, age_group=age) for age in AGES)
    worse = [zone.percent("q17", "degradee") for zone in (sud, centre, nord)]
    same = [zone.percent("q17", "inchangee") for zone in (sud, nord)]
    development = {"infrastructures", "education", "soins", "eau", "electricite"}
    first = [_gravest(zone) for zone in (centre, nord)]
    threats = all(
        order[0] == "chomage" and set(order[:3]) == {"chomage", "groupes_armes", "pauvrete"} for order in first
    )
    new = [[group.names("q15", source) for group in (young, others)] for source in ("internet", "reseaux_sociaux")]
    old = [[group.names("q15", source) for group in (young, others)] for source in ("radio", "television", "journaux")]
    media = all(y > o for y, o in new) and all(y < o for y, o in old)
    avoid = all(
        women.percent(f"q32/{what}") > men.percent(f"q32/{what}") for what in ("lieux_evites", "communautes_evitees")
    )
    measures = [column for column in rows[0] if column.startswith("q32/")]
    most = all(centre.percent(column) > max(sud.percent(column), nord.percent(column)) for column in measures)
    yield "q17: a strong majority says worse in the Centre", worse[1] > 60, _rounded(worse)
    yield "q17: unchanged in Sud and Nord", min(same) > 50, _rounded(same)
    yield "gravite: the five first in the Sud", set(_gravest(sud)[:5]) == development, _gravest(sud)
    yield "gravite: unemployment first, armed groups, poverty in Centre and Nord", threats, first
    yield "q15: the young the new media, the others the old", media, ""
    yield "q32: women avoid, men carry arms", avoid and men.percent("q32/armes") > women.percent("q32/armes"), ""
    yield "q32: most of all in the Centre", most, ""


def _women(rows):
    zones, sexes = _gap(rows, "zone", ZONES), _gap(rows, "sexe", "FH")
    alike = [Among(rows).percent(f"q12_{problem}", "autant") for problem in ("couvre_feu", "foires")]
    yield "q11: zones differ more than sexes", zones > 2 * sexes, _rounded([zones, sexes])
    yield "q12: a majority says alike for curfew and fairs", min(alike) > 50, _rounded(alike)


def _gravest(zone):
    """Problems from the gravest on."""
    problems = [column for column in zone.rows[0] if column.startswith("gravite_")]
    return [column.removeprefix("gravite_") for column in sorted(problems, key=zone.mean, reverse=True)]


def _gap(rows, by, values):
    """Mean difference between groups in who puts a priority first."""
    groups = [Among(rows, **{by: value}) for value in values]
    apart = [
        abs(a.first("q11", choice) - b.first("q11", choice))
        for a, b in combinations(groups, 2)
        for choice in ("alimentation", "emploi", "protection", "education")
    ]
    return sum(apart) / len(apart)


def _rounded(values):
    return [round(value) for value in values]
