"""Answers of 110 made-up persons that give the white paper's printed shares (second survey, March 2017).

One of many sets of answers that round to the same figures. Shares by zone are kept as exact
counts; which person gave which answer is chance. Respondents carry no commune and no role:
with about three persons in a locality, commune and role together name one of them.
"""

from typing import NamedTuple

from .chance import stream

# Respondents of each region. Taoudénit has none: the printed zones already add up to 110.
RESPONDENTS = {
    "Sud": {"Kayes": 9, "Koulikoro": 9, "Sikasso": 8, "Bamako": 6},
    "Centre": {"Mopti": 21, "Ségou": 18},
    "Nord": {"Tombouctou": 15, "Gao": 12, "Kidal": 6, "Ménaka": 6},
}
WOMEN, YOUNG, URBAN = 40, 39, 46


class Question(NamedTuple):
    """Answers with their counts by zone; whoever is left over did not answer."""

    answers: tuple
    counts: dict


def _yes_no(**yes_of):
    """`zone=(yes, answered)`"""
    return Question(("oui", "non"), {zone: (yes, answered - yes) for zone, (yes, answered) in yes_of.items()})


# Printed by zone: 20, 90 and 77 % · 77 % negative, 61 and 86 % positive · 48, 54 and 74 % · Nord 68 %
# · one in five in the Sud, half in Centre and Nord. Free, only plausible: q17, and q33 outside the Nord.
BY_ZONE = {
    "q17": Question(
        ("degradee", "inchangee", "amelioree"), {"Sud": (9, 17, 6), "Centre": (30, 6, 3), "Nord": (12, 19, 8)}
    ),
    "q18": _yes_no(Sud=(6, 30), Centre=(35, 39), Nord=(30, 39)),
    "q23": Question(
        ("positif", "negatif", "sans_effet"), {"Sud": (4, 24, 3), "Centre": (23, 10, 5), "Nord": (32, 3, 2)}
    ),
    "q30": _yes_no(Sud=(15, 31), Centre=(21, 39), Nord=(29, 39)),
    "q33": _yes_no(Sud=(7, 31), Centre=(19, 38), Nord=(26, 38)),
    "q37": _yes_no(Sud=(6, 30), Centre=(20, 39), Nord=(19, 39)),
}
# Printed for the whole country, of 110: several answers are allowed, so shares do not add up to 100.
NATIONAL = {
    "q28_securite": 88, "q28_justice": 88, "q28_education": 82, "q28_transports": 76, "q28_sante": 71,
    "q28_eau": 71, "q28_alimentation": 60, "q32_sorties_tardives": 70, "q32_lieux_evites": 45,
}  # fmt: skip

HEADER = [
    "respondent", "wave", "zone", "region", "cercle", "commune", "sexe", "age_group", "milieu", "weight",
    *BY_ZONE, *NATIONAL,
]  # fmt: skip


def rows():
    rng = stream("survey")
    people = [
        (zone, region) for zone, regions in RESPONDENTS.items() for region, n in regions.items() for _ in range(n)
    ]
    total = len(people)
    columns = [
        _shuffled(rng, ["F"] * WOMEN + ["H"] * (total - WOMEN)),
        _shuffled(rng, ["jeune"] * YOUNG + ["non_jeune"] * (total - YOUNG)),
        _milieu(rng, people),
        [1] * total,
        *(_by_zone(rng, question, people) for question in BY_ZONE.values()),
        *(_shuffled(rng, ["oui"] * yes + ["non"] * (total - yes)) for yes in NATIONAL.values()),
    ]
    # Numbers follow no order of places.
    numbers = _shuffled(rng, [f"Q2-{number:03}" for number in range(1, total + 1)])
    records = zip(numbers, people, zip(*columns))
    return HEADER, sorted([number, "Q2", zone, region, "", "", *answers] for number, (zone, region), answers in records)


def _shuffled(rng, values):
    return [values[i] for i in rng.permutation(len(values))]


def _milieu(rng, people):
    """Everyone in the district of Bamako lives in town."""
    others = [i for i, (_, region) in enumerate(people) if region != "Bamako"]
    urban = URBAN - (len(people) - len(others))
    drawn = iter(_shuffled(rng, ["urbain"] * urban + ["rural"] * (len(others) - urban)))
    return ["urbain" if region == "Bamako" else next(drawn) for _, region in people]


def _by_zone(rng, question, people):
    column = [""] * len(people)
    for zone, counts in question.counts.items():
        own = [i for i, (home, _) in enumerate(people) if home == zone]
        given = [answer for answer, count in zip(question.answers, counts) for _ in range(count)]
        given += [""] * (len(own) - len(given))
        for i, answer in zip(own, _shuffled(rng, given)):
            column[i] = answer
    return column
