"""Answers of the third wave, October and November 2017: women, peace and security.

Shares that the white paper prints stand in `printed.py` with their place; the others are made up.
A group "" is Taoudénit among zones, and among sexes the four persons whose sex is not told.
"""

from .answers import Multiple, Ranking, Single, share

# Whom a problem affects more: women, men, both alike (what is left). The last four are made up.
AFFECTED = {
    "tensions": (14, 25), "maladies": (25, 2), "banditisme": (15, 34), "alimentation": (16, 4),
    "violences_armees": (15, 34), "vbg": (66, 8), "corruption": (8, 22), "deplacements": (25, 11),
    "couvre_feu": (18, 16), "foires": (24, 14),
}  # fmt: skip
# Zones differ, sexes do not: an order only.
PRIORITIES = {
    "Sud": {"alimentation": 3.0, "emploi": 4.5, "protection": 0.9, "education": 2.6},
    "Centre": {"alimentation": 4.0, "emploi": 1.8, "protection": 4.2, "education": 1.3},
    "Nord": {"alimentation": 5.0, "emploi": 2.4, "protection": 3.0, "education": 0.9},
    "": {"alimentation": 5.0, "emploi": 2.0, "protection": 2.0, "education": 1.5},
}


def questions(people):
    return [
        Single(
            "q10",
            [
                share("degradee", "sexe", {"F": 73, "H": 67, "": 75}),
                share("inchangee", "sexe", {"F": 5, "H": 20, "": 0}),
            ],
            "amelioree",
        ),
        Ranking("q11", "zone", PRIORITIES, ("zone", {"Sud": 1, "Nord": 2})),
        *(
            Single(f"q12_{problem}", [share("femmes", "", {"": women}), share("hommes", "", {"": men})], "autant")
            for problem, (women, men) in AFFECTED.items()
        ),
        Single(
            "alimentation_assuree",
            [share("oui", "milieu", {"rural": 79, "urbain": 51})],
            "non",
            ("milieu", {"rural": 2, "urbain": 1}),
        ),
        Multiple(
            "q37",
            [
                share("importance", "sexe", {"F": 65, "H": 66, "": 75}),
                share("influence", "zone", {"Sud": 57, "Centre": 66, "Nord": 72, "": 60}),
            ],
        ),
        Single(
            "q40",
            [share("oui", "age_group", {"jeune": 48, "non_jeune": 64})],
            "non",
            ("zone", {"Sud": 1, "Centre": 2}),
        ),
    ]
