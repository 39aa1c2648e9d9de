"""Answers of the first wave, October 2016: how security is perceived."""

from math import hypot

from . import facts
from .answers import Scale, Single, lean, share

TRUST = ["pas_du_tout", "peu", "assez", "beaucoup"]
# Made up: mean trust of 4 in Bamako, and what a thousand kilometres take away. Only bodies of the
# state lose with distance, and none is trusted more than those beside the state, as the paper says.
BESIDE_STATE = {"ong": 3.25, "organisations_religieuses": 3.35, "autorites_traditionnelles": 3.4}
STATE = {"pouvoir_executif": (2.9, 1.0), "partis_politiques": (2.4, 0.8), "prefectures": (2.8, 0.95),
         "tribunaux": (2.5, 0.85)}  # fmt: skip


def questions(people):
    count = _by_region(people)
    away = {region: thousand_km(region) for region in count}
    flat = {item: {region: mean for region in count} for item, mean in BESIDE_STATE.items()}
    falling = {item: {region: mean - loss * away[region] for region in count} for item, (mean, loss) in STATE.items()}
    return [
        Single(
            "q42",
            [
                share("degradee", "zone", {"Sud": 54, "Centre": 74, "Nord": 63}),
                share("amelioree", "zone", {"Sud": 12, "Centre": 6, "Nord": 9}),
                share("nsp", "zone", {"Sud": 4}),
            ],
            "inchangee",
        ),
        *(
            Scale(
                f"q55_{item}", TRUST, "region", {region: round(mean * count[region]) for region, mean in means.items()}
            )
            for item, means in (flat | falling).items()
        ),
        # Printed: all respondents of the Centre, important or very important.
        Single(
            "gravite_insecurite_entre_communautes",
            [
                share("tres_important", "zone", {"Sud": 23, "Centre": 63, "Nord": 41}),
                share("important", "zone", {"Sud": 31, "Centre": 37, "Nord": 34}),
                share("pas_important", "zone", {"Sud": 15, "Nord": 6}),
            ],
            "peu_important",
        ),
        # An order only: women more than men.
        Single(
            "proximite",
            [
                share("beaucoup", "sexe", {"F": 41, "H": 25}, lean(Sud=0.4)),
                share("assez", "sexe", {"F": 29, "H": 24}, lean(Sud=0.7)),
                share("pas_du_tout", "sexe", {"F": 9, "H": 20}, lean(Sud=3.0)),
            ],
            "peu",
            ("sexe", {"H": 1}),
        ),
    ]


def _by_region(people):
    count = {}
    for person in people:
        count[person.region] = count.get(person.region, 0) + 1
    return count


def thousand_km(region):
    """From the capital to the chief town of a region, as the crow flies, well enough for an order."""
    seat = next((town for town in facts.towns() if town.name == region and town.rank <= 2), facts.BAMAKO)
    return hypot((seat.lon - facts.BAMAKO.lon) * 0.965, seat.lat - facts.BAMAKO.lat) * 111.2 / 1000
