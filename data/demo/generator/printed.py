"""What the white paper prints of its three surveys: shares and means that the made-up answers must give.

Numbers come from its text; none was read off a chart.
"""

from typing import NamedTuple


class Printed(NamedTuple):
    wave: str
    column: str
    choices: str  # joined by "+" where they count together; empty for a mean
    group: tuple  # attribute and value; empty for everybody
    value: str  # as printed, in percent or on the scale
    place: str


def _shares(wave, column, choices, by, values, place):
    return [Printed(wave, column, choices, (by, group), value, place) for group, value in values.items()]


def _all(wave, column, choices, value, place):
    return [Printed(wave, column, choices, (), value, place)]


NUMBERS = [
    *_shares(
        "Q1", "gravite_insecurite_entre_communautes", "important+tres_important", "zone", {"Centre": "100"}, "1.1.3"
    ),
    *_all("Q2", "q14_securite", "", "1,79", "1.2.1, Fig. 10"),
    *_shares("Q2", "q18", "oui", "zone", {"Sud": "20", "Centre": "90", "Nord": "77"}, "1.1.1, Fig. 6"),
    *_all("Q2", "q20/ong", "1", "60", "2.1.3 (« six sur dix »)"),
    *_all("Q2", "prise_en_charge", "oui", "49", "2.1.3 (« près de 50 % »)"),
    *_shares("Q2", "gravite_infrastructures", "", "sexe", {"H": "3,46", "F": "3,15"}, "1.1.2"),
    *_shares("Q2", "q23", "negatif", "zone", {"Sud": "77"}, "2.2.1, Fig. 17"),
    *_shares("Q2", "q23", "positif", "zone", {"Centre": "61", "Nord": "86"}, "2.2.1, Fig. 17"),
    *_all("Q2", "q28_securite/etat", "1", "80", "2.1.2, Fig. 14"),
    *_all("Q2", "q28_justice/etat", "1", "80", "2.1.2, Fig. 14"),
    *_all("Q2", "q28_education/etat", "1", "75", "2.1.2, Fig. 14"),
    *_all("Q2", "q28_transports/etat", "1", "69", "2.1.2, Fig. 14"),
    *_all("Q2", "q28_sante/etat", "1", "65", "2.1.2, Fig. 14 (un nombre pour deux services)"),
    *_all("Q2", "q28_eau/etat", "1", "65", "2.1.2, Fig. 14 (un nombre pour deux services)"),
    *_all("Q2", "q28_alimentation/etat", "1", "55", "2.1.2, Fig. 14"),
    *_all("Q2", "q29_education", "etat_seul", "9", "2.1.2, Fig. 15"),
    *_all("Q2", "q29_education", "osc+osc_partenariat", "33", "2.1.2, Fig. 15 (« un tiers »)"),
    *_shares("Q2", "q29_education", "etat_seul", "zone", {"Centre": "0"}, "2.1.2, Fig. 15"),
    *_shares("Q2", "q29_education", "osc", "age_group", {"jeune": "24", "non_jeune": "6"}, "2.1.2, Fig. 15"),
    *_all("Q2", "q29_securite", "osc+osc_partenariat", "54", "2.1.2, Fig. 16"),
    *_all("Q2", "q29_justice", "osc+osc_partenariat", "48", "2.1.2"),
    *_shares("Q2", "q30", "oui", "zone", {"Sud": "48", "Centre": "54", "Nord": "74"}, "2.3.1, Fig. 19"),
    *_all("Q2", "q32/sorties_tardives", "1", "64", "2.3.1, Fig. 18"),
    *_all("Q2", "q32/lieux_evites", "1", "41", "2.3.1, Fig. 18"),
    *_shares("Q2", "q33", "oui", "zone", {"Nord": "68"}, "2.3.1, Fig. 20"),
    *_shares("Q2", "q37", "oui", "zone", {"Centre": "50", "Nord": "50"}, "1.2.2, Fig. 11 (« la moitié »)"),
    *_shares("Q2", "q37", "oui", "zone", {"Sud": "20"}, "1.2.2, Fig. 11 (« un sur cinq »)"),
    *_shares("Q3", "q10", "degradee", "sexe", {"F": "73", "H": "67"}, "1.1.2, Fig. 8"),
    *_shares("Q3", "q10", "inchangee", "sexe", {"F": "5", "H": "20"}, "1.1.2, Fig. 8"),
    *_all("Q3", "q12_deplacements", "autant", "64", "1.1.2, Fig. 9"),
    *_all("Q3", "q12_deplacements", "femmes", "25", "1.1.2, Fig. 9"),
    *_all("Q3", "q12_deplacements", "hommes", "11", "1.1.2, Fig. 9"),
    *_all("Q3", "q12_alimentation", "autant", "80", "1.1.2, Fig. 9"),
    *_all("Q3", "q12_alimentation", "femmes", "16", "1.1.2, Fig. 9"),
    *_all("Q3", "q12_alimentation", "hommes", "4", "1.1.2, Fig. 9"),
    *_all("Q3", "q12_maladies", "autant", "73", "1.1.2, Fig. 9"),
    *_all("Q3", "q12_maladies", "femmes", "25", "1.1.2, Fig. 9"),
    *_all("Q3", "q12_maladies", "hommes", "2", "1.1.2, Fig. 9"),
    *_all("Q3", "q12_violences_armees", "hommes", "34", "1.1.2, Fig. 9"),
    *_all("Q3", "q12_violences_armees", "femmes", "15", "1.1.2, Fig. 9"),
    *_all("Q3", "q12_violences_armees", "autant", "51", "1.1.2, Fig. 9"),
    *_all("Q3", "q12_banditisme", "hommes", "34", "1.1.2, Fig. 9"),
    *_all("Q3", "q12_banditisme", "femmes", "15", "1.1.2, Fig. 9"),
    *_all("Q3", "q12_banditisme", "autant", "51", "1.1.2, Fig. 9"),
    *_all("Q3", "q12_vbg", "femmes", "66", "1.1.2, Fig. 9"),
    *_all("Q3", "q12_vbg", "hommes", "8", "1.1.2, Fig. 9"),
    *_shares("Q3", "alimentation_assuree", "oui", "milieu", {"rural": "79", "urbain": "51"}, "1.1.1"),
    # The paper gives both sexes in one bracket and does not say which is which.
    *_shares("Q3", "q37/importance", "1", "sexe", {"F": "65", "H": "66"}, "2.3.2, Fig. 21"),
    *_shares("Q3", "q37/influence", "1", "zone", {"Nord": "72", "Centre": "66", "Sud": "57"}, "2.3.2, Fig. 21"),
    *_shares("Q3", "q40", "oui", "age_group", {"non_jeune": "64", "jeune": "48"}, "2.3.2"),
]
