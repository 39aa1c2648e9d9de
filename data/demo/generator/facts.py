"""What is true in the demonstration: names of regions and cercles, how many communes
each cercle has, where towns lie, which roads the white paper names.

Positions are rounded to a hundredth of a degree (about 1 km). Everything else
in this folder is made up by the other modules.
"""

from typing import NamedTuple

# Tables are laid out by hand.
# fmt: off

# The national total the white paper prints ("18,5 millions").
POPULATION = 18_500_000

# Regions in the order of their codes. The first ten keep the numbers people know
# from the common operational datasets; Taoudénit follows.
REGIONS = [
    "Kayes", "Koulikoro", "Sikasso", "Ségou", "Mopti", "Tombouctou",
    "Gao", "Kidal", "Bamako", "Ménaka", "Taoudénit",
]

# Invented from here: the right order of magnitude, in thousands, scaled to POPULATION.
REGION_THOUSANDS = {
    "Kayes": 2_500, "Koulikoro": 3_000, "Sikasso": 3_250, "Ségou": 2_900, "Mopti": 2_500,
    "Tombouctou": 820, "Gao": 600, "Kidal": 85, "Bamako": 2_250, "Ménaka": 70, "Taoudénit": 25,
}

# Zones of the white paper. Taoudénit stands in none of them: the paper's own gap.
ZONES = {
    "Nord": ["Kidal", "Tombouctou", "Gao", "Ménaka"],
    "Centre": ["Mopti", "Ségou"],
    "Sud": ["Kayes", "Koulikoro", "Sikasso", "Bamako"],
}

# Communes of each cercle: 703 in all. In the south and centre as the law of 1996 counted
# them; in the north shared out among the cercles of the later regions.
CERCLES = {
    "Kayes": {"Bafoulabé": 13, "Diéma": 15, "Kayes": 28, "Kéniéba": 12, "Kita": 33, "Nioro": 16, "Yélimané": 12},
    "Koulikoro": {"Banamba": 9, "Dioïla": 23, "Kangaba": 9, "Kati": 37, "Kolokani": 10, "Koulikoro": 9, "Nara": 11},
    "Sikasso": {
        "Bougouni": 26, "Kadiolo": 9, "Kolondiéba": 12, "Koutiala": 36, "Sikasso": 43, "Yanfolila": 12, "Yorosso": 9,
    },
    "Ségou": {"Barouéli": 11, "Bla": 17, "Macina": 11, "Niono": 12, "San": 25, "Ségou": 30, "Tominian": 12},
    "Mopti": {
        "Bandiagara": 21, "Bankass": 12, "Djenné": 12, "Douentza": 15,
        "Koro": 16, "Mopti": 15, "Ténenkou": 10, "Youwarou": 7,
    },
    "Tombouctou": {"Diré": 11, "Goundam": 10, "Gourma-Rharous": 9, "Niafunké": 8, "Tombouctou": 6},
    "Gao": {"Ansongo": 7, "Bourem": 5, "Gao": 7},
    "Kidal": {"Abeïbara": 3, "Kidal": 4, "Tessalit": 3, "Tin-Essako": 1},
    "Bamako": {"Bamako": 6},
    "Ménaka": {"Andéramboukane": 1, "Inékar": 1, "Ménaka": 2, "Tidermène": 1},
    "Taoudénit": {"Achouratt": 1, "Al-Ourche": 1, "Araouane": 2, "Boujbéha": 1, "Foum-Elba": 1, "Taoudénit": 2},
}


class Town(NamedTuple):
    """A real town: rank 1 capital, 2 chief town of a region, 3 of a cercle, 4 other."""

    name: str
    lon: float
    lat: float
    cercle: str
    rank: int


def _chief(region, cercle, lon, lat):
    rank = 2 if cercle == region else 3
    return Town(cercle, lon, lat, cercle, rank)


_CHIEF_TOWNS = {
    "Kayes": {
        "Bafoulabé": (-10.83, 13.81), "Diéma": (-9.19, 14.54), "Kayes": (-11.44, 14.45), "Kéniéba": (-11.24, 12.84),
        "Kita": (-9.49, 13.03), "Nioro": (-9.59, 15.23), "Yélimané": (-10.57, 15.12),
    },
    "Koulikoro": {
        "Banamba": (-7.45, 13.55), "Dioïla": (-6.80, 12.49), "Kangaba": (-8.42, 11.93), "Kati": (-8.07, 12.74),
        "Kolokani": (-8.03, 13.57), "Koulikoro": (-7.56, 12.86), "Nara": (-7.28, 15.17),
    },
    "Sikasso": {
        "Bougouni": (-7.48, 11.42), "Kadiolo": (-5.76, 10.55), "Kolondiéba": (-6.89, 11.09), "Koutiala": (-5.46, 12.39),
        "Sikasso": (-5.67, 11.32), "Yanfolila": (-8.15, 11.18), "Yorosso": (-4.78, 12.36),
    },
    "Ségou": {
        "Barouéli": (-6.83, 13.08), "Bla": (-5.76, 12.95), "Macina": (-5.36, 13.96), "Niono": (-5.99, 14.25),
        "San": (-4.90, 13.30), "Ségou": (-6.22, 13.43), "Tominian": (-4.59, 13.29),
    },
    "Mopti": {
        "Bandiagara": (-3.61, 14.35), "Bankass": (-3.52, 14.08), "Djenné": (-4.55, 13.91), "Douentza": (-2.95, 15.00),
        "Koro": (-3.08, 14.07), "Mopti": (-4.18, 14.48), "Ténenkou": (-4.92, 14.46), "Youwarou": (-4.26, 15.37),
    },
    "Tombouctou": {
        "Diré": (-3.40, 16.26), "Goundam": (-3.67, 16.41), "Gourma-Rharous": (-1.92, 16.88),
        "Niafunké": (-3.99, 15.93), "Tombouctou": (-3.01, 16.77),
    },
    "Gao": {"Ansongo": (0.50, 15.66), "Bourem": (-0.35, 16.96), "Gao": (-0.04, 16.27)},
    "Kidal": {
        "Abeïbara": (1.75, 19.12), "Kidal": (1.41, 18.44), "Tessalit": (1.01, 20.20), "Tin-Essako": (2.49, 18.45),
    },
    "Ménaka": {
        "Andéramboukane": (3.02, 15.43), "Inékar": (3.14, 15.96), "Ménaka": (2.40, 15.92), "Tidermène": (2.13, 17.00),
    },
    # Positions of Achouratt, Al-Ourche and Foum-Elba are rough: no gazetteer at hand has them.
    "Taoudénit": {
        "Achouratt": (-4.90, 20.60), "Al-Ourche": (-1.60, 20.00), "Araouane": (-3.53, 18.90),
        "Boujbéha": (-2.67, 18.54), "Foum-Elba": (-5.20, 23.90), "Taoudénit": (-3.98, 22.67),
    },
}

_OTHER_TOWNS = {
    "Kayes": [
        ("Ambidédi", -11.79, 14.59), ("Sadiola", -11.69, 13.89), ("Diamou", -11.26, 14.09), ("Aourou", -11.59, 14.97),
    ],
    "Bafoulabé": [("Mahina", -10.85, 13.76), ("Bamafélé", -10.55, 13.25)],
    "Kéniéba": [("Faléa", -11.28, 12.27)],
    "Kita": [
        ("Toukoto", -9.88, 13.45), ("Sagabari", -9.80, 12.60), ("Sébékoro", -8.90, 12.95), ("Séféto", -9.83, 14.14),
    ],
    "Diéma": [("Lakamané", -9.90, 14.52)],
    "Nioro": [("Sandaré", -10.31, 14.70)],
    "Nara": [("Ballé", -8.59, 15.34), ("Mourdiah", -7.47, 14.47), ("Dilly", -7.67, 15.00)],
    "Kolokani": [("Nossombougou", -7.93, 13.10), ("Didiéni", -8.09, 13.89)],
    "Banamba": [("Boron", -7.51, 14.02)],
    "Koulikoro": [("Nyamina", -6.98, 13.31)],
    "Kati": [
        ("Kalaban-Coro", -8.03, 12.57), ("Baguinéda", -7.77, 12.61), ("Dialakorodji", -7.97, 12.73),
        ("Moribabougou", -7.86, 12.69), ("Sanankoroba", -7.94, 12.40), ("Siby", -8.33, 12.38),
        ("Ouéléssébougou", -7.91, 12.00), ("Négala", -8.46, 12.86), ("Faladié", -8.34, 13.13),
    ],
    "Dioïla": [("Fana", -6.96, 12.78), ("Massigui", -6.77, 11.86)],
    "Bougouni": [("Koumantou", -6.85, 11.41), ("Garalo", -7.43, 11.00), ("Manankoro", -7.45, 10.47)],
    "Yanfolila": [("Sélingué", -8.23, 11.62)],
    "Kolondiéba": [("Fakola", -6.92, 10.53)],
    "Sikasso": [("Niéna", -6.35, 11.43), ("Loulouni", -5.60, 10.90)],
    "Kadiolo": [("Zégoua", -5.65, 10.50)],
    "Koutiala": [("M'Pessoba", -5.72, 12.67), ("Molobala", -5.33, 12.18)],
    "Ségou": [("Markala", -6.07, 13.70), ("Cinzana", -5.96, 13.25)],
    "Barouéli": [("Konobougou", -6.76, 12.92)],
    "Macina": [("Kokry", -5.52, 13.96), ("Sarro", -5.24, 13.72)],
    "Niono": [("Diabaly", -6.02, 14.69), ("Sokolo", -6.12, 14.73), ("Nampala", -5.55, 15.28)],
    "San": [("Kimparana", -4.92, 12.84)],
    "Tominian": [("Fangasso", -4.45, 13.53)],
    "Djenné": [("Sofara", -4.23, 14.02)],
    "Mopti": [("Sévaré", -4.09, 14.53), ("Konna", -3.89, 14.94)],
    "Ténenkou": [("Diafarabé", -5.02, 14.14), ("Dioura", -5.25, 14.83), ("Toguéré-Coumbé", -4.59, 14.92)],
    "Youwarou": [("Sah", -4.05, 15.63)],
    "Bandiagara": [("Sangha", -3.31, 14.46)],
    "Bankass": [("Diallassagou", -3.63, 13.74)],
    "Koro": [("Dioungani", -2.74, 14.32)],
    "Douentza": [("Boré", -3.48, 15.13), ("Boni", -2.22, 15.08), ("Mondoro", -1.95, 14.68), ("Hombori", -1.70, 15.28)],
    "Niafunké": [("Léré", -4.91, 15.71), ("Soumpi", -4.33, 15.84), ("Saraféré", -3.69, 15.82)],
    "Goundam": [("Tonka", -3.75, 16.13), ("Bintagoungou", -3.74, 16.74), ("Râs el Mâ", -4.46, 16.61)],
    "Tombouctou": [("Ber", -2.53, 16.83)],
    "Gourma-Rharous": [("Bambara-Maoudé", -2.79, 15.85), ("Gossi", -1.29, 15.82)],
    "Bourem": [("Bamba", -1.40, 17.03), ("Téméra", -0.94, 17.00), ("Almoustarat", 0.17, 17.37)],
    "Gao": [("Djébock", 0.31, 16.35), ("N'Tillit", -0.46, 15.55)],
    "Ansongo": [("Labbézanga", 0.70, 14.96), ("Tessit", 0.29, 15.22), ("Tin-Hama", 0.90, 15.59)],
    "Kidal": [("Anéfis", 0.60, 18.04)],
    "Tessalit": [("Aguelhok", 0.86, 19.46)],
    "Abeïbara": [("Boughessa", 2.26, 20.01), ("Tin-Zaouatène", 2.86, 19.95)],
    "Ménaka": [("Indélimane", 1.52, 15.87)],
}

BAMAKO = Town("Bamako", -8.00, 12.64, "Bamako", 1)

# The district has no chief town among its communes: the six are placed by their quarters.
BAMAKO_COMMUNES = [
    ("Commune I", -7.95, 12.67), ("Commune II", -7.97, 12.65), ("Commune III", -8.01, 12.67),
    ("Commune IV", -8.05, 12.63), ("Commune V", -7.99, 12.61), ("Commune VI", -7.94, 12.61),
]


def towns():
    """All towns: the capital, then cercle by cercle, chief town first."""
    found = [BAMAKO]
    for region, chiefs in _CHIEF_TOWNS.items():
        for cercle, (lon, lat) in chiefs.items():
            found.append(_chief(region, cercle, lon, lat))
            found += [Town(name, x, y, cercle, 4) for name, x, y in _OTHER_TOWNS.get(cercle, [])]
    return found


# The six axes of the white paper (3.2.1 and 3.2.3), by the towns they join, and other
# roads everybody knows. Their course between two towns is made up. The last word says
# how they are kept: national, regional or track.
AXES = [
    (["Douentza", "Boni", "Hombori", "Gossi", "Gao"], "national"),
    (["Macina", "Ténenkou"], "track"),
    (["Gao", "Ansongo", "Ménaka"], "regional"),
    (["Gao", "Bourem", "Almoustarat", "Anéfis", "Kidal"], "track"),
    (["Niono", "Diabaly", "Nampala", "Léré", "Tombouctou"], "track"),
    (["Bamako", "Kati", "Négala", "Sébékoro", "Kita", "Toukoto", "Bafoulabé", "Diamou", "Kayes"], "national"),
]

OTHER_ROADS = [
    (["Bamako", "Baguinéda", "Fana", "Konobougou", "Cinzana", "Bla", "San", "Djenné", "Sofara", "Sévaré"], "national"),
    (["Cinzana", "Ségou", "Markala", "Niono"], "national"),
    (["Sévaré", "Mopti"], "national"),
    (["Sévaré", "Konna", "Boré", "Douentza"], "national"),
    (["Bla", "M'Pessoba", "Koutiala", "Sikasso", "Kadiolo", "Zégoua"], "national"),
    (["Bamako", "Kalaban-Coro", "Sanankoroba", "Ouéléssébougou", "Bougouni"], "national"),
    (["Bougouni", "Koumantou", "Niéna", "Sikasso"], "national"),
    (["Bamako", "Moribabougou", "Koulikoro", "Banamba", "Boron", "Mourdiah", "Nara"], "regional"),
    (["Kati", "Faladié", "Kolokani", "Didiéni", "Diéma", "Nioro"], "national"),
    (["Diéma", "Sandaré", "Kayes"], "national"),
    (["Nioro", "Yélimané", "Kayes"], "regional"),
    (["Kayes", "Ambidédi"], "national"),
    (["Kayes", "Sadiola"], "regional"),
    (["Bafoulabé", "Kéniéba", "Kita"], "regional"),
    (["Bamako", "Siby", "Kangaba"], "regional"),
    (["Bougouni", "Sélingué", "Yanfolila"], "regional"),
    (["Bougouni", "Garalo", "Manankoro"], "regional"),
    (["Bougouni", "Kolondiéba", "Fakola"], "regional"),
    (["Fana", "Dioïla", "Massigui"], "regional"),
    (["Barouéli", "Konobougou"], "regional"),
    (["Koutiala", "Yorosso"], "national"),
    (["Koutiala", "Kimparana", "San", "Tominian"], "regional"),
    (["Markala", "Kokry", "Macina"], "regional"),
    (["Sévaré", "Bandiagara", "Bankass", "Koro"], "regional"),
    (["Bandiagara", "Sangha", "Douentza"], "track"),
    (["Douentza", "Bambara-Maoudé", "Tombouctou"], "track"),
    (["Ténenkou", "Toguéré-Coumbé", "Youwarou", "Niafunké"], "track"),
    (["Niafunké", "Tonka", "Diré", "Goundam", "Tombouctou"], "regional"),
    (["Tombouctou", "Ber", "Gourma-Rharous", "Bamba", "Téméra", "Bourem"], "track"),
    (["Ansongo", "Labbézanga"], "national"),
    (["Ménaka", "Inékar", "Andéramboukane"], "track"),
    (["Ménaka", "Tidermène", "Kidal"], "track"),
    (["Kidal", "Aguelhok", "Tessalit"], "track"),
    (["Kidal", "Tin-Essako"], "track"),
    (["Kidal", "Abeïbara", "Boughessa", "Tin-Zaouatène"], "track"),
    (["Tombouctou", "Araouane", "Taoudénit", "Foum-Elba"], "track"),
    (["Araouane", "Boujbéha", "Al-Ourche"], "track"),
    (["Araouane", "Achouratt"], "track"),
    (["Goundam", "Râs el Mâ"], "track"),
]

# National roads whose number everybody knows, by the towns they join.
ROAD_NUMBERS = {
    "RN6": ["Bamako", "Baguinéda", "Fana", "Konobougou", "Cinzana", "Bla", "San", "Djenné", "Sofara", "Sévaré"],
    "RN7": ["Bamako", "Kalaban-Coro", "Sanankoroba", "Ouéléssébougou", "Bougouni", "Koumantou", "Niéna", "Sikasso"],
    "RN15": ["Sévaré", "Bandiagara", "Bankass", "Koro"],
    "RN16": ["Sévaré", "Konna", "Boré", "Douentza", "Boni", "Hombori", "Gossi", "Gao"],
    "RN17": ["Gao", "Ansongo", "Labbézanga"],
}

# The great rivers, downstream, by the towns on their banks and other places to a hundredth of a degree. Their
# course between two of these is made up.
RIVERS = [
    ("Niger", [
        (-9.17, 11.42), "Kangaba", "Bamako", "Koulikoro", "Ségou", "Markala", "Macina", (-5.02, 14.14), "Mopti",
        (-4.20, 15.20), (-4.05, 15.42), "Niafunké", "Diré", (-3.03, 16.66), "Gourma-Rharous", "Bamba", "Téméra", "Bourem",
        "Gao", "Ansongo", "Labbézanga", (1.20, 14.50),
    ]),
    ("Bani", [(-6.58, 12.58), (-5.90, 13.21), (-4.92, 13.36), (-4.52, 13.90), "Mopti"]),
    ("Sénégal", ["Bafoulabé", "Diamou", "Kayes", "Ambidédi", (-12.24, 14.77)]),
    ("Bafing", [(-10.60, 12.40), (-10.40, 12.90), (-10.43, 13.20), "Bafoulabé"]),
    ("Bakoye", [(-9.40, 12.55), "Toukoto", "Bafoulabé"]),
]

LAKES = [
    ("Lac Débo", [(-4.31, 15.24), (-4.16, 15.17), (-4.02, 15.24), (-3.99, 15.36), (-4.10, 15.44), (-4.26, 15.38)]),
]

# Links people ask for and that do not exist: drawn, flagged, never driven on.
PROPOSED_ROADS = [
    (["Gossi", "Gourma-Rharous"], "regional"),
    (["Diafarabé", "Djenné"], "regional"),
    (["Nara", "Nampala"], "regional"),
    (["Bourem", "Taoudénit"], "track"),
]
