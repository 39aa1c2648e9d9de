"""Reads the survey files back: every printed number, every printed order, and nobody to be recognised."""

import csv
from collections import Counter
from itertools import combinations

from . import facts, localities, q1, q2, survey
from .printed import NUMBERS
from .q1 import BESIDE_STATE, STATE

ZONES = ("Sud", "Centre", "Nord")
MEANS = {step: value for scale in (q1.TRUST, q2.GRAVITY, q2.STEPS) for value, step in enumerate(scale, 1)}
# Each wave: respondents, women, men, without sex.
SIZES = {"Q1": (93, None, None, 0), "Q2": (110, 40, 70, 0), "Q3": (387, 281, 102, 4)}


def run(folder):
    waves = {wave: _table(folder / survey.file(wave)) for wave in survey.WAVES}
    return [*_sizes(waves), *_numbers(waves), *_orders(waves), *_protection(waves), *_localities(folder)]


def _table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class _Among:
    """Shares and means among some of the rows of a wave."""

    def __init__(self, rows, **wanted):
        self.rows = [row for row in rows if all(row[name] == value for name, value in wanted.items())]

    def answers(self, column):
        return [row[column] for row in self.rows if row[column] not in ("", "nsp")]

    def share(self, column, choices="1"):
        given = self.answers(column)
        return sum(answer in choices.split("+") for answer in given), len(given)

    def percent(self, column, choices="1"):
        count, base = self.share(column, choices)
        return 100 * count / base

    def mean(self, column):
        given = self.answers(column)
        return sum(MEANS[answer] for answer in given) / len(given)

    def first(self, column, choice):
        given = self.answers(column)
        return 100 * sum(answer.split()[0] == choice for answer in given) / len(given)

    def holds(self, column, choice):
        given = self.answers(column)
        return 100 * sum(choice in answer.split() for answer in given) / len(given)


def half_up(total, base, decimals):
    """`total / base` with so many decimals, halves away from zero, as text with a comma."""
    scaled = (2 * total * 10**decimals + base) // (2 * base)
    whole, rest = divmod(scaled, 10**decimals)
    return f"{whole},{rest:0{decimals}}" if decimals else str(whole)


def shown(waves, number):
    """What the files give for a printed number, to as many decimals as are printed, and its base."""
    among = _Among(waves[number.wave], **dict([number.group] if number.group else []))
    if number.choices:
        count, base = among.share(number.column, number.choices)
        return half_up(100 * count, base, 0), base
    given = among.answers(number.column)
    decimals = len(number.value.partition(",")[2])
    return half_up(sum(MEANS[answer] for answer in given), len(given), decimals), len(given)


def _numbers(waves):
    for number in NUMBERS:
        value, base = shown(waves, number)
        of = f" {number.group[1]}" if number.group else ""
        what = f"{number.wave} {number.column} {number.choices}{of} = {number.value}, {number.place}"
        yield what, value == number.value, f"{value}, n = {base}"


def _sizes(waves):
    for wave, (total, women, men, unsaid) in SIZES.items():
        rows = waves[wave]
        sexes = Counter(row["sexe"] for row in rows)
        holds = len(rows) == total and sexes[""] == unsaid and women in (None, sexes["F"]) and men in (None, sexes["H"])
        yield f"{wave}: {total} respondents", holds, dict(sexes)
        silent = {
            (column, zone): sum(not row[column] for row in rows if row["zone"] == zone)
            for column in rows[0].keys() - survey.BACKGROUND
            for zone in ZONES
        }
        yield f"{wave}: at most two of a zone did not answer", max(silent.values()) <= 2, max(silent.values())
        yield f"{wave}: only Taoudénit has no zone", all((r["region"] == "Taoudénit") == (not r["zone"]) for r in rows), ""


def _orders(waves):
    """Sentences without a number."""
    one, two, three = waves["Q1"], waves["Q2"], waves["Q3"]
    sud, centre, nord = (_Among(two, zone=zone) for zone in ZONES)
    women, men = (_Among(two, sexe=sexe) for sexe in "FH")
    young, old = (_Among(two, age_group=age) for age in ("jeune", "non_jeune"))
    worse = [_Among(one, zone=zone).percent("q42", "degradee") for zone in ZONES]
    since = [zone.percent("q17", "degradee") for zone in (sud, centre, nord)]
    same = [zone.percent("q17", "inchangee") for zone in (sud, nord)]
    near = [_Among(one, sexe=sexe).percent("proximite", "assez+beaucoup") for sexe in "FH"]
    sectors = {column: _Among(two).mean(column) for column in two[0] if column.startswith("q14_")}
    nation = sum(sectors.values()) / len(sectors)
    content = [[zone.mean(f"q14_{sector}") for zone in (sud, centre, nord)] for sector in ("transports", "securite")]
    services = [column for column in two[0] if column.startswith("q28_") and column.endswith("/etat")]
    state = [[sum(map(group.percent, services)) for group in pair] for pair in ((men, women), (old, young))]
    fields = [column for column in two[0] if column.startswith("q29_")]
    by_osc = [(young.percent(field, "osc+osc_partenariat"), old.percent(field, "osc+osc_partenariat")) for field in fields]
    alone = [zone.percent("q29_securite", "etat_seul") for zone in (nord, centre)]
    third = [zone.percent("q29_education", "osc+osc_partenariat") for zone in (centre, sud, nord)]
    media = {source: (young.holds("q15", source), old.holds("q15", source)) for source in _sources(two)}
    new = [media[source] for source in ("internet", "reseaux_sociaux")]
    old_media = [media[source] for source in ("radio", "television", "journaux")]
    avoid = [women.percent(column) > men.percent(column) for column in ("q32/lieux_evites", "q32/communautes_evitees")]
    most = [max(sud.percent(c), nord.percent(c)) for c in two[0] if c.startswith("q32/")]
    inside = [centre.percent(c) for c in two[0] if c.startswith("q32/")]
    gaps = _gaps(three)
    alike = [_Among(three).percent(f"q12_{problem}", "autant") for problem in ("couvre_feu", "foires")]
    return [
        ("q42: a majority says worse in each zone", min(worse) > 50, _rounded(worse)),
        ("q17: a majority says worse in the Centre, unchanged in Nord and Sud", since[1] > 60 and min(same) > 50, _rounded(since)),
        ("proximite: women feel less safe than men", near[0] > near[1], _rounded(near)),
        ("q14: mean score of 2, lowest for security", half_up(round(nation * 1000), 1000, 1) == "2,0"
         and min(sectors, key=sectors.get) == "q14_securite", f"{nation:.3f}"),
        ("q14: the Sud is more content with transport and security", all(s > max(c, n) for s, c, n in content), ""),
        ("gravite: the five first in the Sud", _worst(sud)[0] == "infrastructures"
         and set(_worst(sud)[:5]) == {"infrastructures", "education", "soins", "eau", "electricite"}, _worst(sud)),
        ("gravite: unemployment first, armed groups and poverty in Centre and Nord", all(_worst(zone)[0] == "chomage"
         and set(_worst(zone)[:3]) == {"chomage", "groupes_armes", "pauvrete"} for zone in (centre, nord)), _worst(nord)),
        ("q20: NGOs help women more, religious bodies men", women.percent("q20/ong") > men.percent("q20/ong")
         and women.percent("q20/organisations_religieuses") < men.percent("q20/organisations_religieuses"), ""),
        ("q28: the state rather for men and for those not young", all(more > less for more, less in state), ""),
        ("q29: the young rather leave all fields to civil society", all(more > less for more, less in by_osc), _rounded(map(max, by_osc))),
        ("q29: security rather the state's in the Nord than in the Centre", alone[0] > alone[1], _rounded(alone)),
        ("q29: teaching by civil society most of all in the Centre", third[0] > max(third[1:]), _rounded(third)),
        ("q15: the young the new media, the others the old", all(y > o for y, o in new) and all(y < o for y, o in old_media), ""),
        ("q32: women avoid, men carry arms", all(avoid) and men.percent("q32/armes") > women.percent("q32/armes"), ""),
        ("q32: most of all in the Centre", all(c > m for c, m in zip(inside, most)), _rounded(inside)),
        ("q11: zones differ more than sexes", gaps[0] > 2 * gaps[1], _rounded(gaps)),
        ("q12: a majority says alike for curfew and fairs", min(alike) > 50, _rounded(alike)),
        *_trust(one),
    ]  # fmt: skip


def _sources(rows):
    return sorted({source for row in rows for source in row["q15"].split()})


def _worst(zone):
    """Problems from the gravest on."""
    problems = [column for column in zone.rows[0] if column.startswith("gravite_")]
    return [column.removeprefix("gravite_") for column in sorted(problems, key=zone.mean, reverse=True)]


def _gaps(rows):
    """Mean difference between zones and between sexes in who puts a priority first."""

    def gap(by, values):
        groups = [_Among(rows, **{by: value}) for value in values]
        apart = [
            abs(a.first("q11", choice) - b.first("q11", choice))
            for a, b in combinations(groups, 2)
            for choice in ("alimentation", "emploi", "protection", "education")
        ]
        return sum(apart) / len(apart)

    return gap("zone", ZONES), gap("sexe", "FH")


def _trust(rows):
    """Bodies beside the state above those of the state, which lose from zone to zone and with distance."""
    means = {item: _Among(rows).mean(f"q55_{item}") for item in (BESIDE_STATE | STATE)}
    by_zone = {item: [_Among(rows, zone=zone).mean(f"q55_{item}") for zone in ZONES] for item in STATE}
    regions = sorted({row["region"] for row in rows}, key=q1.thousand_km)
    trust = [sum(_Among(rows, region=region).mean(f"q55_{item}") for item in STATE) for region in regions]
    return [
        ("q55: those beside the state are trusted more", min(means[i] for i in BESIDE_STATE) > max(means[i] for i in STATE), ""),
        ("q55: trust in the state falls from Sud to Centre to Nord", all(s > c > n for s, c, n in by_zone.values()), ""),
        ("q55: and from region to region with distance", sum(a < b for a, b in zip(trust, trust[1:])) <= 1, regions),
    ]  # fmt: skip


def _protection(waves):
    rows = [row for wave in waves.values() for row in wave]
    return [
        ("nobody can be placed in a commune", not any(row["commune"] or row["cercle"] for row in rows), ""),
        ("no column of roles, no weights", not {"role", "role_gsps", "weight"} & set().union(*rows), ""),
    ]


def _localities(folder):
    rows = _table(folder / "localities.csv")
    homes = {row["pcode"]: row["commune"] for row in _table(folder / "facilities.csv")}
    regions = Counter(row["region"] for row in rows)
    return [
        ("36 localities in 11 regions", len(rows) == len(localities.ALL) == 36 and set(regions) == set(facts.REGIONS), dict(regions)),
        ("they are communes, each once", len({row["pcode"] for row in rows}) == 36
         and all(homes.get(row["pcode"], row["commune"]) == row["commune"] for row in rows), ""),
        ("the last was added for Taoudénit", [row["region"] for row in rows if row["first_wave"] != "Q1"] == ["Taoudénit"], ""),
    ]  # fmt: skip


def _rounded(values):
    return [round(value) for value in values]
