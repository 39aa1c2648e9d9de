"""Answers of the second wave, March 2017: what the state is expected to do.

Shares that the white paper prints stand in `printed.py` with their place; the others are made up.
A group "" is Taoudénit, which is in no zone.
"""

from .answers import Multiple, Scale, Single, Take, lean, share

STEPS = ["1", "2", "3", "4"]
GRAVITY = ["pas_grave", "peu_grave", "grave", "tres_grave"]

# Means of satisfaction, of 4: no great difference between zones but for transport and security.
SATISFACTION = {
    "justice": {"Sud": 1.94, "Centre": 1.87, "Nord": 1.94, "": 2.0},
    "education": {"Sud": 2.19, "Centre": 2.13, "Nord": 2.14, "": 2.0},
    "transports": {"Sud": 2.38, "Centre": 1.87, "Nord": 1.83, "": 1.67},
    "sante": {"Sud": 2.13, "Centre": 2.10, "Nord": 2.06, "": 2.0},
    "eau": {"Sud": 2.09, "Centre": 2.08, "Nord": 2.00, "": 2.0},
    "alimentation": {"Sud": 2.00, "Centre": 1.92, "Nord": 1.97, "": 2.0},
}
# Means of gravity, of 4: the five first of each zone as the paper orders them.
PROBLEMS = {
    "education": {"Sud": 3.66, "Centre": 3.03, "Nord": 3.06, "": 3.0},
    "soins": {"Sud": 3.56, "Centre": 3.10, "Nord": 3.17, "": 3.33},
    "eau": {"Sud": 3.50, "Centre": 3.00, "Nord": 3.22, "": 3.67},
    "electricite": {"Sud": 3.41, "Centre": 2.79, "Nord": 2.86, "": 2.67},
    "groupes_armes": {"Sud": 2.03, "Centre": 3.74, "Nord": 3.69, "": 3.33},
    "chomage": {"Sud": 3.13, "Centre": 3.82, "Nord": 3.81, "": 3.67},
    "pauvrete": {"Sud": 3.03, "Centre": 3.59, "Nord": 3.56, "": 3.33},
}

# The state as provider, in percent; other actors in percent, made up and the same for all services.
STATE = {"securite": 80, "justice": 80, "education": 75, "transports": 69, "sante": 65, "eau": 65, "alimentation": 55}
OTHERS = {
    "securite": {"osc": 22, "ong": 18, "prive": 4, "population": 24},
    "justice": {"osc": 21, "ong": 12, "prive": 2, "population": 11},
    "education": {"osc": 26, "ong": 38, "prive": 17, "population": 20},
    "transports": {"osc": 9, "ong": 15, "prive": 41, "population": 14},
    "sante": {"osc": 20, "ong": 49, "prive": 15, "population": 13},
    "eau": {"osc": 18, "ong": 45, "prive": 16, "population": 27},
    "alimentation": {"osc": 23, "ong": 50, "prive": 10, "population": 32},
}


def _yes_no(column, shares, silent=None):
    """By zone, in percent of those who answer."""
    return Single(column, [share("oui", "zone", shares)], "non", ("zone", silent or {}))


def questions(people):
    size = {zone: sum(person.zone == zone for person in people) for zone in ("Sud", "Centre", "Nord", "")}

    def sums(means):
        return {zone: round(mean * size[zone]) for zone, mean in means.items()}

    return [
        # Of 110 the sum of 197 gives the printed 1,79.
        Scale("q14_securite", STEPS, "zone", {"Sud": 66, "Centre": 65, "Nord": 61, "": 5}),
        *(Scale(f"q14_{item}", STEPS, "zone", sums(means)) for item, means in SATISFACTION.items()),
        Multiple("q15", _sources(), in_one_cell=True, at_least="radio"),
        Single(
            "q17",
            [
                Take("degradee", "zone", {"Sud": 9, "Centre": 30, "Nord": 11, "": 1}),
                Take("amelioree", "zone", {"Sud": 6, "Centre": 3, "Nord": 6}),
            ],
            "inchangee",
        ),
        _yes_no("q18", {"Sud": 20, "Centre": 90, "Nord": 77, "": 67}, {"Sud": 2, "Nord": 1}),
        Multiple(
            "q20",
            [
                # 29 women and 37 men: six in ten.
                Take("ong", "sexe", {"F": 29, "H": 37}),
                Take("organisations_religieuses", "sexe", {"F": 7, "H": 23}),
                Take("etat", "sexe", {"F": 6, "H": 12}, lean(Sud=2.0)),
                Take("famille", "sexe", {"F": 18, "H": 27}),
            ],
        ),
        Single("prise_en_charge", [share("oui", "", {"": 49})], "non"),
        # By sex, of 70 men and 40 women: 3,46 and 3,15. First of the problems in the Sud only.
        Scale("gravite_infrastructures", GRAVITY, "sexe", {"H": 242, "F": 126}, lean(Sud=12.0)),
        *(Scale(f"gravite_{item}", GRAVITY, "zone", sums(means)) for item, means in PROBLEMS.items()),
        Single(
            "q23",
            [
                share("positif", "zone", {"Sud": 13, "Centre": 61, "Nord": 86, "": 67}),
                share("negatif", "zone", {"Sud": 77, "Centre": 26, "Nord": 8, "": 33}),
            ],
            "sans_effet",
            ("zone", {"Sud": 1, "Centre": 1}),
        ),
        *(Multiple(f"q28_{service}", _providers(service), at_least="ong") for service in STATE),
        _education(),
        *_security_and_justice(),
        _yes_no("q30", {"Sud": 48, "Centre": 54, "Nord": 74, "": 33}, {"Sud": 1, "Nord": 1}),
        Multiple(
            "q32",
            [
                Take("sorties_tardives", "zone", {"Sud": 16, "Centre": 30, "Nord": 22, "": 2}),
                Take("lieux_evites", "zone", {"Sud": 10, "Centre": 20, "Nord": 14, "": 1}, lean(F=2.5)),
                Take("communautes_evitees", "zone", {"Sud": 4, "Centre": 15, "Nord": 9}, lean(F=2.5)),
                Take("armes", "zone", {"Sud": 3, "Centre": 9, "Nord": 8, "": 1}, lean(H=5.0)),
            ],
        ),
        _yes_no("q33", {"Sud": 23, "Centre": 50, "Nord": 68, "": 33}, {"Sud": 1, "Centre": 1, "Nord": 2}),
        # "Half", in Centre and Nord, and "one in five" in the Sud.
        _yes_no("q37", {"Sud": 20, "Centre": 50, "Nord": 50, "": 33}, {"Sud": 2, "Centre": 1}),
    ]


def _sources():
    """An order only: young people the new media, others the old."""
    by_age = {
        "radio": (55, 86), "television": (47, 54), "journaux": (13, 24), "internet": (58, 14),
        "reseaux_sociaux": (63, 10), "telephone": (50, 36), "entourage": (29, 51),
    }  # fmt: skip
    return [share(source, "age_group", {"jeune": young, "non_jeune": old}) for source, (young, old) in by_age.items()]


def _providers(service):
    # The state rather for men and for those who are not young.
    state = share("etat", "", {"": STATE[service]}, lean(H=1.6, non_jeune=1.5))
    return [state, *(share(actor, "", {"": percent}, lean(jeune=1.4)) for actor, percent in OTHERS[service].items())]


def _education():
    """9 % say the state alone, nobody in the Centre; a third one of the two "yes", most of all there; 24 % of
    the young and 6 % of the others leave it to civil society. The rest name somebody else."""
    return Single(
        "q29_education",
        [
            Take("etat_seul", "zone", {"Sud": 5, "Nord": 5}),
            share("osc", "age_group", {"jeune": 24, "non_jeune": 6}, lean(Centre=2.0)),
            Take("osc_partenariat", "zone", {"Sud": 5, "Centre": 12, "Nord": 6}),
        ],
        "autre",
    )


def _security_and_justice():
    """54 and 48 % say one of the two "yes"; security rather the state's in the Nord than in the Centre."""
    alone = {
        "securite": {"Sud": 15, "Centre": 14, "Nord": 20, "": 2},
        "justice": {"Sud": 17, "Centre": 18, "Nord": 20, "": 2},
    }
    by_osc = {"securite": {"Sud": 6, "Centre": 9, "Nord": 5}, "justice": {"Sud": 5, "Centre": 7, "Nord": 4}}
    return [
        Single(
            f"q29_{field}",
            [
                Take("etat_seul", "zone", alone[field], lean(H=1.5, non_jeune=1.8)),
                Take("osc", "zone", by_osc[field], lean(jeune=1.8)),
            ],
            "osc_partenariat",
        )
        for field in alone
    ]
